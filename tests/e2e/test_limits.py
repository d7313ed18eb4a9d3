"""How much a caller may have under way, and what happens to those who leave."""

import asyncio
from dataclasses import replace
from pathlib import Path

import grpc
import msgspec
import pytest
from grpc import aio

from parley.app import App
from parley.client import AsyncParley, CallFailed, Conversing
from parley.config import Settings
from parley.domain.audit import Action
from parley.domain.conversation import EscalationSuggested, EventBody, MessageDelivered, MessageHeld
from parley.domain.escalation import EscalationReason, TranscriptLine
from parley.domain.message import AuthorRole, MessageState
from parley.flow.review.alike import likeness_of
from parley.rpc.gen import (
    channel_service_pb2,
    channel_service_pb2_grpc,
    event_pb2,
    memory_service_pb2,
    memory_service_pb2_grpc,
    review_service_pb2,
    review_service_pb2_grpc,
)
from parley.store.sqlite import SqliteStore
from support.build import change, conversation, item, later, message, translation, unit
from support.events import kind_of, next_of

LONG = " ".join(f"Das ist der Satz Nummer {number} von sehr vielen." for number in range(800))


async def test_a_deadline_ends_the_call_and_the_server_goes_on(app: App) -> None:
    """A caller whose time is up gets DEADLINE_EXCEEDED, the next one an answer."""
    async with AsyncParley(app.address, timeout_s=0.05) as hurried:
        with pytest.raises(CallFailed) as failed:
            await hurried.translate(LONG, source="de", target="en")
        assert failed.value.code is grpc.StatusCode.DEADLINE_EXCEEDED
    async with AsyncParley(app.address) as patient:
        answer = await patient.translate("Hallo!", source="de", target="en")
        assert answer.translation.text


async def test_a_stream_has_no_more_under_way_than_its_share(settings: Settings) -> None:
    """With two permits, a stream's third message is read when one of the two is through."""
    narrow = msgspec.structs.replace(settings, max_in_flight_per_stream=2)
    async with App(narrow).running() as app, AsyncParley(app.address) as client:
        await client.open_conversation("c1", customer_language="de")
        stream = client.converse("c1")
        events = aiter(stream)
        sending = [
            asyncio.create_task(stream.send("customer", f"Das ist Nachricht {n}."))
            for n in range(12)
        ]
        under_way = most = delivered = 0
        async with asyncio.timeout(30):
            async for event in events:
                under_way += kind_of(event) == "message_accepted"
                most = max(most, under_way)
                if kind_of(event) in ("message_delivered", "message_held"):
                    under_way -= 1
                    delivered += 1
                    if delivered == len(sending):
                        break
        assert 1 <= most <= 2
        await asyncio.gather(*sending)
        stream.cancel()


async def test_too_many_unfinished_messages_are_refused_with_a_time_to_come_back(
    settings: Settings,
) -> None:
    """What does not fit is not stored; what was accepted is delivered."""
    small = msgspec.structs.replace(settings, max_unfinished_messages=1)
    async with App(small).running() as app, AsyncParley(app.address) as client:
        await client.open_conversation("c1", customer_language="de")
        sent = await asyncio.gather(
            *(client.send("c1", "customer", f"{LONG[:4000]} {n}") for n in range(5)),
            return_exceptions=True,
        )
        refused = [error for error in sent if isinstance(error, CallFailed)]
        assert refused
        assert {error.reason for error in refused} == {"QUEUE_FULL"}
        assert all((error.retry_after_s or 0) > 0 for error in refused)
        events = client.events("c1")
        for _ in range(len(sent) - len(refused)):
            await next_of(events, "message_delivered", "message_held")
        assert len(await client.messages("c1")) == len(sent) - len(refused)


async def test_a_conversation_of_long_messages_can_be_followed_and_listed(
    settings: Settings,
) -> None:
    """With a transcript as stored once, over what a gRPC client takes; nothing is left out."""
    store = SqliteStore(Path(settings.database))
    await store.create_conversation(conversation(customer_language="de"))
    said = TranscriptLine(AuthorRole.CUSTOMER, "x" * 99_000, "y" * 99_000)
    for number in range(40):
        accepted = (
            await store.accept(message(f"m{number}", text=f"{number} {'x' * 99_000}"))
        ).message
        sent = replace(
            accepted, state=MessageState.PROVISIONAL, translation=translation("y" * 99_000)
        )
        bodies: list[EventBody] = [MessageDelivered(sent)]
        if number == 39:
            reasons = (EscalationReason.WISH_FOR_PERSON,)
            bodies.append(EscalationSuggested(reasons, "why", (said,) * 40))
        asked = item("r1", message_id="m39", deadline=None) if number == 39 else None
        await store.commit(
            change(*bodies, message=sent, message_was=MessageState.ACCEPTED, item=asked)
        )
    await store.close()
    async with App(settings).running() as app, aio.insecure_channel(app.address) as channel:
        # A client with gRPC's own limits, not ours.
        channels = channel_service_pb2_grpc.ChannelServiceStub(channel)
        following = channels.Subscribe(channel_service_pb2.SubscribeRequest(conversation_id="c1"))
        async with asyncio.timeout(30):
            events = [(await following.read()).event for _ in range(81)]
        suggested = events[-1].escalation_suggested
        assert 0 < len(suggested.transcript) == 40 - suggested.left_out
        texts, token, pages = [], "", 0
        while token or not pages:
            request = channel_service_pb2.ListMessagesRequest(
                conversation_id="c1", page_size=1000, page_token=token
            )
            page = await channels.ListMessages(request)
            texts += [listed.text.split()[0] for listed in page.messages]
            token, pages = page.next_page_token, pages + 1
        assert texts == [str(number) for number in range(40)]
        assert pages > 1
        reviews = review_service_pb2_grpc.ReviewServiceStub(channel)
        found = await reviews.GetReviewItem(
            review_service_pb2.GetReviewItemRequest(review_item_id="r1")
        )
        assert found.context[-1].message_id == "m39"
        assert len(found.context) == 20 - found.context_left_out < 20


