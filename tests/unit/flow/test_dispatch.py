"""Accepted messages on their way: in order, none lost, none twice, none through by mistake."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from parley.domain.conversation import (
    CustomerLanguageChanged,
    Event,
    MessageAccepted,
    MessageDelivered,
    MessageHeld,
)
from parley.domain.decide import Policy
from parley.domain.errors import InvalidInput, Overloaded
from parley.domain.message import AuthorRole, Decision, MessageState, Origin, Severity
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES
from support.build import flag, later
from support.fakes import BrokenDetector, FakeDetector
from support.flows import SOON_S, Service

SWITCH = "Bonjour, où est mon colis ? Je vous écris en français."
FOREIGN = "أين طلبي؟ أريد استرداد أموالي من فضلك لأنني انتظرت طويلا"
DETECTOR = FakeDetector(
    {
        "Guten Tag zusammen": {"de": 0.98, "en": 0.01, "fr": 0.01},
        "merci": {"fr": 0.98, "de": 0.01, "en": 0.01},
        "ok": {"en": 0.5, "de": 0.25, "fr": 0.25},
        SWITCH: {"fr": 0.98, "de": 0.01, "en": 0.01},
        FOREIGN: {"ar": 0.98},
        "Good morning": {"en": 0.98, "de": 0.01, "fr": 0.01},
    }
)


def sent(event: Event) -> str:
    """The translation that a delivery carries."""
    assert isinstance(event.body, MessageDelivered)
    assert event.body.message.translation is not None
    return event.body.message.translation.text


async def test_a_message_is_accepted_and_then_delivered(service: Service) -> None:
    """Two events; the message in the record is the one in the second."""
    accepted = await service.say("Hallo")
    first, second = await service.events(2)
    assert first.body == MessageAccepted(accepted.message)
    assert sent(second) == "en: Hallo"
    stored = await service.store.message(accepted.message.message_id)
    assert second.body == MessageDelivered(stored)
    assert (stored.state, stored.revision, stored.position) == (MessageState.DELIVERED, 1, 1)


async def test_both_sides_are_translated_for_the_other(service: Service) -> None:
    """The customer reads the agent's answer in the customer's language."""
    await service.say("Hallo")
    await service.say("Hello", AuthorRole.AGENT)
    events = [e for e in await service.events(4) if isinstance(e.body, MessageDelivered)]
    assert [sent(event) for event in events] == ["en: Hallo", "de: Hello"]


async def test_a_message_that_is_translated_faster_does_not_overtake(service: Service) -> None:
    """The second is ready while the first still waits, and is delivered after it."""
    service.translator.gates["eins"] = asyncio.Event()
    for text in ("eins", "zwei", "drei"):
        await service.say(text)
    await service.translator.until_called(3)
    await service.say("other", conversation_id=await opened(service, "c2"))
    # Another conversation is not held up, and by then the faster ones would have overtaken.
    await service.events(2, "c2")
    assert len(await service.store.events("c1", 0, 10)) == 3
    service.translator.gates["eins"].set()
    assert await service.story(6) == [
        ("MessageDelivered", "eins"),
        ("MessageDelivered", "zwei"),
        ("MessageDelivered", "drei"),
    ]


async def opened(service: Service, conversation_id: str) -> str:
    """Open another conversation."""
    await service.open(conversation_id)
    return conversation_id


async def test_many_messages_at_once_keep_their_order(service: Service) -> None:
    """Whatever each of them meets on its way, they come out as they came in, once each."""
    texts = [
        f"Nummer {word}"
        for word in ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht"]
    ]
    for index, text in enumerate(texts):
        if index % 3 == 0:
            service.translator.failures[text] = Overloaded("QUEUE_FULL", "", retry_after_s=0.01)
        if index % 4 == 1:
            service.assessor.by_source[text] = flag(Severity.CRITICAL)
        await service.say(text)
    story = await service.story(16)
    assert [text for _, text in story] == texts
    kinds = ["MessageHeld" if i % 4 == 1 else "MessageDelivered" for i in range(8)]
    assert [kind for kind, _ in story] == kinds
    await service.dispatcher.drain()
    assert len(await service.store.events("c1", 0, 100)) == 16


async def test_a_held_message_shows_no_translation(service: Service) -> None:
    """It is the reviewers' alone; the other side learns only that something is held."""
    service.assessor.by_source["Hallo"] = flag(Severity.CRITICAL)
    await service.say("Hallo")
    body = (await service.events(2))[1].body
    assert isinstance(body, MessageHeld)
    assert body.deadline == later(600)
    assert body.message.translation is None
    assert (body.message.state, body.message.revision) == (MessageState.HELD, 0)
    (item,) = await service.store.review_items(ReviewQuery(OPEN_STATES))
    assert item.translation.text == "en: Hallo"
    assert (item.severity, item.sent_already) == (Severity.CRITICAL, False)
    assert item.deadline == later(600)


