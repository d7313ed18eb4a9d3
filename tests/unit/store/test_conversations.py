"""Conversations, messages and events: nothing lost, in order, none twice."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from parley.domain.conversation import (
    ConversationClosed,
    ConversationState,
    CustomerLanguageChanged,
    EscalationOverridden,
    EscalationSuggested,
    Event,
    MessageAccepted,
    MessageConfirmed,
    MessageCorrected,
    MessageDelivered,
    MessageHeld,
    MessageRejected,
)
from parley.domain.errors import AlreadyExists, Conflict, EscalationChanged, NotFound, WrongState
from parley.domain.escalation import Escalation, EscalationReason, TranscriptLine
from parley.domain.message import AuthorRole, Formality, Message, MessageState
from parley.store.sqlite import SqliteStore
from support.build import NOW, change, conversation, full_message, later, message


def finished(accepted: Message, **fields: object) -> Message:
    """The message as the pipeline leaves it."""
    made = full_message(accepted.message_id)
    return replace(made, position=accepted.position, state=MessageState.DELIVERED, **fields)


async def test_a_conversation_comes_back_as_it_was_stored(store: SqliteStore) -> None:
    """Every field survives, the formality and a missing language among them."""
    opened = conversation(
        "c2",
        customer_language="pt-BR",
        formality=Formality.INFORMAL,
        metadata={"tier": "gold", "tenant": "acme"},
    )
    assert await store.create_conversation(opened) == opened
    assert await store.conversation("c2") == opened


async def test_creating_again_gives_the_conversation_there_is(store: SqliteStore) -> None:
    """A repeat with the same content, later, is no error and changes nothing."""
    await store.commit(change(customer_language="de"))
    repeated = await store.create_conversation(conversation(created_at=later(60)))
    assert repeated == conversation(customer_language="de")


@pytest.mark.parametrize(
    "other",
    [
        {"channel": "email"},
        {"customer_id": "somebody"},
        {"customer_language": "de"},
        {"agent_language": "fr"},
        {"formality": Formality.FORMAL},
        {"metadata": {"tenant": "acme"}},
    ],
)
async def test_the_same_id_with_other_content_is_refused(
    store: SqliteStore, other: dict[str, object]
) -> None:
    """Two customers never share a conversation by accident."""
    with pytest.raises(AlreadyExists) as refused:
        await store.create_conversation(conversation(**other))
    assert refused.value.reason == "CONVERSATION_EXISTS"
    assert await store.conversation("c1") == conversation()


async def test_accepted_messages_have_positions_and_sequences_without_gaps(
    store: SqliteStore,
) -> None:
    """Many senders at once get one number each, and the events carry the same numbers."""
    await store.create_conversation(conversation("c2"))
    sent = [message(f"{c}-{n}", c) for n in range(20) for c in ("c1", "c2")]
    accepted = await asyncio.gather(*map(store.accept, sent))
    for c in ("c1", "c2"):
        of_c = [a for a in accepted if a.message.conversation_id == c]
        assert sorted(a.message.position for a in of_c) == list(range(1, 21))
        assert sorted(a.sequence for a in of_c) == list(range(1, 21))
        events = await store.events(c, 0, 100)
        assert [(e.sequence, e.body) for e in events] == sorted(
            ((a.sequence, MessageAccepted(a.message)) for a in of_c), key=lambda pair: pair[0]
        )
        assert (await store.conversation(c)).last_sequence == 20


async def test_a_repeated_request_is_accepted_once(store: SqliteStore) -> None:
    """The same request id with the same content gives the message and sequence of the first."""
    first = await store.accept(message("m1", request_id="r"))
    await store.accept(message("m2"))
    again = await store.accept(message("m3", request_id="r", text=first.message.text))
    assert again == replace(first, duplicate=True)
    assert not first.duplicate
    assert len(await store.messages("c1", 0, 10)) == 2


async def test_repeats_at_once_are_accepted_once(store: SqliteStore) -> None:
    """A client that sends from several connections still writes one message."""
    repeats = [message(f"m{n}", request_id="r", text="Hallo") for n in range(10)]
    accepted = await asyncio.gather(*map(store.accept, repeats))
    assert [a.duplicate for a in accepted].count(False) == 1
    assert len({a.message.message_id for a in accepted}) == 1
    assert len(await store.events("c1", 0, 100)) == 1


async def test_a_repeat_gives_the_message_as_it_is_by_now(store: SqliteStore) -> None:
    """Who asks again after the translation finds it."""
    first = await store.accept(message())
    done = finished(first.message, text=first.message.text)
    await store.commit(
        change(MessageDelivered(done), message=done, message_was=MessageState.ACCEPTED)
    )
    again = await store.accept(message())
    assert again.message == done
    assert again.sequence == 1


@pytest.mark.parametrize(
    "other",
    [{"text": "other"}, {"author_role": AuthorRole.AGENT}, {"conversation_id": "c2"}],
)
async def test_a_reused_request_id_is_refused(store: SqliteStore, other: dict[str, object]) -> None:
    """An id with other content is a client's bug, and nothing is stored for it."""
    await store.create_conversation(conversation("c2"))
    first = await store.accept(message(request_id="r"))
    with pytest.raises(AlreadyExists) as refused:
        await store.accept(replace(message("m2", request_id="r", text="Text von m1"), **other))
    assert refused.value.reason == "REQUEST_ID_REUSED"
    assert refused.value.metadata == {"request_id": "r", "conversation_id": "c1"}
    assert ("in the conversation c1" in refused.value.message) is ("conversation_id" in other)
    assert await store.unfinished() == [first.message]


