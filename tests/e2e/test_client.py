"""The Python client where calls meet, break off or are given what cannot be sent."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from parley.client import AsyncParley, CallFailed, Conversing, InvalidCall


@pytest.fixture
async def stream(client: AsyncParley) -> AsyncIterator[Conversing]:
    """An open stream of a conversation, over whose events somebody iterates."""
    await client.open_conversation("c1", customer_language="de")
    talk = client.converse("c1")
    reading = asyncio.create_task(_read(talk))
    yield talk
    await talk.done()
    await reading


async def _read(talk: Conversing) -> None:
    async for _ in talk:
        pass


async def _first_write(talk: Conversing) -> None:
    while talk.bytes_sent == 0:  # noqa: ASYNC110 - nothing is to be set by the client for a test
        await asyncio.sleep(0)


async def test_a_message_sent_twice_at_once_is_stored_once_and_answered_twice(
    client: AsyncParley, stream: Conversing
) -> None:
    """Each sender with the same request id gets the answer, one of them as a duplicate."""
    sends = [stream.send("customer", "Guten Tag", request_id="r1") for _ in range(3)]
    answers = await asyncio.wait_for(asyncio.gather(*sends), 20)
    assert len({answer.message.message_id for answer in answers}) == 1
    assert [answer.duplicate for answer in answers] == [False, True, True]
    assert len(await client.messages("c1")) == 1


async def test_other_content_under_an_id_that_waits_for_its_answer_is_refused(
    stream: Conversing,
) -> None:
    """Each sender gets the answer to what it sent, not to what the other one did."""
    sends = [stream.send("customer", text, request_id="r1") for text in ("Guten Tag", "Hallo")]
    first, second = await asyncio.wait_for(asyncio.gather(*sends, return_exceptions=True), 20)
    assert not isinstance(first, BaseException)
    assert first.message.text == "Guten Tag"
    assert isinstance(second, CallFailed)
    assert second.reason == "REQUEST_ID_REUSED"


async def test_a_sender_that_gave_up_does_not_take_the_answer_of_the_next(
    stream: Conversing,
) -> None:
    """The answer to the abandoned send, a refusal here, is not mistaken for the next one's."""
    abandoned = asyncio.create_task(stream.send("customer", " ", request_id="r1"))
    kept = asyncio.create_task(stream.send("customer", "Guten Tag", request_id="r1"))
    await _first_write(stream)
    abandoned.cancel()
    answer = await asyncio.wait_for(kept, 20)
    assert answer.message.text == "Guten Tag"


@pytest.mark.parametrize("is_open", [False, True])
async def test_who_leaves_a_stream_keeps_no_sender_waiting(
    client: AsyncParley, is_open: bool
) -> None:
    """Every send that has no answer yet fails, also where the stream had not even begun."""
    await client.open_conversation("c1", customer_language="de")
    talk = client.converse("c1")
    reading = asyncio.create_task(_read(talk))
    sends = [asyncio.create_task(talk.send("customer", "Guten Tag")) for _ in range(4)]
    if is_open:
        await _first_write(talk)
    else:
        await asyncio.sleep(0)
    talk.cancel()
    ends = await asyncio.wait_for(asyncio.gather(*sends, return_exceptions=True), 20)
    failed = [end for end in ends if isinstance(end, BaseException)]
    assert [getattr(end, "reason", repr(end)) for end in failed] == ["STREAM_ENDED"] * len(failed)
    assert failed
    await asyncio.wait([reading])


async def test_sends_that_fail_leave_nothing_behind(client: AsyncParley) -> None:
    """Every send on a broken stream fails, and asyncio has no lost exception to tell of."""
    lost: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    await client.open_conversation("c1", customer_language="de")
    for conversation in ("c1", "nowhere"):
        talk = client.converse(conversation)
        reading = asyncio.create_task(_read(talk))
        sends = [talk.send("customer", "Hallo", request_id=f"r{n % 2}") for n in range(6)]
        waiting = asyncio.gather(*sends, return_exceptions=True)
        if conversation == "c1":
            await _first_write(talk)
            talk.cancel()
        ends = await asyncio.wait_for(waiting, 20)
        assert any(isinstance(end, CallFailed) for end in ends)
        with pytest.raises(CallFailed, match="STREAM_ENDED"):
            await talk.send("customer", "Hallo", request_id="r0")
        await asyncio.wait([reading])
        # Asked for here, or the test itself would lose it.
        assert reading.cancelled() or reading.exception() is not None
        del ends, waiting, reading, talk
        gc.collect()
    await asyncio.sleep(0)
    assert lost == []


async def test_a_refused_stream_says_why_although_a_write_failed(client: AsyncParley) -> None:
    """A send that meets the server's refusal makes gRPC put an error of its own in its place."""
    await client.open_conversation("c1", customer_language="de")

    async def refused() -> str:
        talk = client.converse("c1", 99)
        sending = asyncio.create_task(talk.send("customer", "Hallo"))
        with pytest.raises(CallFailed) as caught:
            await _read(talk)
        with pytest.raises(CallFailed, match="STREAM_ENDED"):
            await sending
        return caught.value.reason

    # By chance: some 4 of 100 lose their status without care.
    assert {await refused() for _ in range(150)} == {"CURSOR_AHEAD"}


async def test_the_fault_of_a_file_s_source_is_told(client: AsyncParley) -> None:
    """What reading a file to import raises comes out, and not merely the end of the call."""

    def broken() -> Iterator[bytes]:
        yield b"source,target\n"
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        await client.import_memory(broken(), file_format="csv")
    with pytest.raises(InvalidCall, match="INVALID_VALUE: data does not take this str"):
        await client.import_glossary(["Rechnung"], file_format="csv")  # type: ignore[list-item]
