"""Held messages whose time is up: what the policy says happens, once, and to nobody's surprise."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from parley.domain.conversation import (
    Event,
    MessageConfirmed,
    MessageCorrected,
    MessageDelivered,
    MessageRejected,
)
from parley.domain.decide import OnDeadline
from parley.domain.message import MessageState, Origin, Severity
from parley.domain.ports import REVIEW_QUEUE, ReviewQuery
from parley.domain.review import BROKEN_RULES, OPEN_STATES, ReviewItem, ReviewState
from support.build import flag, later
from support.flows import SOON_S, Service


async def held(service: Service, text: str = "Hallo", rule: str = "some-rule") -> ReviewItem:
    """The item of a message that is held for a rule."""
    service.assessor.by_source[text] = flag(Severity.CRITICAL, rule)
    await service.say(text)
    await service.dispatcher.drain()
    items = await service.store.review_items(ReviewQuery(OPEN_STATES))
    return next(item for item in items if item.source_text == text)


async def last_event(service: Service) -> Event:
    """The event that follows the acceptance and the holding."""
    return (await service.events(3))[-1]


@asynccontextmanager
async def sweeping(service: Service) -> AsyncIterator[None]:
    """Deadlines are kept inside."""
    task = asyncio.create_task(service.reviews.sweep())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def until_changed(service: Service, item: ReviewItem) -> ReviewItem:
    """The item once it is no longer as it was."""
    subscription = service.bus.subscribe(REVIEW_QUEUE)
    async with asyncio.timeout(SOON_S):
        while (now := await service.store.review_item(item.review_item_id)) == item:
            await subscription.wait(SOON_S)
    subscription.close()
    return now


async def test_a_deadline_delivers_what_nobody_reviewed(service: Service) -> None:
    """Marked so, as the model wrote it, and not remembered."""
    item = await held(service)
    service.clock.advance(600)
    async with sweeping(service):
        body = (await last_event(service)).body
    assert isinstance(body, MessageDelivered)
    assert (body.reviewed, body.unreviewed_after_deadline) == (False, True)
    assert (body.provisional, body.message.state) == (True, MessageState.PROVISIONAL)
    assert body.message.translation is not None
    assert body.message.translation.text == "en: Hallo"
    assert body.message.translation.origin is Origin.MODEL
    waiting = await service.store.review_item(item.review_item_id)
    assert (waiting.state, waiting.decided_by) == (ReviewState.PENDING, "")
    assert (waiting.sent_already, waiting.deadline) == (True, None)
    assert await service.store.recall("Hallo", "de", "en", None) is None


@pytest.mark.parametrize(
    ("edited", "event"), [("Hello", MessageCorrected), (None, MessageConfirmed)]
)
async def test_a_late_release_corrects_or_confirms(
    service: Service, edited: str | None, event: type
) -> None:
    """As with every provisional message, with the reviewer's name in item and log."""
    item = await held(service)
    service.clock.advance(600)
    async with sweeping(service):
        await until_changed(service, item)
    late = await service.reviews.claim_next("ada", "", "", None)
    assert late.review_item_id == item.review_item_id
    await service.reviews.release(late.review_item_id, "ada", late.etag, edited)
    body = (await service.events(4))[-1].body
    assert isinstance(body, event)
    assert body.message.state is MessageState.DELIVERED
    assert body.message.translation.text == edited or edited is None
    if isinstance(body, MessageCorrected):
        assert body.previous_text == "en: Hallo"
    decided = await service.store.review_item(item.review_item_id)
    assert (decided.state, decided.decided_by) == (ReviewState.RELEASED, "ada")
    assert decided.deadline_missed
    entries = await service.store.audit_entries(0, f"review_item/{item.review_item_id}", 10)
    log = [json.loads(entry.content) for entry in entries]
    assert [(entry["actor"], entry["verb"]) for entry in log] == [
        ("", "queue"),
        ("", "release_unreviewed"),
        ("ada", "claim"),
        ("ada", "release"),
    ]
    assert log[1]["after"]["sent_already"] is True


async def test_a_late_rejection_withdraws_what_went_out(service: Service) -> None:
    """The channel is told to take it back."""
    item = await held(service)
    service.clock.advance(600)
    async with sweeping(service):
        await until_changed(service, item)
    late = await service.reviews.claim(item.review_item_id, "ada", None)
    await service.reviews.reject(late.review_item_id, "ada", late.etag, "not ours")
    body = (await service.events(4))[-1].body
    assert isinstance(body, MessageRejected)
    assert body.message.translation is None


