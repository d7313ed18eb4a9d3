"""What judges a text and its translation."""

from dataclasses import dataclass
from typing import Protocol

from parley.domain.message import Flag, Formality, Message


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the risk rules see of one message.

    `translation` is None when the source is assessed by itself; `from_memory` is True when a
    person wrote or confirmed the translation. `history` holds the conversation's earlier
    messages, oldest first.
    """

    source: str
    source_language: str
    translation: str | None = None
    target_language: str | None = None
    formality: Formality | None = None
    from_memory: bool = False
    history: tuple[Message, ...] = ()


class RiskAssessor(Protocol):
    """All the rules over one exchange."""

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]: ...
