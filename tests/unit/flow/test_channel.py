"""What a channel can do with conversations, and what it is told when it cannot."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.domain.conversation import (
    Conversation,
    ConversationClosed,
    ConversationState,
    MessageDelivered,
)
from parley.domain.errors import (
    AlreadyExists,
    InvalidInput,
    NotFound,
    OutOfRange,
    WrongState,
)
from parley.domain.message import AuthorRole
from support.flows import SOON_S, Service

CUSTOMER = AuthorRole.CUSTOMER


async def opened(service: Service, **fields: Any) -> Conversation:
    """Open with defaults."""
    asked: dict[str, Any] = dict.fromkeys(("conversation_id", "channel", "customer_id"), "")
    asked |= dict.fromkeys(("customer_language", "agent_language"), "")
    return await service.channels.open(**asked | fields, formality=None)


async def test_what_a_channel_leaves_out_is_filled_in(service: Service) -> None:
    """An id, the default channel and the default agent's language; no customer language."""
    made = await opened(service)
    assert made.conversation_id
    assert (made.channel, made.agent_language, made.customer_language) == ("chat", "en", None)
    assert (await opened(service)).conversation_id != made.conversation_id


async def test_languages_are_stored_in_their_usual_form(service: Service) -> None:
    """However the channel writes them."""
    made = await opened(service, customer_language="de_at", agent_language="EN-gb")
    assert (made.customer_language, made.agent_language) == ("de-AT", "en-GB")


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"conversation_id": "a b"}, "INVALID_ID", "conversation_id"),
        ({"conversation_id": "x" * 129}, "INVALID_ID", "conversation_id"),
        ({"conversation_id": "a\n"}, "INVALID_ID", "conversation_id"),
        ({"metadata": {"a key": "x"}}, "INVALID_METADATA", "metadata"),
        ({"metadata": {"k": "x" * 257}}, "INVALID_METADATA", "metadata"),
        ({"metadata": {f"k{n}": "" for n in range(33)}}, "INVALID_METADATA", "metadata"),
        ({"channel": "pigeon"}, "UNKNOWN_CHANNEL", "channel"),
        ({"customer_language": "klingon"}, "UNKNOWN_LANGUAGE", "customer_language"),
        ({"customer_language": "ja"}, "UNKNOWN_LANGUAGE", "customer_language"),
        ({"agent_language": "ja"}, "UNKNOWN_LANGUAGE", "agent_language"),
        (
            {"customer_language": "de", "agent_language": "fr"},
            "UNSUPPORTED_PAIR",
            "target_language",
        ),
    ],
)
async def test_a_conversation_that_cannot_work_is_refused(
    service: Service, fields: dict[str, str], reason: str, field: str
) -> None:
    """At the beginning, not at the first message."""
    with pytest.raises(InvalidInput) as refused:
        await opened(service, **fields)
    assert (refused.value.reason, refused.value.field) == (reason, field)


@pytest.mark.parametrize(
    ("request_id", "role", "text", "reason"),
    [
        ("", CUSTOMER, "x", "INVALID_REQUEST_ID"),
        ("r" * 257, CUSTOMER, "x", "INVALID_REQUEST_ID"),
        ("r", None, "x", "MISSING_AUTHOR_ROLE"),
        ("r", CUSTOMER, " \n", "EMPTY_TEXT"),
        ("r", CUSTOMER, "x" * 1001, "TEXT_TOO_LONG"),
    ],
)
async def test_a_message_that_cannot_be_accepted_leaves_nothing(
    service: Service, request_id: str, role: AuthorRole | None, text: str, reason: str
) -> None:
    """The reason is told and nothing is stored."""
    with pytest.raises(InvalidInput) as refused:
        await service.channels.send("c1", request_id, role, text)
    assert refused.value.reason == reason
    assert await service.store.events("c1", 0, 10) == []


async def test_a_repeated_send_is_delivered_once(service: Service) -> None:
    """The second answer is the first message; there is one delivery."""
    first = await service.say("Hallo")
    again = await service.say("Hallo")
    assert again.duplicate
    assert again.message.message_id == first.message.message_id
    await service.dispatcher.drain()
    assert await service.story(2) == [("MessageDelivered", "Hallo")]
    with pytest.raises(AlreadyExists):
        await service.channels.send("c1", "Hallo", CUSTOMER, "etwas anderes")


async def test_a_sender_who_leaves_while_it_is_stored_loses_nothing(service: Service) -> None:
    """The connection breaks during the write: stored is stored, and so it is delivered."""
    begun, go_on = threading.Event(), threading.Event()

    def occupy(_: object) -> None:
        begun.set()
        assert go_on.wait(SOON_S)

    writing = asyncio.create_task(service.store._database.write(occupy))
    await asyncio.to_thread(begun.wait, SOON_S)
    sending = asyncio.create_task(service.say("Hallo"))
    await asyncio.sleep(0)
    # The reader is first in, first out: the sender's look-up is done, its write is queued.
    await service.store.conversation("c1")
    sending.cancel()
    await asyncio.wait((sending,))
    go_on.set()
    await writing
    assert (await service.say("Hallo")).duplicate
    await service.dispatcher.drain()
    bodies = [event.body for event in await service.store.events("c1", 0, 10)]
    assert [type(body) for body in bodies[1:]] == [MessageDelivered]