async def test_an_item_past_its_deadline_waits_behind_those_that_are_held(
    service: Service,
) -> None:
    """Nobody waits for it any more."""
    sent = await held(service)
    service.clock.advance(600)
    async with sweeping(service):
        await until_changed(service, sent)
    waiting = await held(service, "eins")
    first = await service.reviews.claim_next("ada", "", "", None)
    second = await service.reviews.claim_next("ada", "", "", None)
    assert [i.review_item_id for i in (first, second)] == [
        waiting.review_item_id,
        sent.review_item_id,
    ]


async def test_a_deadline_escalates_where_the_policy_says_so(service: Service) -> None:
    """Nothing goes out; the item is first in line, and its time is not up again."""
    policy = replace(service.policies[""], on_deadline=OnDeadline.ESCALATE)
    service.policies["chat"] = policy
    item = await held(service)
    service.clock.advance(600)
    async with sweeping(service):
        escalated = await until_changed(service, item)
    assert (escalated.escalated, escalated.deadline) == (True, None)
    assert escalated.state is ReviewState.PENDING
    assert len(await service.store.events("c1", 0, 10)) == 2


async def test_a_deadline_without_a_translation_escalates(service: Service) -> None:
    """There is nothing to deliver: an empty message never goes out."""
    service.translator.failures["Hallo"] = ValueError()
    item = await held(service)
    service.clock.advance(600)
    async with sweeping(service):
        assert (await until_changed(service, item)).escalated
    assert len(await service.store.events("c1", 0, 10)) == 2


@pytest.mark.parametrize("rule", sorted(BROKEN_RULES))
async def test_a_deadline_never_delivers_what_is_no_translation(
    service: Service, rule: str
) -> None:
    """A loop, a copy, a lost value: a person comes first, although the policy would deliver."""
    assert service.policies[""].on_deadline is OnDeadline.DELIVER
    item = await held(service, rule=rule)
    service.clock.advance(600)
    async with sweeping(service):
        escalated = await until_changed(service, item)
    assert (escalated.escalated, escalated.deadline) == (True, None)
    assert (escalated.state, escalated.deadline_missed) == (ReviewState.PENDING, True)
    assert len(await service.store.events("c1", 0, 10)) == 2


async def test_a_reviewer_may_release_what_its_deadline_did_not(service: Service) -> None:
    """A person who finds the flag wrong sends the text on as it is."""
    item = await held(service, rule="untranslated")
    service.clock.advance(600)
    async with sweeping(service):
        await until_changed(service, item)
    claimed = await service.reviews.claim(item.review_item_id, "ada", None)
    await service.reviews.release(item.review_item_id, "ada", claimed.etag, None)
    body = (await last_event(service)).body
    assert isinstance(body, MessageDelivered)
    assert (body.reviewed, body.unreviewed_after_deadline) == (True, False)


async def test_a_deadline_does_not_take_an_item_from_a_reviewer_at_work(service: Service) -> None:
    """Their verdict counts, with the etag in hand, although another message is due and goes."""
    await held(service)
    other = await held(service, "eins")
    service.clock.advance(590)
    item = await service.reviews.claim_next("ada", "", "", None)
    service.clock.advance(20)
    async with sweeping(service):
        await until_changed(service, other)
        await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello")
    released = await service.store.review_item(item.review_item_id)
    assert (released.decided_by, released.released_text) == ("ada", "Hello")


async def test_a_reviewer_who_walks_away_does_not_stop_a_deadline(service: Service) -> None:
    """When the lease has ended too, the message goes out as the policy says."""
    await held(service)
    service.clock.advance(590)
    item = await service.reviews.claim_next("ada", "", "", None)
    service.clock.advance(3600)
    async with sweeping(service):
        await until_changed(service, item)
        body = (await last_event(service)).body
    assert isinstance(body, MessageDelivered)
    assert body.unreviewed_after_deadline


async def test_nothing_happens_before_the_deadline(service: Service) -> None:
    """One of two is due: the other stays as it is."""
    early = await held(service, "eins")
    service.clock.advance(1)
    late = await held(service, "zwei")
    service.clock.advance(599)
    assert early.deadline == later(600)
    async with sweeping(service):
        await until_changed(service, early)
    assert await service.store.review_item(late.review_item_id) == late
