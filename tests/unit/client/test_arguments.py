"""What the client refuses by itself."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import grpc
import pytest

from parley.client import AsyncParley, CallFailed, InvalidCall, Parley
from parley.client.arguments import made
from parley.rpc.gen import channel_service_pb2 as channels
from parley.rpc.gen import glossary_pb2, review_pb2

# Nobody listens there: what were sent would come back as UNAVAILABLE.
NOWHERE = "127.0.0.1:9"
HALF = "a\ud800"
ITEM = review_pb2.ReviewItem(review_item_id="i1", claimed_by="rita")

ENUM, TEXT, VALUE = "UNKNOWN_ENUM_VALUE", "INVALID_TEXT", "INVALID_VALUE"
# What is wrong is wrong in its type as well, so the client is Any here.
BAD: dict[str, tuple[str, str, Callable[[Any], Awaitable[object]]]] = {
    "role": (ENUM, "author_role", lambda c: c.send("c1", "robot", "Hallo")),
    "no role": (ENUM, "author_role", lambda c: c.send("c1", "", "Hallo")),
    "role in a list": (ENUM, "author_role", lambda c: c.send("c1", ["agent"], "Hallo")),
    "role to assess": (ENUM, "author_role", lambda c: c.assess("Hallo", role="bot")),
    "formality": (ENUM, "formality", lambda c: c.translate("Hallo", target="en", formality="Sie")),
    "formality of a conversation": (
        ENUM,
        "formality",
        lambda c: c.open_conversation(formality="du"),
    ),
    "grouping": (ENUM, "group_by", lambda c: c.report("weather")),
    "file format": (ENUM, "format", lambda c: c.import_memory([b"x"], file_format="doc")),
    "half a pair": (TEXT, "text", lambda c: c.send("c1", "customer", HALF)),
    "half a pair in metadata": (
        TEXT,
        "metadata",
        lambda c: c.open_conversation(metadata={"tier": HALF}),
    ),
    "half a pair in an edit": (TEXT, "edited_text", lambda c: c.release(ITEM, HALF)),
    "text that is a number": (VALUE, "text", lambda c: c.send("c1", "customer", 48213)),
    "bytes that are no text": (VALUE, "text", lambda c: c.send("c1", "customer", b"\xff")),
    "rating": (VALUE, "satisfaction", lambda c: c.record_outcome("c1", satisfaction="4")),
    "half a rating": (VALUE, "satisfaction", lambda c: c.record_outcome("c1", satisfaction=3.5)),
    "rating beyond its field": (
        VALUE,
        "satisfaction",
        lambda c: c.record_outcome("c1", satisfaction=2**40),
    ),
    "page": (VALUE, "page_size", lambda c: c.review_items(page_size=2**31)),
    "unit": (VALUE, "unit_id", lambda c: c.memory_unit("7")),
    "cursor": (VALUE, "after_sequence", lambda c: anext(c.events("c1", after_sequence="7"))),
    "lease": (VALUE, "lease_duration", lambda c: c.renew(ITEM, 60)),
    "endless lease": (VALUE, "lease_duration", lambda c: c.renew(ITEM, timedelta.max)),
    "start of a report": (VALUE, "start_time", lambda c: c.report(start="monday")),
    "term": (VALUE, "glossary_term", lambda c: c.create_term("Rechnung")),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_call_that_no_server_could_read_is_refused_at_once(name: str) -> None:
    """A ValueError that names reason and field, before anything is sent."""
    reason, field, call = BAD[name]
    async with AsyncParley(NOWHERE, timeout_s=5) as client:
        with pytest.raises(InvalidCall) as refused:
            await call(client)
    error = refused.value
    assert isinstance(error, ValueError)
    assert isinstance(error, CallFailed)
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert list(error.fields) == [field]


async def test_a_stream_refuses_in_the_same_way() -> None:
    """Neither cursor nor role nor text of a Converse stream reaches the wire."""
    async with AsyncParley(NOWHERE) as client:
        with pytest.raises(InvalidCall, match="INVALID_VALUE"):
            client.converse("c1", "7")  # type: ignore[arg-type]
        stream = client.converse("c1")
        with pytest.raises(InvalidCall, match="UNKNOWN_ENUM_VALUE: author_role is one of"):
            await stream.send("robot", "Hallo")
        with pytest.raises(InvalidCall, match="INVALID_TEXT"):
            await stream.send("customer", HALF)
        stream.cancel()


def test_the_client_without_await_refuses_in_the_same_way() -> None:
    """`Parley` has the errors of `AsyncParley`."""
    with Parley(NOWHERE) as client, pytest.raises(InvalidCall, match="UNKNOWN_ENUM_VALUE"):
        client.send("c1", "robot", "Hallo")


@pytest.mark.parametrize("timeout_s", [0, -1.0, "30", None])
def test_a_deadline_is_a_number_of_seconds(timeout_s: Any) -> None:
    """A client without a usable deadline is not made."""
    with pytest.raises(InvalidCall, match="INVALID_VALUE: timeout_s"):
        AsyncParley(NOWHERE, timeout_s=timeout_s)


def test_what_a_customer_wrote_is_not_in_the_message() -> None:
    """protobuf quotes values; this error may be logged."""
    with pytest.raises(InvalidCall) as refused:
        made(channels.TranslateRequest, text="Geheim", metadata={"tier": "Geheim\udc00"})
    assert "Geheim" not in str(refused.value)
    assert refused.value.__suppress_context__


async def test_a_good_call_is_sent() -> None:
    """The checks stand in nobody's way: this call fails because nobody is there."""
    async with AsyncParley(NOWHERE, timeout_s=0.5) as client:
        with pytest.raises(CallFailed) as failed:
            await client.create_term(glossary_pb2.GlossaryTerm(source_text="Rechnung"))
    assert failed.value.code in {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
    }
