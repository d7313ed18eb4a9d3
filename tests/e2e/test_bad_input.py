"""What a server refuses, with which status and reason, and that it goes on afterwards."""

import re
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
import msgspec
import pytest
from grpc import aio

from parley.app import App
from parley.client import AsyncParley, CallFailed
from parley.client.errors import from_call
from parley.config import Settings
from parley.engine.catalog import CATALOG_FILE, find_models_folder
from parley.rpc.gen import channel_service_pb2 as channels
from support.events import next_of

Code = grpc.StatusCode
Call = Callable[[AsyncParley], Awaitable[object]]


async def failure_of(work: Awaitable[object]) -> CallFailed:
    with pytest.raises(CallFailed) as failed:
        await work
    return failed.value


def send(text: str, **options: str) -> Call:
    return lambda client: client.send("c1", "customer", text, **options)


def translate(text: str, **options: str) -> Call:
    return lambda client: client.translate(text, **options)


@pytest.mark.parametrize(
    ("call", "code", "reason"),
    [
        (send(""), Code.INVALID_ARGUMENT, "EMPTY_TEXT"),
        (send(" \n\t\u00a0 "), Code.INVALID_ARGUMENT, "EMPTY_TEXT"),
        (send("a" * 200_000), Code.INVALID_ARGUMENT, "TEXT_TOO_LONG"),
        (send("x", request_id="r" * 300), Code.INVALID_ARGUMENT, "INVALID_REQUEST_ID"),
        (translate("", target="en"), Code.INVALID_ARGUMENT, "EMPTY_TEXT"),
        (translate("a b " * 50_000, target="en"), Code.INVALID_ARGUMENT, "TEXT_TOO_LONG"),
        (translate("Hallo", source="qq", target="en"), Code.INVALID_ARGUMENT, "UNKNOWN_LANGUAGE"),
        (translate("Hallo", source="de", target=""), Code.INVALID_ARGUMENT, "UNKNOWN_LANGUAGE"),
        (
            translate("Hallo", source="de", target="not a tag"),
            Code.INVALID_ARGUMENT,
            "UNKNOWN_LANGUAGE",
        ),
        (translate("Hallo", source="de", target="de"), Code.INVALID_ARGUMENT, "SAME_LANGUAGE"),
        (
            translate("Hallo", target="en", channel="pigeon"),
            Code.INVALID_ARGUMENT,
            "UNKNOWN_CHANNEL",
        ),
        (
            lambda client: client.translate("Hallo", target="en", metadata={"a b": "c"}),
            Code.INVALID_ARGUMENT,
            "INVALID_METADATA",
        ),
        (
            lambda client: client.assess("Hallo", metadata={"tier": "x" * 300}),
            Code.INVALID_ARGUMENT,
            "INVALID_METADATA",
        ),
        (translate("Привет", target="en"), Code.INVALID_ARGUMENT, "LANGUAGE_NOT_DETECTED"),
        (
            lambda client: client.detect("Hallo", languages=["!"]),
            Code.INVALID_ARGUMENT,
            "UNKNOWN_LANGUAGE",
        ),
        (
            lambda client: client.detect("Hallo", languages=["de", "xx"]),
            Code.INVALID_ARGUMENT,
            "UNKNOWN_LANGUAGE",
        ),
        (
            lambda client: client.open_conversation("no spaces allowed"),
            Code.INVALID_ARGUMENT,
            "INVALID_ID",
        ),
        (
            lambda client: client.open_conversation("c2", customer_id="c" * 257),
            Code.INVALID_ARGUMENT,
            "INVALID_CUSTOMER_ID",
        ),
        (
            translate("Hallo", target="en-x" + "-abcdefgh" * 2_000),
            Code.INVALID_ARGUMENT,
            "UNKNOWN_LANGUAGE",
        ),
        (
            lambda client: client.open_conversation("c2", channel="pigeon"),
            Code.INVALID_ARGUMENT,
            "UNKNOWN_CHANNEL",
        ),
        (
            lambda client: client.open_conversation("c1", customer_language="fr"),
            Code.ALREADY_EXISTS,
            "CONVERSATION_EXISTS",
        ),
        (
            lambda client: client.send("nowhere", "customer", "Hallo"),
            Code.NOT_FOUND,
            "CONVERSATION_NOT_FOUND",
        ),
        (
            lambda client: anext(client.events("c1", after_sequence=99)),
            Code.OUT_OF_RANGE,
            "CURSOR_AHEAD",
        ),
        (
            lambda client: anext(client.events("c1", after_sequence=-1)),
            Code.INVALID_ARGUMENT,
            "INVALID_CURSOR",
        ),
        (
            lambda client: anext(client.events("nowhere")),
            Code.NOT_FOUND,
            "CONVERSATION_NOT_FOUND",
        ),
        (lambda client: client.claim("rita"), Code.NOT_FOUND, "QUEUE_EMPTY"),
        (lambda client: client.claim("rita", "none"), Code.NOT_FOUND, "REVIEW_ITEM_NOT_FOUND"),
        (lambda client: client.claim(" "), Code.INVALID_ARGUMENT, "MISSING_REVIEWER"),
        (
            lambda client: client.erase_customer(""),
            Code.INVALID_ARGUMENT,
            "MISSING_CUSTOMER_ID",
        ),
    ],
)
async def test_bad_input_gets_its_reason_and_the_conversation_goes_on(
    client: AsyncParley, call: Call, code: grpc.StatusCode, reason: str
) -> None:
    """Each refusal has one status and one reason, and the next good message is delivered."""
    await client.open_conversation("c1", customer_language="de")
    failed = await failure_of(call(client))
    assert (failed.code, failed.reason) == (code, reason)
    await client.send("c1", "customer", "Guten Tag")
    await next_of(client.events("c1"), "message_delivered")