async def test_an_unknown_conversation_takes_no_message(service: Service) -> None:
    """It has to be opened first."""
    with pytest.raises(NotFound):
        await service.say("Hallo", conversation_id="c9")


async def test_a_close_lets_what_was_accepted_through(service: Service) -> None:
    """New messages are refused, the one under way is still delivered."""
    gate = service.translator.gates["Hallo"] = asyncio.Event()
    await service.say("Hallo")
    closed = await service.channels.close("c1")
    assert (closed.state, closed.last_sequence) == (ConversationState.CLOSED, 2)
    with pytest.raises(WrongState):
        await service.say("noch etwas")
    gate.set()
    assert [kind for kind, _ in await service.story(3)] == [
        "ConversationClosed",
        "MessageDelivered",
    ]


async def test_closing_twice_is_no_error(service: Service) -> None:
    """Also at once: one event, and everyone is told that it is closed."""
    closing = [service.channels.close("c1") for _ in range(5)]
    states = {closed.state for closed in await asyncio.gather(*closing)}
    again = await service.channels.close("c1")
    assert states | {again.state} == {ConversationState.CLOSED}
    assert [e.body for e in await service.store.events("c1", 0, 10)] == [ConversationClosed()]


async def test_a_follower_gets_old_and_new_events_without_gap(service: Service) -> None:
    """From any cursor on, each event once and in order, while more are being written."""
    for text in ("eins", "zwei"):
        await service.say(text)
    await service.events(4)
    late = asyncio.create_task(service.events(8))
    following = service.channels.follow("c1", 3)
    read = [await anext(following)]
    for text in ("drei", "vier"):
        await service.say(text)
    async with asyncio.timeout(SOON_S):
        while len(read) < 5:
            read.append(await anext(following))
    await following.aclose()  # type: ignore[attr-defined]
    assert [event.sequence for event in read] == [4, 5, 6, 7, 8]
    assert (await late)[3:] == read


async def test_followers_who_leave_are_forgotten(service: Service) -> None:
    """A closed stream leaves no subscription behind."""
    await service.say("Hallo")
    await service.events(2)
    assert not service.bus._by_topic


@pytest.mark.parametrize(
    ("conversation_id", "cursor", "error"),
    [("c1", -1, InvalidInput), ("c1", 1, OutOfRange), ("c9", 0, NotFound)],
)
async def test_a_cursor_that_no_client_can_have_is_refused(
    service: Service, conversation_id: str, cursor: int, error: type[Exception]
) -> None:
    """A client that is ahead of the record is told so instead of waiting for ever."""
    with pytest.raises(error):
        await anext(service.channels.follow(conversation_id, cursor))


async def test_a_follower_of_an_erased_conversation_is_told(service: Service) -> None:
    """The stream ends with an error in place of silence."""
    await service.say("Hallo")
    await service.events(2)
    following = service.channels.follow("c1", 1)
    await anext(following)
    erased = await service.channels.erase_customer("cust-1")
    assert (erased.conversations, erased.messages) == (1, 1)
    service.bus.wake("c1")
    with pytest.raises(NotFound):
        async with asyncio.timeout(SOON_S):
            await anext(following)


async def test_erasing_a_customer_empties_the_engines_memory(service: Service) -> None:
    """Words kept to spare work are somebody's words all the same."""
    await service.say("Hallo")
    await service.events(2)
    assert service.translator.calls
    await service.channels.erase_customer("cust-1")
    assert not service.translator.calls


async def test_an_erasure_whose_caller_left_is_done_to_its_end(
    service: Service, path: Path
) -> None:
    """No file holds the text, and the engine has forgotten it."""
    await service.channels.send("c1", "r1", CUSTOMER, "Geheimnis " * 50)
    await service.events(2)
    others = asyncio.all_tasks()
    erasing = asyncio.create_task(service.channels.erase_customer("cust-1"))
    await asyncio.sleep(0)
    erasing.cancel()
    await asyncio.wait((erasing,))
    await asyncio.wait(asyncio.all_tasks() - others or {erasing}, timeout=SOON_S)
    assert erasing.cancelled()
    assert not service.translator.calls
    assert not any(b"Geheimnis" in file.read_bytes() for file in path.parent.iterdir())


async def test_messages_of_nobody_cannot_be_erased(service: Service) -> None:
    """Conversations without a customer id are not one customer's."""
    await opened(service, conversation_id="anonymous")
    with pytest.raises(InvalidInput) as refused:
        await service.channels.erase_customer("")
    assert refused.value.reason == "MISSING_CUSTOMER_ID"
    assert await service.channels.conversation("anonymous")


async def test_messages_are_listed_with_their_results(service: Service) -> None:
    """After a position; an unknown conversation is an error, not an empty list."""
    for text in ("eins", "zwei", "drei"):
        await service.say(text)
    await service.events(6)
    listed = await service.channels.messages("c1", 1, 10)
    assert [message.text for message in listed] == ["zwei", "drei"]
    assert all(replace(m, translation=None) != m for m in listed)
    with pytest.raises(NotFound):
        await service.channels.messages("c9", 0, 10)
