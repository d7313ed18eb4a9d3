"""What judges a text and its translation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parley.domain.message import AuthorRole, Flag, Formality, Message
from parley.domain.term import Term


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the risk rules see of one message.

    `translation` is None when the source is assessed by itself; `from_memory` is True when a
    person wrote or confirmed the translation. `history` holds the conversation's earlier
    messages, oldest first. `terms` are the glossary's that the source may hold. `metadata` is
    what the channel says of the conversation and its customer, `vip` the values of it, by key,
    that mark a customer of high value.
    """

    source: str
    source_language: str
    translation: str | None = None
    target_language: str | None = None
    formality: Formality | None = None
    from_memory: bool = False
    history: tuple[Message, ...] = ()
    author_role: AuthorRole | None = None
    channel: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    vip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()


class RiskAssessor(Protocol):
    """All the rules over one exchange."""

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]: ...


class TextClassifier(Protocol):
    """How much a text reads like each of some themes, by a model that reads it as a whole.

    Attributes:
        digest: of its weights; thresholds hold for these alone.
    """

    digest: str

    def scores(self, text: str) -> Mapping[str, float]:
        """Log-odds by theme."""