async def test_a_pair_without_a_model_is_refused(settings: Settings, tmp_path: Path) -> None:
    """The reason names both languages, so that a program can offer another way."""
    shipped = find_models_folder()
    shutil.copytree(shipped, tmp_path / "models", ignore=shutil.ignore_patterns("train", "detect"))
    catalog = tmp_path / "models" / CATALOG_FILE
    one_way = re.sub(r"directions = \[.*?\]", 'directions = ["de-en"]', catalog.read_text())
    catalog.write_text(one_way)
    narrow = msgspec.structs.replace(settings, models_folder=str(tmp_path / "models"))
    async with App(narrow).running() as app, AsyncParley(app.address) as client:
        failed = await failure_of(client.translate("Hello", source="en", target="de"))
        assert (failed.code, failed.reason) == (Code.INVALID_ARGUMENT, "UNSUPPORTED_PAIR")
        assert failed.metadata == {"source_language": "en", "target_language": "de"}
        failed = await failure_of(client.open_conversation("c1", customer_language="de"))
        assert failed.reason == "UNSUPPORTED_PAIR"
        answer = await client.translate("Hallo", source="de", target="en")
        assert answer.translation.text


async def test_a_reused_request_id_is_refused_and_a_repeat_is_not(client: AsyncParley) -> None:
    """The same id and content is the same message; the same id with another text is an error."""
    await client.open_conversation("c1", customer_language="de")
    first = await client.send("c1", "customer", "Guten Tag", request_id="r1")
    again = await client.send("c1", "customer", "Guten Tag", request_id="r1")
    assert again.duplicate
    assert again.message.message_id == first.message.message_id
    assert again.sequence == first.sequence
    failed = await failure_of(client.send("c1", "customer", "Gute Nacht", request_id="r1"))
    assert (failed.code, failed.reason) == (Code.ALREADY_EXISTS, "REQUEST_ID_REUSED")
    assert len(await client.messages("c1")) == 1


async def test_a_closed_conversation_takes_no_message_but_can_be_read(
    client: AsyncParley,
) -> None:
    """Closing is final for sending, twice is no error, and the story can still be read."""
    await client.open_conversation("c1", customer_language="de")
    await client.send("c1", "customer", "Guten Tag")
    await client.close_conversation("c1")
    closed = await client.close_conversation("c1")
    failed = await failure_of(client.send("c1", "customer", "Hallo?"))
    assert (failed.code, failed.reason) == (Code.FAILED_PRECONDITION, "CONVERSATION_CLOSED")
    events = client.events("c1")
    await next_of(events, "message_delivered")
    assert closed.last_sequence >= 2


