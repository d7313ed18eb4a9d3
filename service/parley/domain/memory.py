"""Translations that people confirmed, kept to be found again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parley.domain.message import Formality


class UnitOrigin(StrEnum):
    """How a translation came into memory."""

    RELEASE = "release"
    WRITTEN = "written"
    IMPORT = "import"
    STARTER = "starter"


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A translation that a person wrote or confirmed.

    Attributes:
        source: key of the source text, its values as placeholders (`flow.slots`).
        target: its translation, with the same placeholders.
        message_id: the message it came from, so that erasing a customer erases it too.
        author: who confirmed or wrote it; empty if nobody said.
        unit_id: 0 until it is stored.
        version: grows with every change.
    """

    source_language: str
    target_language: str
    formality: Formality | None
    source: str
    target: str
    message_id: str | None
    created_at: datetime
    origin: UnitOrigin = UnitOrigin.RELEASE
    author: str = ""
    unit_id: int = 0
    version: int = 1

    @property
    def etag(self) -> str:
        return str(self.version)


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """Which units, in the order they came; empty languages match all.

    `text` is looked for in source and target, whatever its case.
    """

    source_language: str = ""
    target_language: str = ""
    text: str = ""
    after_unit_id: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation of a text that is like the one at hand.

    `similarity` is 0..1, see `flow.suggest`; values of the text at hand stand in `target` where
    there are as many as in the line that was remembered.
    """

    source: str
    target: str
    similarity: float
    origin: UnitOrigin
    formality: Formality | None = None
    author: str = ""
    created_at: datetime | None = None
    unit_id: int = 0