async def test_request_ids_are_a_channels_own(store: SqliteStore) -> None:
    """Chat and e-mail number their messages without knowing of each other."""
    await store.create_conversation(conversation("c2", channel="email"))
    one = await store.accept(message("m1", request_id="r"))
    two = await store.accept(message("m2", "c2", channel="email", request_id="r"))
    assert not one.duplicate
    assert not two.duplicate


async def test_a_closed_conversation_takes_no_messages_but_knows_the_old_ones(
    store: SqliteStore,
) -> None:
    """After the close a repeat is still answered, and a new message is refused."""
    first = await store.accept(message("m1"))
    await store.commit(change(ConversationClosed(), close=True))
    assert (await store.conversation("c1")).state is ConversationState.CLOSED
    with pytest.raises(WrongState) as refused:
        await store.accept(message("m2"))
    assert refused.value.reason == "CONVERSATION_CLOSED"
    assert (await store.accept(message("m1"))).message == first.message


async def test_closing_twice_writes_one_event(store: SqliteStore) -> None:
    """Of many who close at once, one does."""
    closing = [store.commit(change(ConversationClosed(), close=True)) for _ in range(8)]
    results = await asyncio.gather(*closing, return_exceptions=True)
    assert sum(isinstance(result, WrongState) for result in results) == 7
    assert len(await store.events("c1", 0, 10)) == 1


async def test_a_commit_numbers_its_events_in_order(store: SqliteStore) -> None:
    """What commit returns is what a reader of the conversation gets."""
    accepted = (await store.accept(message())).message
    done = finished(accepted)
    bodies = (CustomerLanguageChanged(None, "de"), MessageDelivered(done, provisional=True))
    events = await store.commit(
        change(
            *bodies,
            message=done,
            message_was=MessageState.ACCEPTED,
            customer_language="de",
            at=later(1),
        )
    )
    assert [(e.sequence, e.body, e.created_at) for e in events] == [
        (2, bodies[0], later(1)),
        (3, bodies[1], later(1)),
    ]
    assert tuple(await store.events("c1", 1, 10)) == events
    assert await store.message("m1") == done
    assert (await store.conversation("c1")).customer_language == "de"


@pytest.mark.parametrize("was", [state for state in MessageState if state != "accepted"])
async def test_a_message_in_another_state_is_not_overwritten(
    store: SqliteStore, was: MessageState
) -> None:
    """A change made from an older view of the message is refused, and all of it."""
    accepted = (await store.accept(message())).message
    with pytest.raises(Conflict) as refused:
        await store.commit(
            change(
                MessageDelivered(finished(accepted)),
                message=finished(accepted),
                message_was=was,
                customer_language="fr",
            )
        )
    assert refused.value.reason == "MESSAGE_CHANGED"
    assert await store.message("m1") == accepted
    assert (await store.conversation("c1")).customer_language is None
    assert len(await store.events("c1", 0, 10)) == 1
    assert len(await store.unpublished(10)) == 1


