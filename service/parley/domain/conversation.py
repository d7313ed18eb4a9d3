"""A conversation and the numbered events that tell its story."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parley.domain.escalation import Escalation, EscalationReason, TranscriptLine
from parley.domain.message import AuthorRole, Formality, Message

# The key of a conversation's metadata that names the business it is with.
TENANT_KEY = "tenant"


class ConversationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Two people, one of them with a language of their own.

    `customer_language` is None until it was given or detected; `last_sequence` is the number of
    the newest event. `metadata` is what the channel says of the customer: "tenant" names the
    business that the conversation is with, and rules may look at any other key.
    """

    conversation_id: str
    channel: str
    customer_id: str
    customer_language: str | None
    agent_language: str
    created_at: datetime
    formality: Formality | None = None
    state: ConversationState = ConversationState.OPEN
    last_sequence: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    escalation: Escalation = field(default_factory=Escalation)

    def languages_from(self, author: AuthorRole) -> tuple[str | None, str | None]:
        """(spoken by `author`, read by the other side); None where it is not known yet."""
        if author is AuthorRole.CUSTOMER:
            return self.customer_language, self.agent_language
        return self.agent_language, self.customer_language


@dataclass(frozen=True, slots=True)
class MessageAccepted:
    message: Message


@dataclass(frozen=True, slots=True)
class MessageDelivered:
    message: Message
    provisional: bool = False
    reviewed: bool = False
    unreviewed_after_deadline: bool = False


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """`message` carries no translation: it is the reviewers' alone until released."""

    message: Message
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageCorrected:
    message: Message
    previous_text: str


@dataclass(frozen=True, slots=True)
class MessageConfirmed:
    message: Message


@dataclass(frozen=True, slots=True)
class MessageRejected:
    message: Message
    reason: str


@dataclass(frozen=True, slots=True)
class CustomerLanguageChanged:
    previous_language: str | None
    language: str


@dataclass(frozen=True, slots=True)
class ConversationClosed:
    pass


@dataclass(frozen=True, slots=True)
class EscalationSuggested:
    """For the agent's side alone: `summary` and `transcript` save the customer from repeating.

    `transcript` is oldest first; `left_out` counts the messages before it.
    """

    reasons: tuple[EscalationReason, ...]
    summary: str
    transcript: tuple[TranscriptLine, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class EscalationOverridden:
    agent: str
    reason: str


EventBody = (
    MessageAccepted
    | MessageDelivered
    | MessageHeld
    | MessageCorrected
    | MessageConfirmed
    | MessageRejected
    | CustomerLanguageChanged
    | ConversationClosed
    | EscalationSuggested
    | EscalationOverridden
)


@dataclass(frozen=True, slots=True)
class Event:
    """`sequence` counts the conversation's events from 1 without gaps."""

    event_id: str
    conversation_id: str
    sequence: int
    created_at: datetime
    body: EventBody