async def test_long_look_alikes_and_entries_come_in_answers_that_any_client_takes(
    settings: Settings,
) -> None:
    """With gRPC's own limits: look-alikes are counted where they are left out, pages go on."""
    store = SqliteStore(Path(settings.database))
    await store.create_conversation(conversation(customer_language="de"))
    text = f"Bestellung {{}} fehlt. {'x' * 99_000}"
    for number in range(30):
        source = text.format(f"ORD-{1000 + number}")
        held = replace(
            (await store.accept(message(f"m{number}", text=source))).message,
            state=MessageState.HELD,
        )
        asked = item(
            f"r{number}",
            message_id=f"m{number}",
            source_text=source,
            translation=translation(source),
            likeness=likeness_of(source),
            deadline=None,
        )
        await store.commit(
            change(MessageHeld(held), message=held, message_was=MessageState.ACCEPTED, item=asked)
        )
        kept = unit("y" * 99_000, source=source, message_id=f"m{number}")
        await store.remember([kept], Action("ada", "create", later(0)))
    await store.close()
    async with App(settings).running() as app, aio.insecure_channel(app.address) as channel:
        reviews = review_service_pb2_grpc.ReviewServiceStub(channel)
        alike = await reviews.ListAlikeReviewItems(
            review_service_pb2.ListAlikeReviewItemsRequest(review_item_id="r0")
        )
        assert 0 < len(alike.review_items) == 29 - alike.left_out < 29
        claimed = await reviews.ClaimReviewItem(
            review_service_pb2.ClaimReviewItemRequest(review_item_id="r0", reviewer="ada")
        )
        released = await reviews.ReleaseAlikeReviewItems(
            review_service_pb2.ReleaseAlikeReviewItemsRequest(
                review_item_id="r0", reviewer="ada", etag=claimed.review_item.etag
            )
        )
        assert released.left == 0
        assert 0 < len(released.others) == 29 - released.others_left_out < 29
        sequences: list[int] = []
        cursor, pages = 0, 0
        while cursor or not pages:
            page = await reviews.ListAuditEntries(
                review_service_pb2.ListAuditEntriesRequest(after_sequence=cursor, page_size=1000)
            )
            sequences += [entry.sequence for entry in page.entries]
            cursor, pages = page.next_after_sequence, pages + 1
        assert sequences == list(range(1, len(sequences) + 1))
        assert len(sequences) >= 30 + 30 + 31
        assert pages > 1
        memory = memory_service_pb2_grpc.MemoryServiceStub(channel)
        found, token, pages = 0, "", 0
        while token or not pages:
            units = await memory.ListMemoryUnits(
                memory_service_pb2.ListMemoryUnitsRequest(page_size=500, page_token=token)
            )
            found += len(units.memory_units)
            token, pages = units.next_page_token, pages + 1
        assert found >= 30
        assert pages > 1


async def test_a_client_that_is_done_gets_its_answers_before_the_end(client: AsyncParley) -> None:
    """Closing the sending side ends the stream after the last delivery, with the cursor."""
    await client.open_conversation("c1", customer_language="de")
    stream = client.converse("c1")
    events = aiter(stream)
    first = asyncio.ensure_future(anext(events))
    await stream.send("customer", "Guten Tag")
    await stream.done()
    story = [await first, *[event async for event in events]]
    assert kind_of(story[-1]) in ("message_delivered", "message_held")
    assert (stream.ended, stream.cursor) == ("CLIENT_DONE", story[-1].sequence)


@pytest.mark.parametrize("is_through", [False, True])
async def test_a_message_sent_again_is_waited_for_like_a_new_one(
    client: AsyncParley, is_through: bool
) -> None:
    """After a broken stream its events come on the next one before the end, all of them."""
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", LONG, request_id="r1")
    if is_through:
        await next_of(client.events("c1"), "message_delivered", "message_held")
    stream = client.converse("c1")
    reading = asyncio.create_task(_all_of(stream))
    again = [stream.send("customer", LONG, request_id="r1") for _ in range(2)]
    assert all(answer.duplicate for answer in await asyncio.gather(*again))
    await stream.done()
    story = await reading
    assert kind_of(story[-1]) in ("message_delivered", "message_held")
    assert (stream.ended, stream.cursor) == ("CLIENT_DONE", story[-1].sequence)


async def _all_of(stream: Conversing) -> list[event_pb2.Event]:
    return [event async for event in stream]