async def test_one_of_many_results_for_a_message_is_committed(store: SqliteStore) -> None:
    """Two workers that finish the same message deliver it once."""
    accepted = (await store.accept(message())).message
    done = finished(accepted)
    racing = change(MessageDelivered(done), message=done, message_was=MessageState.ACCEPTED)
    results = await asyncio.gather(
        *(store.commit(racing) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(result, tuple) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 9
    assert len(await store.events("c1", 0, 10)) == 2


async def test_a_commit_for_an_unknown_conversation_is_refused(store: SqliteStore) -> None:
    """Work on a conversation that was erased meanwhile goes nowhere."""
    with pytest.raises(NotFound):
        await store.commit(change(ConversationClosed(), conversation_id="gone"))


_WHOLE = full_message()
_BODIES = [
    MessageAccepted(message()),
    MessageDelivered(_WHOLE, provisional=True),
    MessageDelivered(_WHOLE, reviewed=True),
    MessageDelivered(_WHOLE, unreviewed_after_deadline=True),
    MessageHeld(_WHOLE, deadline=later(600)),
    MessageHeld(_WHOLE),
    MessageCorrected(_WHOLE, previous_text="vorher \u2028 \x00 \u200f \U0001f469\u200d\U0001f467"),
    MessageConfirmed(_WHOLE),
    MessageRejected(_WHOLE, reason="rude"),
    CustomerLanguageChanged("de", "fr"),
    ConversationClosed(),
    EscalationSuggested(
        (EscalationReason.DANGER,), "why", (TranscriptLine(AuthorRole.CUSTOMER, "a", "b"),)
    ),
    EscalationOverridden("ann", "mine"),
]


async def test_every_kind_of_event_comes_back_as_it_was(store: SqliteStore) -> None:
    """A reader gets the same objects, in order and numbered from 1."""
    committed = await store.commit(change(*_BODIES))
    read = await store.events("c1", 0, 100)
    assert [event.body for event in read] == _BODIES
    assert [event.sequence for event in read] == list(range(1, len(_BODIES) + 1))
    assert tuple(read) == committed
    assert len({event.event_id for event in read}) == len(_BODIES)


@pytest.mark.parametrize("page", [1, 3, 7, 100])
async def test_pages_of_events_join_without_gap_or_repeat(store: SqliteStore, page: int) -> None:
    """Reading on after the last sequence gives each event once, whatever the page."""
    await store.commit(change(*(CustomerLanguageChanged("de", f"x{n}") for n in range(10))))
    read: list[Event] = []
    while events := await store.events("c1", read[-1].sequence if read else 0, page):
        assert len(events) <= page
        read += events
    assert [event.sequence for event in read] == list(range(1, 11))


async def test_messages_are_paged_by_position(store: SqliteStore) -> None:
    """After a position come the next ones, before one the last ones, both oldest first."""
    for number in range(1, 7):
        await store.accept(message(f"m{number}"))
    after = [m.message_id for m in await store.messages("c1", 2, 3)]
    before = [m.message_id for m in await store.messages_before("c1", 5, 3)]
    assert after == ["m3", "m4", "m5"]
    assert before == ["m2", "m3", "m4"]
    assert await store.messages_before("c1", 1, 3) == []


async def test_unfinished_messages_come_in_order_of_arrival(store: SqliteStore) -> None:
    """After a restart work goes on where it began, across conversations."""
    await store.create_conversation(conversation("c0"))
    for message_id, c in (("z", "c1"), ("a", "c0"), ("m", "c1"), ("b", "c0")):
        await store.accept(message(message_id, c, created_at=NOW))
    done = finished(await store.message("m"))
    await store.commit(
        change(MessageDelivered(done), message=done, message_was=MessageState.ACCEPTED)
    )
    assert [m.message_id for m in await store.unfinished()] == ["z", "a", "b"]


async def test_reopening_the_file_keeps_everything(path: Path) -> None:
    """What was acknowledged is there after a restart, and numbering goes on."""
    store = SqliteStore(path)
    await store.create_conversation(conversation())
    first = await store.accept(message("m1"))
    await store.close()
    reopened = SqliteStore(path)
    try:
        assert await reopened.conversation("c1") == conversation(last_sequence=1)
        assert await reopened.unfinished() == [first.message]
        assert (await reopened.accept(message("m1"))).duplicate
        second = await reopened.accept(message("m2"))
        assert (second.message.position, second.sequence) == (2, 2)
        assert [row_id for row_id, _ in await reopened.unpublished(10)] == [1, 2]
    finally:
        await reopened.close()


async def test_an_escalation_is_written_over_the_one_that_was_read(store: SqliteStore) -> None:
    """Else nothing of the change is written: no event tells of what was not done."""
    wish = Escalation((EscalationReason.WISH_FOR_PERSON,))
    kept = replace(wish, overridden_by="ann")
    await store.commit(change(escalation=wish))
    overriding = change(EscalationOverridden("ann", "mine"), escalation=kept)
    with pytest.raises(EscalationChanged):
        await store.commit(overriding)
    assert (await store.conversation("c1")).escalation == wish
    assert await store.events("c1", 0, 10) == []
    await store.commit(replace(overriding, escalation_was=wish))
    assert (await store.conversation("c1")).escalation == kept
