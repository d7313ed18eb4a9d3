"""A suggestion to hand a conversation over, and an agent's word against it."""

import asyncio
from pathlib import Path

import pytest

from parley.domain.conversation import (
    EscalationOverridden,
    EscalationSuggested,
    Event,
    MessageDelivered,
)
from parley.domain.errors import InvalidInput, NotFound, WrongState
from parley.domain.escalation import EscalationReason, TranscriptLine
from parley.domain.message import AuthorRole
from parley.domain.ports import Change
from parley.flow.escalation import EscalationFlow
from support.build import flag
from support.fakes import FakeDetector
from support.flows import Service

WISH = "Ich will einen Menschen"


def flow(service: Service) -> EscalationFlow:
    """On the service's own store."""
    return EscalationFlow(store=service.store, clock=service.clock, on_commit=service.relay.wake)


async def suggested(service: Service) -> EscalationSuggested:
    """A customer who asks for a person after an agent's greeting."""
    service.assessor.by_source[WISH] = flag(rule="wants-a-human")
    await service.say("Hello", AuthorRole.AGENT)
    await service.say(WISH)
    body = (await service.events(5))[-1].body
    assert isinstance(body, EscalationSuggested)
    return body


async def test_a_wish_for_a_person_is_suggested_with_all_that_was_said(service: Service) -> None:
    """After the message's own event, with both languages of both sides."""
    body = await suggested(service)
    assert body.reasons == (EscalationReason.WISH_FOR_PERSON,)
    assert body.summary.startswith("The customer asks for a person.")
    assert body.transcript == (
        TranscriptLine(AuthorRole.AGENT, "Hello", "de: Hello"),
        TranscriptLine(AuthorRole.CUSTOMER, WISH, f"en: {WISH}"),
    )


async def test_the_transcript_tells_how_much_came_before_it(service: Service) -> None:
    """It begins a hundred messages back: three earlier ones are counted, not forgotten."""
    for number in range(103):
        await service.say(f"Hello {number}", AuthorRole.AGENT)
    service.assessor.by_source[WISH] = flag(rule="wants-a-human")
    await service.say(WISH)
    body = (await service.events(2 * 104 + 1))[-1].body
    assert isinstance(body, EscalationSuggested)
    assert (len(body.transcript), body.left_out) == (101, 3)
    assert (body.transcript[0].text, body.transcript[-1].text) == ("Hello 3", WISH)


async def test_the_summary_is_in_the_agent_s_language(service: Service) -> None:
    """Whatever the customer's is."""
    await service.channels.open(
        conversation_id="c2", channel="", customer_id="cust-1", customer_language="en",
        agent_language="de", formality=None,
    )  # fmt: skip
    service.assessor.by_source[WISH] = flag(rule="wants-a-human")
    await service.say(WISH, conversation_id="c2")
    body = (await service.events(3, "c2"))[-1].body
    assert isinstance(body, EscalationSuggested)
    assert body.summary.startswith("Die Kundenseite möchte mit einem Menschen sprechen.")
    assert body.summary.endswith(f"Es begann mit: „de: {WISH}“")


async def test_the_summary_names_the_language_that_the_message_itself_shows(path: Path) -> None:
    """The conversation learns it with the suggestion: nothing was stored before."""
    async with Service(path, detector=FakeDetector({WISH: {"de": 0.99, "fr": 0.01}})) as service:
        await service.open(customer_language="")
        service.assessor.by_source[WISH] = flag(rule="wants-a-human")
        await service.say(WISH)
        body = (await service.events(4))[-1].body
        assert isinstance(body, EscalationSuggested)
        assert " The customer wrote one message, in German. " in body.summary


async def test_attempts_in_vain_are_suggested_by_the_conversation_alone(service: Service) -> None:
    """Without a flag, at the first message that makes them three, and not again at the next."""
    for text in ("Wo ist mein Paket?", "Und?", "Immer noch nichts", "Hallo?"):
        await service.say(text)
    await service.dispatcher.drain()
    bodies = [event.body for event in await service.store.events("c1", 0, 100)]
    (body,) = (one for one in bodies if isinstance(one, EscalationSuggested))
    assert body.reasons == (EscalationReason.FAILED_ATTEMPTS,)
    assert body.summary.startswith("The customer has put the problem at least three times in vain.")
    assert [line.text for line in body.transcript] == [
        "Wo ist mein Paket?", "Und?", "Immer noch nichts",
    ]  # fmt: skip


async def test_a_reason_is_suggested_once(service: Service) -> None:
    """An agent who knows is not told again; a new reason is news."""
    await suggested(service)
    for text, rule in ((f"{WISH}!", "wants-a-human"), ("Idioten!!", "offensive")):
        service.assessor.by_source[text] = flag(rule=rule)
        await service.say(text)
    service.assessor.by_source["Frechheit!!"] = flag(rule="anger-escalation")
    await service.say("Frechheit!!")
    await service.dispatcher.drain()
    events = await service.store.events("c1", 0, 100)
    reasons = [e.body.reasons for e in events if isinstance(e.body, EscalationSuggested)]
    assert reasons == [
        (EscalationReason.WISH_FOR_PERSON,),
        (EscalationReason.RISING_ANGER,),
    ]