async def test_a_provisional_message_is_sent_and_reviewed(service: Service) -> None:
    """It is delivered, marked, and has no deadline: nobody waits for the reviewer."""
    service.assessor.by_source["Hallo"] = flag(Severity.MAJOR)
    await service.say("Hallo")
    event = (await service.events(2))[1]
    assert isinstance(event.body, MessageDelivered)
    assert event.body.provisional
    assert event.body.message.state is MessageState.PROVISIONAL
    (item,) = await service.store.review_items(ReviewQuery(OPEN_STATES))
    assert (item.sent_already, item.deadline) == (True, None)


async def test_a_routine_message_has_no_review_item(service: Service) -> None:
    """Reviewers see only what needs them."""
    await service.say("Hallo")
    await service.events(2)
    assert await service.store.review_items(ReviewQuery(OPEN_STATES)) == []


@pytest.mark.parametrize("error", [ValueError("x"), InvalidInput("UNSUPPORTED_PAIR", "", field="")])
async def test_a_message_that_cannot_be_translated_is_held(
    service: Service, error: Exception
) -> None:
    """Whatever the engine raises, a person gets the message, and the next one goes on."""
    service.translator.failures["Hallo"] = error
    await service.say("Hallo")
    await service.say("danke")
    assert await service.story(4) == [("MessageHeld", "Hallo"), ("MessageDelivered", "danke")]
    (item,) = await service.store.review_items(ReviewQuery(OPEN_STATES))
    assert (item.source_text, item.translation.text) == ("Hallo", "")
    assert [one.rule for one in item.flags] == ["no-translation"]


async def test_a_fault_in_the_rules_holds_the_message(service: Service) -> None:
    """An assessor that fails lets nothing through."""
    service.assessor.by_source["Hallo"] = RuntimeError("rule is broken")
    await service.say("Hallo")
    assert await service.story(2) == [("MessageHeld", "Hallo")]


async def test_a_fault_in_the_detector_does_not_stop_a_message(path: Path) -> None:
    """The conversation's language is taken, and the doubt is flagged for a reviewer."""
    async with Service(path, detector=BrokenDetector()) as service:
        await service.open()
        await service.say("Hallo")
        event = (await service.events(2))[1]
        assert isinstance(event.body, MessageDelivered)
        assert event.body.provisional
        assert [one.rule for one in event.body.message.flags] == ["language-unsure"]
        assert sent(event) == "en: Hallo"


async def test_a_busy_engine_delays_an_accepted_message(service: Service) -> None:
    """It was acknowledged: it waits for room and is not held for want of it."""
    service.translator.failures["Hallo"] = Overloaded("QUEUE_FULL", "", retry_after_s=0.01)
    await service.say("Hallo")
    assert await service.story(2) == [("MessageDelivered", "Hallo")]
    assert len(service.translator.calls) == 2


