"""The record of conversations, and the one write that a step makes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from parley.domain.audit import Action
from parley.domain.conversation import Conversation, Event, EventBody
from parley.domain.escalation import Escalation
from parley.domain.memory import MemoryUnit
from parley.domain.message import Message, MessageState, Translation
from parley.domain.review import ReviewItem


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that one step writes, all of it or nothing.

    Attributes:
        message: the message as it is from now on.
        message_was: the state that it must still be in, else the change is refused.
        item: the review item as it is from now on.
        item_was: the version that it must still have; None for a new item.
        action: how the item came to be so; required with one.
        customer_language: what the conversation learnt.
        escalation: what was suggested for it from now on.
        escalation_was: what it must still be, where `escalation` is given, else the change is
            refused.
        events: appended to the conversation, in order.
    """

    conversation_id: str
    events: tuple[EventBody, ...]
    at: datetime
    message: Message | None = None
    message_was: MessageState | None = None
    item: ReviewItem | None = None
    item_was: int | None = None
    action: Action | None = None
    customer_language: str | None = None
    close: bool = False
    memory: MemoryUnit | None = None
    escalation: Escalation | None = None
    escalation_was: Escalation = field(default_factory=Escalation)


@dataclass(frozen=True, slots=True)
class Accepted:
    """`sequence` numbers the message's MessageAccepted event."""

    message: Message
    sequence: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class DecidedMessage:
    """A finished message; `proposed` is the translation that was decided on.

    Of a message that people looked at, that is not what became of it in their hands. None where
    there is none.
    """

    message: Message
    conversation: Conversation
    proposed: Translation | None


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
            AlreadyExists: REQUEST_ID_REUSED, with other content, or in another conversation,
                which is named.
        """
        ...

    async def commit(self, change: Change) -> tuple[Event, ...]:
        """Apply a change.

        Raises:
            Conflict: MESSAGE_CHANGED or ITEM_CHANGED, if it is not as the change expects.
            EscalationChanged: ESCALATION_CHANGED, likewise.
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

    async def recent_messages(self, since: datetime) -> list[DecidedMessage]:
        """Every finished message accepted since then, oldest first."""
        ...

    async def events(self, conversation_id: str, after_sequence: int, limit: int) -> list[Event]:
        """Raises NotFound: CONVERSATION_NOT_FOUND."""
        ...

    async def unfinished(self) -> list[Message]:
        """Accepted messages without a result, oldest first: what a crash left behind."""
        ...

    async def erase_customer(self, customer_id: str) -> Erased: ...

    async def finish_erasures(self) -> bool:
        """Make sure that nothing is left of what was erased; whether something might have been.

        A process that was killed has deleted rows whose words may still be in the files.
        """
        ...
