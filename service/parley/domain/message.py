"""A message, its detection, its translation, and what was noticed about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from parley.domain.timing import Timing

# How the id of a rule begins that looks for the same as another, by likeness.
LIKELY = "likely-"


class AuthorRole(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


class Formality(StrEnum):
    """How a translation addresses its reader, in languages that make the difference."""

    FORMAL = "formal"
    INFORMAL = "informal"


class MessageState(StrEnum):
    """ACCEPTED, then DELIVERED, PROVISIONAL or HELD; a reviewer ends the last two."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    PROVISIONAL = "provisional"
    HELD = "held"
    REJECTED = "rejected"


class Severity(IntEnum):
    """Ordered, so that the worst of several is their maximum."""

    MINOR = 1
    MAJOR = 2
    CRITICAL = 3


class SpanSide(StrEnum):
    SOURCE = "source"
    TRANSLATION = "translation"


class Decision(StrEnum):
    DELIVER = "deliver"
    DELIVER_AND_REVIEW = "deliver_and_review"
    HOLD = "hold"


class Origin(StrEnum):
    """Where a translation comes from."""

    MODEL = "model"
    MEMORY = "memory"
    REVIEWER = "reviewer"
    IDENTITY = "identity"


class Priority(IntEnum):
    """Who is waiting: a person in a chat, a reader of e-mail, nobody."""

    LIVE = 0
    EMAIL = 1
    BACKFILL = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points of the source or the translation."""

    start: int
    end: int
    side: SpanSide


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason to look at a message.

    Attributes:
        rule: id of the rule that raised it.
        category: MQM category, or one of the business-critical group.
        reason: one line that a reviewer understands.
        span: None when it is about the message as a whole.
    """

    rule: str
    category: str
    severity: Severity
    reason: str
    span: Span | None = None

    @property
    def theme(self) -> str:
        """The rule that it speaks for: of "likely-self-harm" that is "self-harm"."""
        return self.rule.removeprefix(LIKELY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A language that a text may be in, with a probability in 0..1."""

    language: str
    probability: float


@dataclass(frozen=True, slots=True)
class Detection:
    """The language decided on, and what the text alone looked like."""

    language: str
    confidence: float
    from_conversation: bool = False
    alternatives: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentConfidence:
    """Confidence, in 0..1, in a half-open range of the translation's code points."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation of a whole message; `confidence` in 0..1, spans on `text`.

    `segments` are in order, and empty where no model was asked; the message's confidence is that
    of its weakest segment, since one is enough to mislead. `from_release` tells that all of it
    is what a reviewer released for the same line before. `uncorrected` is the confidence before the
    deployment's own verdicts corrected it; None where they did not.
    """

    text: str
    source_language: str
    target_language: str
    confidence: float
    origin: Origin
    low_confidence_spans: tuple[Span, ...] = ()
    segments: tuple[SegmentConfidence, ...] = ()
    model: str = ""
    formality: Formality | None = None
    from_release: bool = False
    uncorrected: float | None = None

    @property
    def estimated(self) -> float:
        """The confidence as the model's own calibration has it."""
        return self.confidence if self.uncorrected is None else self.uncorrected


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the pipeline made of one text; `timing` is None where no model was asked."""

    detection: Detection
    translation: Translation
    flags: tuple[Flag, ...]
    decision: Decision
    timing: Timing | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation and all that is known of it.

    `position` counts the conversation's messages from 1; `revision` the translations sent on.
    """

    message_id: str
    conversation_id: str
    channel: str
    request_id: str
    author_role: AuthorRole
    text: str
    created_at: datetime
    position: int = 0
    state: MessageState = MessageState.ACCEPTED
    detection: Detection | None = None
    translation: Translation | None = None
    flags: tuple[Flag, ...] = field(default=())
    decision: Decision | None = None
    revision: int = 0
