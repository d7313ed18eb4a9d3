"""The review queue over gRPC, as several reviewers use it at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import grpc
import msgspec
import pytest

from parley.app import App
from parley.client import AsyncParley, CallFailed
from parley.config import ChannelSettings, Settings
from parley.domain.decide import OnDeadline
from parley.rpc.gen import review_pb2
from support.events import message_of, next_of

HELD = "Wenn Nummer {} nicht kommt, gehe ich zum Anwalt."


async def hold(client: AsyncParley, count: int) -> None:
    """Fill the queue with held messages of conversation c1."""
    await client.open_conversation("c1", customer_language="de")
    for number in range(count):
        await client.send("c1", "customer", HELD.format(number))
    events = client.events("c1")
    for _ in range(count):
        await next_of(events, "message_held")


async def reason_of(work) -> str:
    with pytest.raises(CallFailed) as failed:
        await work
    return failed.value.reason


async def test_no_item_is_in_two_hands(client: AsyncParley) -> None:
    """Ten reviewers who grab at once get ten different items, the eleventh gets none."""
    await hold(client, 10)
    claimed = await asyncio.gather(*(client.claim(f"reviewer-{n}") for n in range(10)))
    assert len({item.review_item_id for item in claimed}) == 10
    assert await reason_of(client.claim("reviewer-11")) == "QUEUE_EMPTY"


async def test_items_are_found_by_words(client: AsyncParley) -> None:
    """Of the customer or of the proposal, in any case."""
    await hold(client, 3)
    (found,) = await client.review_items(text="NUMMER 1")
    assert found.source_text == HELD.format(1)
    assert len(await client.review_items(text=found.translation.text.upper())) == 1
    assert await client.review_items(text="Nummer 7") == []
    assert await reason_of(client.review_items(text="x" * 201)) == "SEARCH_TOO_LONG"


async def test_a_claimed_item_is_refused_to_others_until_its_lease_ends(
    client: AsyncParley,
) -> None:
    """Others may not claim, release or reject what somebody has."""
    await hold(client, 1)
    item = await client.claim("rita")
    assert await reason_of(client.claim("sam", item.review_item_id)) == "ITEM_CLAIMED"
    stolen = review_pb2.ReviewItem()
    stolen.CopyFrom(item)
    stolen.claimed_by = "sam"
    assert await reason_of(client.release(stolen, "Mine.")) == "NOT_CLAIMED"
    assert await reason_of(client.reject(stolen, "Mine.")) == "NOT_CLAIMED"
    renewed = await client.renew(item, timedelta(minutes=30))
    assert renewed.lease_expire_time.seconds > item.lease_expire_time.seconds
    assert renewed.etag == item.etag


async def test_an_item_comes_back_when_its_reviewer_is_gone(settings: Settings) -> None:
    """A lease that is not renewed ends by itself, and what it allowed is refused."""
    short = msgspec.structs.replace(settings, review_lease_s=0.3)
    async with App(short).running() as app, AsyncParley(app.address) as client:
        await hold(client, 1)
        gone = await client.claim("gone")
        async with asyncio.timeout(20):
            while True:
                try:
                    item = await client.claim("rita", lease=timedelta(minutes=1))
                    break
                except CallFailed:
                    await asyncio.sleep(0.02)
        assert item.review_item_id == gone.review_item_id
        assert await reason_of(client.release(gone, "Too late.")) == "NOT_CLAIMED"
        assert (await client.release(item, "In time.")).released_text == "In time."


async def test_a_decision_is_final_and_the_same_one_again_no_error(client: AsyncParley) -> None:
    """A repeat of a release gives the item; another decision on it is refused."""
    await hold(client, 1)
    item = await client.claim("rita")
    once = await client.release(item, "A lawyer, then.")
    assert await client.release(item, "A lawyer, then.") == once
    assert await reason_of(client.release(item, "Something else.")) == "ITEM_DECIDED"
    assert await reason_of(client.claim("sam", item.review_item_id)) == "ITEM_DECIDED"


async def test_a_stale_etag_is_refused(client: AsyncParley) -> None:
    """Who decides on an older version is told the current one."""
    await hold(client, 1)
    item = await client.claim("rita")
    again = await client.claim("rita", item.review_item_id)
    with pytest.raises(CallFailed) as failed:
        await client.release(item)
    assert failed.value.code is grpc.StatusCode.ABORTED
    assert failed.value.reason == "ETAG_MISMATCH"
    assert failed.value.metadata["current"] == again.etag


async def test_a_rejected_message_is_told_to_its_author_and_shown_to_nobody(
    client: AsyncParley,
) -> None:
    """The event has the reason and no translation."""
    await hold(client, 1)
    await client.reject(await client.claim("rita"), "Please rephrase.")
    rejected = await next_of(client.events("c1"), "message_rejected")
    assert rejected.message_rejected.reason == "Please rephrase."
    assert not message_of(rejected).HasField("translation")


async def test_an_escalated_item_is_first_in_line_with_its_note(client: AsyncParley) -> None:
    """It goes back to the queue, before older ones."""
    await hold(client, 3)
    items = await client.review_items()
    last = await client.claim("rita", items[-1].review_item_id)
    await client.escalate(last, "Is this a threat?")
    first = await client.claim("senior")
    assert first.review_item_id == last.review_item_id
    assert first.escalated
    assert first.escalation_note == "Is this a threat?"


async def test_an_item_shows_the_conversation_around_it(client: AsyncParley) -> None:
    """What was said before it, oldest first, itself last."""
    await hold(client, 3)
    item = (await client.review_items())[-1]
    found = await client.review_item(item.review_item_id)
    assert [message.text for message in found.context][-1] == found.review_item.source_text
    assert [m.text for m in found.context] == [HELD.format(n) for n in range(len(found.context))]


async def test_languages_select_whose_items_are_claimed(client: AsyncParley) -> None:
    """A reviewer of French is not given German."""
    await hold(client, 1)
    assert await reason_of(client.claim("rita", source="fr")) == "QUEUE_EMPTY"
    assert (await client.claim("rita", source="de", target="en")).source_text


async def next_item(items: AsyncIterator[review_pb2.ReviewItem]) -> review_pb2.ReviewItem:
    async with asyncio.timeout(20):
        return await anext(items)


async def test_watchers_see_items_come_and_go(client: AsyncParley) -> None:
    """Open items first, then each change: new, claimed, released."""
    await hold(client, 1)
    items = client.watch_reviews()
    first = await next_item(items)
    assert first.state == review_pb2.REVIEW_STATE_PENDING
    claimed = await client.claim("rita")
    seen = await next_item(items)
    assert (seen.state, seen.claimed_by) == (review_pb2.REVIEW_STATE_CLAIMED, "rita")
    await client.release(claimed, "Released.")
    gone = await next_item(items)
    assert (gone.state, gone.released_text) == (review_pb2.REVIEW_STATE_RELEASED, "Released.")


@pytest.mark.parametrize("on_deadline", list(OnDeadline))
async def test_a_deadline_does_what_the_policy_says(
    settings: Settings, on_deadline: OnDeadline
) -> None:
    """Nobody comes: the message goes out marked as unreviewed and can be corrected later, or first
    to a person.
    """
    chat = msgspec.structs.replace(
        settings.channels["chat"], hold_deadline_s=0.2, on_deadline=on_deadline
    )
    assert isinstance(chat, ChannelSettings)
    impatient = msgspec.structs.replace(settings, channels={"chat": chat})
    async with App(impatient).running() as app, AsyncParley(app.address) as client:
        await hold(client, 1)
        if on_deadline is OnDeadline.DELIVER:
            events = client.events("c1")
            event = await next_of(events, "message_delivered")
            assert event.message_delivered.unreviewed_after_deadline
            await client.release(await client.claim("rita"), "After all.")
            corrected = await next_of(events, "message_corrected")
            assert message_of(corrected).translation.text == "After all."
            assert not await client.review_items()
            return
        items = client.watch_reviews()
        while not (await next_item(items)).escalated:
            pass
        story = await client.messages("c1")
        assert not story[0].HasField("translation")
