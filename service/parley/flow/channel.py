"""What a channel can do: open a conversation, send into it, follow it, close it."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from uuid import uuid4

from parley.domain.conversation import Conversation, ConversationClosed, ConversationState, Event
from parley.domain.errors import InvalidInput, OutOfRange, WrongState
from parley.domain.language import primary
from parley.domain.message import AuthorRole, Formality, Message
from parley.domain.ports import Accepted, Change, Clock, Erased, EventBus, Store
from parley.flow.dispatch import Dispatcher
from parley.flow.metadata import require_metadata
from parley.flow.pipeline import Pipeline

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_REQUEST_ID_LIMIT = 256
_CUSTOMER_ID_LIMIT = 256
_EVENT_PAGE = 100
# Wake-ups make streams fast; polling makes them right, should one be missed.
_POLL_S = 2.0


class ChannelFlow:
    """Conversations as the channels see them."""

    def __init__(
        self,
        *,
        store: Store,
        bus: EventBus,
        pipeline: Pipeline,
        dispatcher: Dispatcher,
        clock: Clock,
        on_commit: Callable[[], None],
        default_channel: str,
        default_agent_language: str,
    ) -> None:
        self._store = store
        self._bus = bus
        self._pipeline = pipeline
        self._dispatcher = dispatcher
        self._clock = clock
        self._on_commit = on_commit
        self._default_channel = default_channel
        self._default_agent_language = default_agent_language

    async def open(
        self,
        *,
        conversation_id: str,
        channel: str,
        customer_id: str,
        customer_language: str,
        agent_language: str,
        formality: Formality | None,
        metadata: Mapping[str, str] | None = None,
    ) -> Conversation:
        """Open a conversation; the same id with the same content gives the one there is.

        Raises:
            InvalidInput: INVALID_ID, INVALID_CUSTOMER_ID, INVALID_METADATA, UNKNOWN_CHANNEL,
                UNKNOWN_LANGUAGE, UNSUPPORTED_PAIR.
            AlreadyExists: CONVERSATION_EXISTS.
        """
        if conversation_id and not _ID.fullmatch(conversation_id):
            raise InvalidInput(
                "INVALID_ID",
                "an id is 1 to 128 letters, digits and . _ : -",
                field="conversation_id",
            )
        if len(customer_id) > _CUSTOMER_ID_LIMIT:
            raise InvalidInput(
                "INVALID_CUSTOMER_ID",
                f"a customer id has at most {_CUSTOMER_ID_LIMIT} characters",
                field="customer_id",
            )
        require_metadata(metadata or {})
        self._pipeline.require_channel(channel)
        require = self._pipeline.require_language
        agent = require(agent_language or self._default_agent_language, "agent_language")
        customer = require(customer_language, "customer_language") if customer_language else None
        if customer and primary(customer) != primary(agent):
            self._pipeline.require_pair(customer, agent)
            self._pipeline.require_pair(agent, customer)
        return await self._store.create_conversation(
            Conversation(
                conversation_id=conversation_id or uuid4().hex,
                channel=channel or self._default_channel,
                customer_id=customer_id,
                customer_language=customer,
                agent_language=agent,
                created_at=self._clock.now(),
                formality=formality,
                metadata=metadata or {},
            )
        )

    async def send(
        self, conversation_id: str, request_id: str, author_role: AuthorRole | None, text: str
    ) -> Accepted:
        """Store a message and start on its translation.

        When this returns, the message survives a crash. The same request id with the same
        content gives the message that was accepted before.

        Raises:
            InvalidInput: EMPTY_TEXT, TEXT_TOO_LONG, INVALID_TEXT, INVALID_REQUEST_ID,
                MISSING_AUTHOR_ROLE.
            NotFound: CONVERSATION_NOT_FOUND.
            WrongState: CONVERSATION_CLOSED.
            AlreadyExists: REQUEST_ID_REUSED.
            Overloaded: QUEUE_FULL.
        """
        if not request_id or len(request_id) > _REQUEST_ID_LIMIT:
            raise InvalidInput(
                "INVALID_REQUEST_ID",
                f"a request id has 1 to {_REQUEST_ID_LIMIT} characters",
                field="request_id",
            )
        if author_role is None:
            raise InvalidInput(
                "MISSING_AUTHOR_ROLE", "say who wrote the message", field="author_role"
            )
        self._pipeline.require_text(text)
        conversation = await self._store.conversation(conversation_id)
        message = Message(
            message_id=uuid4().hex,
            conversation_id=conversation_id,
            channel=conversation.channel,
            request_id=request_id,
            author_role=author_role,
            text=text,
            created_at=self._clock.now(),
        )
        # A sender who leaves now may leave a stored message: it has to be worked on all the same.
        return await asyncio.shield(asyncio.ensure_future(self._accept(message)))

    async def _accept(self, message: Message) -> Accepted:
        with self._dispatcher.room():
            accepted = await self._store.accept(message)
            if not accepted.duplicate:
                self._on_commit()
                self._dispatcher.submit(accepted.message)
            return accepted

    async def follow(self, conversation_id: str, after_sequence: int) -> AsyncIterator[Event]:
        """Events after a cursor, then each new one, without end.

        Raises:
            InvalidInput: INVALID_CURSOR.
            NotFound: CONVERSATION_NOT_FOUND, also when it is erased meanwhile.
            OutOfRange: CURSOR_AHEAD, if the cursor is beyond the last event.
        """
        await self.require_cursor(conversation_id, after_sequence)
        subscription = self._bus.subscribe(conversation_id)
        cursor = after_sequence
        try:
            while True:
                events = await self._store.events(conversation_id, cursor, _EVENT_PAGE)
                for event in events:
                    yield event
                    cursor = event.sequence
                # What was committed after this page was read rings the bell that was hung before.
                if len(events) < _EVENT_PAGE:
                    await subscription.wait(_POLL_S)
        finally:
            subscription.close()

    async def require_cursor(self, conversation_id: str, after_sequence: int) -> Conversation:
        """The conversation, if the cursor is one that a client of it can have."""
        if after_sequence < 0:
            raise InvalidInput("INVALID_CURSOR", "a cursor is not negative", field="after_sequence")
        conversation = await self._store.conversation(conversation_id)
        if after_sequence > conversation.last_sequence:
            raise OutOfRange(
                "CURSOR_AHEAD",
                f"the conversation's last event is {conversation.last_sequence}",
                last_sequence=str(conversation.last_sequence),
            )
        return conversation

    async def conversation(self, conversation_id: str) -> Conversation:
        return await self._store.conversation(conversation_id)

    async def close(self, conversation_id: str) -> Conversation:
        """Close it for new messages; what was accepted is still delivered.

        Closing a closed conversation is no error.
        """
        conversation = await self._store.conversation(conversation_id)
        if conversation.state is ConversationState.CLOSED:
            return conversation
        change = Change(conversation_id, (ConversationClosed(),), at=self._clock.now(), close=True)
        try:
            events = await self._store.commit(change)
        except WrongState:
            return await self._store.conversation(conversation_id)
        self._on_commit()
        return replace(
            conversation, state=ConversationState.CLOSED, last_sequence=events[-1].sequence
        )

    async def messages(
        self, conversation_id: str, after_position: int, limit: int
    ) -> list[Message]:
        await self._store.conversation(conversation_id)
        return await self._store.messages(conversation_id, after_position, limit)

    async def erase_customer(self, customer_id: str) -> Erased:
        """Remove every conversation of a customer, what was learnt from them included.

        Raises:
            InvalidInput: MISSING_CUSTOMER_ID: conversations without one are not one customer's.
        """
        if not customer_id:
            raise InvalidInput(
                "MISSING_CUSTOMER_ID", "say whose messages to erase", field="customer_id"
            )
        # A caller who leaves now must not leave a part of it behind.
        return await asyncio.shield(self._erase(customer_id))

    async def _erase(self, customer_id: str) -> Erased:
        try:
            return await self._store.erase_customer(customer_id)
        finally:
            # A cache does not know whose words it keeps, so all of them go.
            self._pipeline.forget()