async def test_an_accepted_message_does_not_wait_for_room_for_ever(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shorter ones that come later find room before it does: in time it goes in all the same."""
    monkeypatch.setattr("parley.flow.dispatch._ROOM_WITHIN_S", 0.02)
    full = Overloaded("QUEUE_FULL", "", retry_after_s=0.03)
    service.translator.failures["Hallo"] = full
    await service.say("Hallo")
    assert await service.story(2) == [("MessageDelivered", "Hallo")]
    assert service.translator.admitted == [False, True]


async def test_too_many_unfinished_messages_are_refused_before_they_are_stored(
    path: Path,
) -> None:
    """The client is told to come again; what was accepted is finished, then there is room."""
    async with Service(path, max_unfinished=2) as service:
        await service.open()
        gate = service.translator.gates["eins"] = asyncio.Event()
        await service.say("eins")
        await service.say("zwei")
        with pytest.raises(Overloaded) as refused:
            await service.say("drei")
        assert refused.value.reason == "QUEUE_FULL"
        assert len(await service.store.messages("c1", 0, 10)) == 2
        gate.set()
        await service.dispatcher.drain()
        await service.say("drei")
        assert len(await service.story(6)) == 3


async def test_a_restart_takes_up_what_was_unfinished(path: Path) -> None:
    """Accepted by one process, delivered by the next, in order and once."""
    async with Service(path) as before:
        await before.open()
        for text in ("eins", "zwei", "drei"):
            before.translator.gates[text] = asyncio.Event()
            await before.say(text)
        before.translator.gates["eins"].set()
        await before.events(4)
    async with Service(path) as after:
        assert await after.dispatcher.resume() == 2
        await after.say("vier")
        assert [text for _, text in await after.story(8)] == ["eins", "zwei", "drei", "vier"]
        await after.dispatcher.drain()
        assert len(await after.store.events("c1", 0, 100)) == 8
        assert await after.dispatcher.resume() == 0


async def test_a_message_finished_elsewhere_is_not_delivered_twice(service: Service) -> None:
    """Two processes that take up the same message commit it once, and the line goes on."""
    service.translator.gates["Hallo"] = asyncio.Event()
    accepted = await service.say("Hallo")
    service.dispatcher.submit(accepted.message)
    service.translator.gates["Hallo"].set()
    await service.dispatcher.drain()
    await service.say("danke")
    story = await service.story(4)
    assert story == [("MessageDelivered", "Hallo"), ("MessageDelivered", "danke")]


async def test_a_customer_who_is_erased_meanwhile_stops_nothing(service: Service) -> None:
    """The message under way goes nowhere, and other conversations go on."""
    service.translator.gates["Hallo"] = asyncio.Event()
    await service.say("Hallo")
    await service.channels.erase_customer("cust-1")
    service.translator.gates["Hallo"].set()
    async with asyncio.timeout(SOON_S):
        await service.dispatcher.drain()
    await service.open("c2")
    await service.say("danke", conversation_id="c2")
    assert await service.story(2, "c2") == [("MessageDelivered", "danke")]


async def test_the_customers_language_is_learnt_from_the_first_message(path: Path) -> None:
    """The change is an event of its own, before the delivery, and the record has it."""
    async with Service(path, detector=DETECTOR) as service:
        await service.open(customer_language="")
        await service.say("Guten Tag zusammen")
        await service.say("Good morning", AuthorRole.AGENT)
        events = await service.events(5)
        changes = [e for e in events if isinstance(e.body, CustomerLanguageChanged)]
        deliveries = [e for e in events if isinstance(e.body, MessageDelivered)]
        assert [e.body for e in changes] == [CustomerLanguageChanged(None, "de")]
        assert changes[0].sequence < deliveries[0].sequence
        assert [sent(e) for e in deliveries] == ["en: Guten Tag zusammen", "de: Good morning"]
        assert (await service.store.conversation("c1")).customer_language == "de"


async def test_a_customer_who_switches_is_answered_in_the_new_language(path: Path) -> None:
    """A long line switches the conversation, thanks in another language did not."""
    async with Service(path, detector=DETECTOR) as service:
        await service.open(customer_language="")
        await service.say("Guten Tag zusammen")
        await service.say("merci")
        await service.say("Good morning", AuthorRole.AGENT)
        before = [e.body for e in await service.events(7)]
        assert [b for b in before if isinstance(b, CustomerLanguageChanged)] == [
            CustomerLanguageChanged(None, "de")
        ]
        await service.say("Guten Tag zusammen!")
        await service.say(SWITCH)
        await service.say("ok")
        service.translator.answers["Good morning"] = "Bonjour"
        await service.channels.send("c1", "again", AuthorRole.AGENT, "Good morning")
        events = await service.events(16)
        changes = [e.body for e in events if isinstance(e.body, CustomerLanguageChanged)]
        assert changes[1:] == [CustomerLanguageChanged("de", "fr")]
        last = events[-1].body
        assert isinstance(last, MessageDelivered)
        assert last.message.translation is not None
        assert last.message.translation.target_language == "fr"


async def test_one_message_in_a_language_that_nobody_speaks_does_not_turn_a_conversation(
    path: Path,
) -> None:
    """It waits for a person, and the agent's answer goes out in the customer's language."""
    async with Service(path, detector=DETECTOR) as service:
        await service.open(customer_language="")
        await service.say("Guten Tag zusammen")
        await service.say(FOREIGN)
        await service.say("Good morning", AuthorRole.AGENT)
        bodies = [e.body for e in await service.events(7)]
        changes = [b for b in bodies if isinstance(b, CustomerLanguageChanged)]
        assert changes == [CustomerLanguageChanged(None, "de")]
        assert isinstance(bodies[-1], MessageDelivered)
        assert bodies[-1].message.translation is not None
        assert bodies[-1].message.translation.target_language == "de"


async def test_a_message_is_understood_with_those_still_under_way(path: Path) -> None:
    """ "ok" sent right after the first sentence is in its language, before that is committed."""
    async with Service(path, detector=DETECTOR) as service:
        await service.open(customer_language="")
        gate = service.translator.gates["Guten Tag zusammen"] = asyncio.Event()
        await service.say("Guten Tag zusammen")
        await service.say("ok")
        gate.set()
        event = (await service.events(5))[-1]
        assert isinstance(event.body, MessageDelivered)
        assert event.body.message.detection is not None
        assert event.body.message.detection.language == "de"
        assert event.body.message.detection.from_conversation


async def test_an_agent_who_writes_first_is_not_translated(path: Path) -> None:
    """Nobody knows the customer's language yet: the text goes out as it is."""
    async with Service(path, detector=DETECTOR) as service:
        await service.open(customer_language="")
        await service.say("Good morning", AuthorRole.AGENT)
        body = (await service.events(2))[1].body
        assert isinstance(body, MessageDelivered)
        assert body.message.translation is not None
        assert body.message.translation.origin is Origin.IDENTITY
        assert body.message.translation.text == "Good morning"


async def test_the_rules_see_the_conversations_history(service: Service) -> None:
    """Oldest first, without the message itself."""
    for text in ("eins", "zwei", "drei"):
        await service.say(text)
    await service.events(6)
    last = service.assessor.exchanges[-1]
    assert [message.text for message in last.history] == ["eins", "zwei"]


async def test_policies_are_by_channel(service: Service) -> None:
    """A strict channel holds what the default delivers."""
    strict = replace(Policy(), by_rule={"some-rule": Decision.HOLD}, hold_deadline_s=5.0)
    service.policies["chat"] = strict
    service.assessor.by_source["Hallo"] = flag(Severity.MINOR)
    await service.say("Hallo")
    body = (await service.events(2))[1].body
    assert isinstance(body, MessageHeld)
    assert body.deadline == later(5)


async def test_the_audit_sends_messages_that_nobody_would_see_to_review(service: Service) -> None:
    """They go out all the same, provisionally, and the flag says why; unsure words are marked."""
    service.policies["chat"] = replace(Policy(), audit_share=1.0)
    await service.say("Hallo")
    assert service.translator.scored_texts == [["en: Hallo"]]
    body = (await service.events(2))[1].body
    assert isinstance(body, MessageDelivered)
    assert body.provisional
    assert [flag.rule for flag in body.message.flags] == ["audit"]


async def test_the_audit_leaves_alone_what_is_reviewed_anyway(service: Service) -> None:
    """A message with a verdict of its own would not be a sample of the unseen ones."""
    service.policies["chat"] = replace(Policy(), audit_share=1.0)
    service.assessor.by_source["Hallo"] = flag(Severity.MAJOR)
    await service.say("Hallo")
    body = (await service.events(2))[1].body
    assert isinstance(body, MessageDelivered)
    assert [one.rule for one in body.message.flags] == ["some-rule"]
