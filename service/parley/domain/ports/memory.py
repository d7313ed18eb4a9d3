"""What people translated before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.domain.message import Formality


@dataclass(frozen=True, slots=True)
class MemoryUnit:
    """A translation that a person wrote or confirmed.

    `message_id` is the message it came from, so that erasing a customer erases it too.
    """

    source_language: str
    target_language: str
    formality: Formality | None
    source: str
    target: str
    message_id: str | None
    created_at: datetime


class MemoryStore(Protocol):
    """Translations that people confirmed."""

    async def recall(
        self,
        source: str,
        source_language: str,
        target_language: str,
        formality: Formality | None,
    ) -> MemoryUnit | None:
        """The unit for exactly this source; one of the asked formality before any other."""
        ...