async def test_a_refused_message_leaves_the_stream_open(client: AsyncParley) -> None:
    """On Converse a bad message is answered by itself; the next one goes through."""
    await client.open_conversation("c1", customer_language="de")
    stream = client.converse("c1")
    events = aiter(stream)
    first = anext(events)
    import asyncio

    reading = asyncio.ensure_future(first)
    failed = await failure_of(stream.send("customer", "   "))
    assert failed.reason == "EMPTY_TEXT"
    accepted = await stream.send("customer", "Guten Tag")
    assert (await reading).sequence == accepted.sequence
    stream.cancel()


async def test_a_stream_must_be_opened_first(client: AsyncParley) -> None:
    """A send before the open is refused with its reason."""
    call = client._channels.Converse()  # type: ignore[call-arg]
    await call.write(channels.ConverseRequest(send=channels.ConverseSend(text="Hallo")))
    with pytest.raises(grpc.RpcError) as failed:
        await call.read()
    assert from_call(failed.value).reason == "STREAM_NOT_OPENED"


async def test_an_empty_request_on_a_stream_is_named_as_such(client: AsyncParley) -> None:
    """A request with nothing in it is not taken for a second opening."""
    await client.open_conversation("empty-request", customer_language="de", agent_language="en")
    call = client._channels.Converse()  # type: ignore[call-arg]
    opening = channels.ConverseOpen(conversation_id="empty-request")
    await call.write(channels.ConverseRequest(open=opening))
    await call.write(channels.ConverseRequest())
    with pytest.raises(grpc.RpcError) as failed:
        _ = [response async for response in call]
    assert from_call(failed.value).reason == "EMPTY_REQUEST"


async def _read_raw(app: App, kind: str, method: str, *requests: bytes) -> list[bytes]:
    """What the server answers to requests as another language's client may write them."""
    async with aio.insecure_channel(app.address) as channel:
        call: Any = getattr(channel, kind)(f"/parley.v1.{method}")
        if kind == "unary_unary":
            return [await call(*requests)]
        return [answer async for answer in call(iter(requests))]


# Half of a surrogate pair.
NO_UTF8 = b"\xed\xa0\xbd"


@pytest.mark.parametrize(
    ("kind", "method", "requests"),
    [
        ("unary_unary", "ChannelService/Translate", [b"\x0a\x03" + NO_UTF8]),
        ("unary_unary", "ReviewService/ClaimReviewItem", [b"\xff\xff"]),
        ("stream_stream", "ChannelService/Converse", [b"\x0a\x04\x0a\x02c1", b"\xff\xff"]),
    ],
)
async def test_a_request_that_cannot_be_read_is_refused_and_not_logged(
    app: App, caplog: pytest.LogCaptureFixture, kind: str, method: str, requests: list[bytes]
) -> None:
    """It is the caller's fault, with a reason like any other."""
    async with AsyncParley(app.address) as client:
        await client.open_conversation("c1", customer_language="de")
    with pytest.raises(grpc.RpcError) as failed:
        await _read_raw(app, kind, method, *requests)
    refusal = from_call(failed.value)
    assert (refusal.code, refusal.reason) == (Code.INVALID_ARGUMENT, "UNREADABLE_REQUEST")
    assert not refusal.fields
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_enum_number_that_nothing_names_is_refused(client: AsyncParley) -> None:
    """No number is read as the default."""
    request = channels.TranslateRequest(text="Hallo", target_language="en", formality=9)  # type: ignore[arg-type]
    with pytest.raises(grpc.RpcError) as failed:
        await client._channels.Translate(request)
    refusal = from_call(failed.value)
    assert (refusal.reason, list(refusal.fields)) == ("UNKNOWN_ENUM_VALUE", ["formality"])
