"""Conversations, messages and events in SQLite."""

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from parley.domain.conversation import (
    Conversation,
    ConversationState,
    Event,
    EventBody,
    MessageAccepted,
)
from parley.domain.errors import AlreadyExists, Conflict, EscalationChanged, NotFound, WrongState
from parley.domain.escalation import Escalation
from parley.domain.language import primary
from parley.domain.message import Formality, Message
from parley.domain.ports import Accepted, Change, DecidedMessage, Erased
from parley.domain.review import ReviewItem, decided_by_person
from parley.store.codec import (
    body_from_json,
    body_kind,
    from_json,
    from_micros,
    to_json,
    to_micros,
)
from parley.store.sqlite.database import Database
from parley.store.sqlite.memory import forget_customer, remember
from parley.store.sqlite.reviews import write_item
from parley.store.sqlite.statements import Statements


class SqliteConversations:
    """The ConversationStore port and the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_conversation(self, conversation: Conversation) -> Conversation:
        opened_as = to_json(
            [
                conversation.channel,
                conversation.customer_id,
                conversation.customer_language,
                conversation.agent_language,
                conversation.formality,
                *([dict(sorted(conversation.metadata.items()))] if conversation.metadata else []),
            ]
        )

        def work(sql: Statements) -> Conversation:
            sql.run(
                "insert_conversation",
                conversation_id=conversation.conversation_id,
                channel=conversation.channel,
                customer_id=conversation.customer_id,
                customer_language=conversation.customer_language,
                agent_language=conversation.agent_language,
                formality=conversation.formality,
                state=conversation.state.value,
                created_at=to_micros(conversation.created_at),
                opened_as=opened_as,
                metadata=to_json(conversation.metadata),
            )
            row = _conversation_row(sql, conversation.conversation_id)
            if row["opened_as"] != opened_as:
                raise AlreadyExists(
                    "CONVERSATION_EXISTS",
                    "a conversation with this id exists and was opened otherwise",
                    conversation_id=conversation.conversation_id,
                )
            return _conversation(row)

        return await self._database.write(work)

    async def conversation(self, conversation_id: str) -> Conversation:
        return self._database.glance(
            lambda sql: _conversation(_conversation_row(sql, conversation_id))
        )

    async def accept(self, message: Message) -> Accepted:
        def work(sql: Statements) -> Accepted:
            before = sql.one(
                "message_by_request", channel=message.channel, request_id=message.request_id
            )
            if before is not None:
                return _repeated(message, _message(before), before["accepted_sequence"])
            row = _conversation_row(sql, message.conversation_id)
            if row["state"] == ConversationState.CLOSED:
                raise WrongState("CONVERSATION_CLOSED", "the conversation is closed")
            counters = sql.one("next_position", conversation_id=message.conversation_id)
            assert counters is not None
            stored = replace(message, position=counters["last_position"])
            sql.run(
                "insert_message",
                message_id=stored.message_id,
                conversation_id=stored.conversation_id,
                position=stored.position,
                channel=stored.channel,
                request_id=stored.request_id,
                state=stored.state.value,
                body=to_json(stored),
                accepted_as=counters["next_sequence"],
                created_s=to_micros(stored.created_at) // 1_000_000,
            )
            event = _append(sql, stored.conversation_id, MessageAccepted(stored), stored.created_at)
            return Accepted(stored, event.sequence, duplicate=False)

        return await self._database.write(work)

    async def commit(self, change: Change) -> tuple[Event, ...]:
        def work(sql: Statements) -> tuple[Event, ...]:
            row = _conversation_row(sql, change.conversation_id)
            if change.message is not None:
                changed = sql.run(
                    "update_message",
                    message_id=change.message.message_id,
                    state=change.message.state.value,
                    body=to_json(change.message),
                    was=change.message_was,
                    direction=_direction(change.message, change.item),
                    from_memory=_is_from_memory(change.message),
                    touched=change.item is not None and decided_by_person(change.item),
                )
                if not changed:
                    raise Conflict("MESSAGE_CHANGED", "the message is not in that state any more")
            if change.item is not None:
                assert change.action is not None
                write_item(sql, change.item, change.item_was, change.action)
            if change.memory is not None:
                remember(sql, change.memory)
            if change.customer_language is not None:
                sql.run(
                    "set_customer_language",
                    conversation_id=change.conversation_id,
                    customer_language=change.customer_language,
                )
            if change.escalation is not None:
                if from_json(row["escalation"], Escalation) != change.escalation_was:
                    raise EscalationChanged(
                        "ESCALATION_CHANGED", "the conversation's escalation changed: read again"
                    )
                sql.run(
                    "set_escalation",
                    conversation_id=change.conversation_id,
                    escalation=to_json(change.escalation),
                )
            if change.close and not sql.run(
                "close_conversation", conversation_id=row["conversation_id"]
            ):
                raise WrongState("CONVERSATION_CLOSED", "the conversation is closed already")
            return tuple(
                _append(sql, change.conversation_id, body, change.at) for body in change.events
            )

        return await self._database.write(work)

    async def message(self, message_id: str) -> Message:
        row = self._database.glance(lambda sql: sql.one("message", message_id=message_id))
        if row is None:
            raise NotFound("MESSAGE_NOT_FOUND", "there is no such message")
        return _message(row)

    async def messages(
        self, conversation_id: str, after_position: int, limit: int
    ) -> list[Message]:
        rows = await self._database.read(
            lambda sql: sql.all(
                "messages",
                conversation_id=conversation_id,
                after_position=after_position,
                limit=limit,
            )
        )
        return [_message(row) for row in rows]

    async def messages_before(
        self, conversation_id: str, position: int, limit: int
    ) -> list[Message]:
        rows = self._database.glance(
            lambda sql: sql.all(
                "messages_before", conversation_id=conversation_id, position=position, limit=limit
            )
        )
        return [_message(row) for row in reversed(rows)]

    async def recent_messages(self, since: datetime) -> list[DecidedMessage]:
        rows = await self._database.read(
            lambda sql: sql.all("recent_messages", since=to_micros(since))
        )
        return [_decided(row) for row in rows]

    async def events(self, conversation_id: str, after_sequence: int, limit: int) -> list[Event]:
        def work(sql: Statements) -> list[sqlite3.Row]:
            rows = sql.all(
                "events",
                conversation_id=conversation_id,
                after_sequence=after_sequence,
                limit=limit,
            )
            if not rows:
                _conversation_row(sql, conversation_id)
            return rows

        return [_event(row) for row in self._database.glance(work)]

    async def unfinished(self) -> list[Message]:
        rows = await self._database.read(lambda sql: sql.all("unfinished"))
        return [_message(row) for row in rows]

    async def erase_customer(self, customer_id: str) -> Erased:
        def work(sql: Statements) -> Erased:
            counts = sql.one("count_erased", customer_id=customer_id)
            assert counts is not None
            forget_customer(sql, customer_id)
            sql.run("erase_customer", customer_id=customer_id)
            sql.run("insert_erasure")
            return Erased(counts["conversations"], counts["messages"])

        # Both are asked for before either is waited for: a caller that is cancelled in between
        # would leave deleted text in the file.
        erased, _ = await asyncio.gather(self._database.write(work), self._database.purge())
        return erased

    async def finish_erasures(self) -> bool:
        def is_unfinished(sql: Statements) -> bool:
            row = sql.one("last_erasure")
            return row is not None and row["number"] is not None

        if not await self._database.read(is_unfinished):
            return False
        await self._database.purge()
        return True

    async def unpublished(self, limit: int) -> list[tuple[int, Event]]:
        rows = self._database.glance(lambda sql: sql.all("unpublished", limit=limit))
        return [(row["outbox_id"], _event(row)) for row in rows]

    async def mark_published(self, row_ids: Sequence[int]) -> None:
        def work(sql: Statements) -> None:
            for row_id in row_ids:
                sql.run("mark_published", outbox_id=row_id)

        await self._database.write(work)


def _direction(message: Message, item: ReviewItem | None) -> str:
    """What a report counts it under; a rejected message has no translation any more."""
    made = item.translation if item else message.translation
    return f"{primary(made.source_language)}-{primary(made.target_language)}" if made else ""


def _is_from_memory(message: Message) -> bool:
    return message.translation is not None and message.translation.from_release


def _append(sql: Statements, conversation_id: str, body: EventBody, at: datetime) -> Event:
    """Number an event, store it and put it in the outbox."""
    row = sql.one("next_sequence", conversation_id=conversation_id)
    assert row is not None
    event = Event(uuid4().hex, conversation_id, row["last_sequence"], at, body)
    sql.run(
        "insert_event",
        conversation_id=conversation_id,
        sequence=event.sequence,
        event_id=event.event_id,
        created_at=to_micros(at),
        kind=body_kind(body),
        body=to_json(body),
    )
    sql.run("insert_outbox", conversation_id=conversation_id, sequence=event.sequence)
    return event


def _repeated(message: Message, before: Message, sequence: int) -> Accepted:
    same = (before.conversation_id, before.author_role, before.text) == (
        message.conversation_id,
        message.author_role,
        message.text,
    )
    if not same:
        here = before.conversation_id == message.conversation_id
        raise AlreadyExists(
            "REQUEST_ID_REUSED",
            "this request id was accepted with other content"
            if here
            else f"this request id was accepted in the conversation {before.conversation_id}",
            request_id=message.request_id,
            conversation_id=before.conversation_id,
        )
    return Accepted(before, sequence, duplicate=True)


def _conversation_row(sql: Statements, conversation_id: str) -> sqlite3.Row:
    row = sql.one("conversation", conversation_id=conversation_id)
    if row is None:
        raise NotFound("CONVERSATION_NOT_FOUND", "there is no such conversation")
    return row


def _conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        conversation_id=row["conversation_id"],
        channel=row["channel"],
        customer_id=row["customer_id"],
        customer_language=row["customer_language"],
        agent_language=row["agent_language"],
        created_at=from_micros(row["created_at"]),
        formality=Formality(row["formality"]) if row["formality"] else None,
        state=ConversationState(row["state"]),
        last_sequence=row["last_sequence"],
        metadata=from_json(row["metadata"], dict[str, str]),
        escalation=from_json(row["escalation"], Escalation),
    )


def _message(row: sqlite3.Row) -> Message:
    return from_json(row["body"], Message)


def _event(row: sqlite3.Row) -> Event:
    return Event(
        event_id=row["event_id"],
        conversation_id=row["conversation_id"],
        sequence=row["sequence"],
        created_at=from_micros(row["created_at"]),
        body=body_from_json(row["kind"], row["body"]),
    )


def _decided(row: sqlite3.Row) -> DecidedMessage:
    message = from_json(row["message_body"], Message)
    made = message.translation
    if row["item_body"] is not None:
        made = from_json(row["item_body"], ReviewItem).translation
    return DecidedMessage(message, _conversation(row), made)