async def test_an_override_is_recorded(service: Service) -> None:
    """As an event and on the conversation; saying it again records nothing new."""
    await suggested(service)
    escalations = flow(service)
    kept = await escalations.override("c1", " ann ", "I know the case.")
    assert kept.escalation.overridden_by == "ann"
    assert kept == await service.store.conversation("c1")
    assert await escalations.override("c1", "ann", "again") == kept
    events = await service.store.events("c1", 0, 100)
    assert events[-1].body == EscalationOverridden("ann", "I know the case.")


@pytest.mark.parametrize(
    ("agent", "why", "reason"),
    [
        ("", "x", "MISSING_AGENT"),
        (" ", "x", "MISSING_AGENT"),
        ("a" * 129, "x", "MISSING_AGENT"),
        ("anna\nb", "x", "MISSING_AGENT"),
        ("anna\x00", "x", "MISSING_AGENT"),
        ("anna\u202e", "x", "MISSING_AGENT"),
        ("ann", " ", "MISSING_REASON"),
        ("ann", "x" * 501, "MISSING_REASON"),
    ],
)
async def test_an_override_says_who_and_why(
    service: Service, agent: str, why: str, reason: str
) -> None:
    """Nobody overrides without a name and a reason."""
    with pytest.raises(InvalidInput) as refused:
        await flow(service).override("c1", agent, why)
    assert refused.value.reason == reason


async def test_only_a_suggestion_can_be_overridden(service: Service) -> None:
    """By one agent, in a conversation that exists."""
    escalations = flow(service)
    with pytest.raises(WrongState, match="nothing was suggested"):
        await escalations.override("c1", "ann", "x")
    with pytest.raises(NotFound):
        await escalations.override("c9", "ann", "x")
    await suggested(service)
    await escalations.override("c1", "ann", "x")
    with pytest.raises(WrongState) as refused:
        await escalations.override("c1", "bob", "y")
    assert refused.value.reason == "ESCALATION_OVERRIDDEN"


async def test_of_agents_who_override_at_once_one_does(service: Service) -> None:
    """The others learn that it is overridden; the record has one name."""
    await suggested(service)
    escalations = flow(service)
    said = await asyncio.gather(
        *(escalations.override("c1", f"agent-{n}", "mine") for n in range(6)),
        return_exceptions=True,
    )
    refused = [one for one in said if isinstance(one, WrongState)]
    assert {error.reason for error in refused} == {"ESCALATION_OVERRIDDEN"}
    assert len(refused) == 5
    events = await service.store.events("c1", 0, 100)
    (by,) = (e.body.agent for e in events if isinstance(e.body, EscalationOverridden))
    assert (await service.store.conversation("c1")).escalation.overridden_by == by


async def suggested_to_somebody_angry(service: Service) -> None:
    """A suggestion, and one angry message of the two that it takes for another reason."""
    await suggested(service)
    for text, rule in (("Idioten!!", "offensive"), ("Frechheit!!", "anger-escalation")):
        service.assessor.by_source[text] = flag(rule=rule)
    await service.say("Idioten!!")
    await service.dispatcher.drain()


async def test_a_reason_that_comes_up_during_an_override_is_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The override was read before it and is written after it."""
    await suggested_to_somebody_angry(service)
    commit = service.store.commit

    async def after_another_message(change: Change) -> tuple[Event, ...]:
        monkeypatch.undo()
        await service.say("Frechheit!!")
        await service.dispatcher.drain()
        return await commit(change)

    monkeypatch.setattr(service.store, "commit", after_another_message)
    await flow(service).override("c1", "ann", "mine")
    escalation = (await service.store.conversation("c1")).escalation
    assert escalation.reasons == (EscalationReason.WISH_FOR_PERSON, EscalationReason.RISING_ANGER)
    assert escalation.overridden_by == "ann"


async def test_a_message_is_not_lost_to_an_override_at_the_same_moment(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its suggestion is made anew: the new reason is asked about although the old one is not."""
    await suggested_to_somebody_angry(service)
    commit = service.store.commit

    async def after_an_override(change: Change) -> tuple[Event, ...]:
        monkeypatch.undo()
        await flow(service).override("c1", "ann", "mine")
        return await commit(change)

    monkeypatch.setattr(service.store, "commit", after_an_override)
    await service.say("Frechheit!!")
    await service.dispatcher.drain()
    kinds = [type(event.body) for event in await service.store.events("c1", 0, 100)]
    assert kinds[-3:] == [EscalationOverridden, MessageDelivered, EscalationSuggested]
