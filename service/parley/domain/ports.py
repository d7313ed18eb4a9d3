"""What the flows need from the outside. Adapters in text, engine, risk, store and bus fit these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.domain.conversation import Conversation, Event, EventBody
from parley.domain.message import (
    Candidate,
    Flag,
    Formality,
    Message,
    MessageState,
    Priority,
)
from parley.domain.review import ReviewItem, ReviewState
from parley.domain.timing import Timing


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """One token of a hypothesis: its code points there, and its log-probability (natural)."""

    start: int
    end: int
    log_prob: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The engine's translation of one masked segment.

    `tokens` cover `text` in order; `end_log_prob` is that of stopping where it stopped;
    `spans_hold` is False once the text was changed so that tokens lie elsewhere; `pieced` is
    True when it was put together from parts; `timing` is None for what came from no batch.
    """

    text: str
    tokens: tuple[ScoredToken, ...]
    end_log_prob: float
    model: str
    spans_hold: bool = True
    pieced: bool = False
    timing: Timing | None = None


class Translator(Protocol):
    """Translates single masked segments, many callers at once."""

    async def translate(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        priority: Priority,
    ) -> list[Hypothesis]:
        """One hypothesis a segment, in order.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
            Overloaded: QUEUE_FULL.
        """
        ...

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) primary language tags that can be translated."""
        ...


class Detector(Protocol):
    """Names the language of a text by itself, without its conversation."""

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        """Candidates by falling probability; empty for a text without words.

        Args:
            candidates: BCP-47 tags to choose from; empty for all that the detector knows.
        """
        ...


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


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that one step writes, all of it or nothing.

    Attributes:
        message: the message as it is from now on.
        message_was: the state that it must still be in, else the change is refused.
        item: the review item as it is from now on.
        item_was: the version that it must still have; None for a new item.
        customer_language: what the conversation learnt.
        events: appended to the conversation, in order.
    """

    conversation_id: str
    events: tuple[EventBody, ...]
    at: datetime
    message: Message | None = None
    message_was: MessageState | None = None
    item: ReviewItem | None = None
    item_was: int | None = None
    customer_language: str | None = None
    close: bool = False
    memory: MemoryUnit | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """`sequence` numbers the message's MessageAccepted event."""

    message: Message
    sequence: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """Which items, in order of urgency; empty languages match all."""

    states: tuple[ReviewState, ...]
    source_language: str = ""
    target_language: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Erased:
    conversations: int
    messages: int


class ConversationStore(Protocol):
    """The record of conversations. Every method is one transaction."""

    async def create_conversation(self, conversation: Conversation) -> Conversation:
        """Store it, or return the one with the same id and content.

        Raises:
            AlreadyExists: CONVERSATION_EXISTS, with other content.
        """
        ...

    async def conversation(self, conversation_id: str) -> Conversation:
        """Raises NotFound: CONVERSATION_NOT_FOUND."""
        ...

    async def accept(self, message: Message) -> Accepted:
        """Store a message and its MessageAccepted event, once per (channel, request_id).

        Raises:
            NotFound: CONVERSATION_NOT_FOUND.
            WrongState: CONVERSATION_CLOSED.
            AlreadyExists: REQUEST_ID_REUSED, with other content.
        """
        ...

    async def commit(self, change: Change) -> tuple[Event, ...]:
        """Apply a change.

        Raises:
            Conflict: MESSAGE_CHANGED or ITEM_CHANGED, if it is not as the change expects.
            NotFound: CONVERSATION_NOT_FOUND, if it was erased meanwhile.
        """
        ...

    async def message(self, message_id: str) -> Message:
        """Raises NotFound: MESSAGE_NOT_FOUND."""
        ...

    async def messages(
        self, conversation_id: str, after_position: int, limit: int
    ) -> list[Message]: ...

    async def messages_before(
        self, conversation_id: str, position: int, limit: int
    ) -> list[Message]:
        """The last `limit` messages before a position, oldest first."""
        ...

    async def events(self, conversation_id: str, after_sequence: int, limit: int) -> list[Event]:
        """Raises NotFound: CONVERSATION_NOT_FOUND."""
        ...

    async def unfinished(self) -> list[Message]:
        """Accepted messages without a result, oldest first: what a crash left behind."""
        ...

    async def erase_customer(self, customer_id: str) -> Erased: ...


class ReviewStore(Protocol):
    """The review queue's record. Writes go through `ConversationStore.commit` and these."""

    async def review_item(self, review_item_id: str) -> ReviewItem:
        """Raises NotFound: REVIEW_ITEM_NOT_FOUND."""
        ...

    async def review_items(self, query: ReviewQuery) -> list[ReviewItem]: ...

    async def claimable(
        self, now: datetime, source_language: str, target_language: str
    ) -> ReviewItem | None:
        """The most urgent item that nobody holds."""
        ...

    async def update_item(self, item: ReviewItem, was: ReviewItem) -> None:
        """Write an item that changes no message (claim, renewal, escalation).

        Raises:
            Conflict: ITEM_CHANGED, if version or lease is no longer that of `was`.
        """
        ...

    async def items_past_deadline(self, now: datetime, limit: int) -> list[ReviewItem]: ...


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


class Store(ConversationStore, ReviewStore, MemoryStore, Protocol):
    """All of the record, as one adapter keeps it."""

    async def unpublished(self, limit: int) -> list[tuple[int, Event]]:
        """Outbox rows, oldest first: (row id, event)."""
        ...

    async def mark_published(self, row_ids: Sequence[int]) -> None: ...

    async def close(self) -> None: ...


# The topic of the review queue beside those of the conversations, which are their ids.
REVIEW_QUEUE = "review-queue"


class EventBus(Protocol):
    """Tells whoever streams that something was committed."""

    async def publish(self, event: Event) -> None:
        """Carry an event to the streams of its conversation, in every process."""
        ...

    def wake(self, topic: str) -> None:
        """Tell this process's subscribers of a topic to look again."""
        ...

    def subscribe(self, topic: str) -> "Subscription":
        """Wake-ups for a conversation's id, or for `REVIEW_QUEUE`."""
        ...


class Subscription(Protocol):
    """Tells that there may be news; the news themselves are read from the store."""

    async def wait(self, timeout_s: float) -> None:
        """Return when something was published since the last wait, or after the time."""
        ...

    def close(self) -> None: ...


class Clock(Protocol):
    """Time that tests can turn."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...
