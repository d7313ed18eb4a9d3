"""kill -9 in the middle of a conversation: nothing acknowledged is lost, nothing comes twice."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from parley.client import AsyncParley, CallFailed
from parley.rpc.gen import event_pb2, review_pb2
from support.events import kind_of, message_of, next_of
from support.process import ServerProcess, erase_and_die

MESSAGES = 200
KILLS = 2
_LINES = (
    "Wo ist meine Bestellung ORD-{0}?",
    "Ich warte seit {0} Tagen.",
    "Das ist Nachricht {0}, bitte antworten Sie.",
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(tmp_path)
    await process.start()
    yield process
    await process.stop()


def files_with(folder: Path, words: bytes) -> list[Path]:
    return [file for file in folder.iterdir() if words in file.read_bytes()]


async def _send_all(target: str, acknowledged: dict[str, str]) -> None:
    """Send every message until it is acknowledged, as a channel would: same id, again."""
    async with AsyncParley(target, timeout_s=5) as client:
        for number in range(MESSAGES):
            request_id = f"r{number}"
            text = _LINES[number % len(_LINES)].format(number)
            while request_id not in acknowledged:
                try:
                    sent = await client.send("c1", "customer", text, request_id=request_id)
                    acknowledged[request_id] = sent.message.message_id
                except CallFailed:
                    await asyncio.sleep(0.05)


async def _follow(target: str, events: list[event_pb2.Event], wanted: int) -> None:
    """Read events from the last cursor, over every reconnect, until all are delivered."""
    delivered = 0
    async with AsyncParley(target) as client:
        async for event in client.events("c1"):
            events.append(event)
            delivered += kind_of(event) in ("message_delivered", "message_held")
            if delivered == wanted:
                return


@pytest.mark.timeout(240)
async def test_every_acknowledged_message_arrives_in_order_and_once(server: ServerProcess) -> None:
    """A server killed twice among 200 messages delivers each of them exactly once, in order."""
    async with AsyncParley(server.target) as client:
        await client.open_conversation("c1", customer_language="de")
    acknowledged: dict[str, str] = {}
    events: list[event_pb2.Event] = []
    sending = asyncio.create_task(_send_all(server.target, acknowledged))
    following = asyncio.create_task(_follow(server.target, events, MESSAGES))
    chance = random.Random(7)
    for kill in range(1, KILLS + 1):
        while len(acknowledged) < MESSAGES * kill // (KILLS + 1):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.random() * 0.05)
        await server.kill()
        await server.start()
    async with asyncio.timeout(120):
        await asyncio.gather(sending, following)

    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert len({event.event_id for event in events}) == len(events)
    accepted = [message_of(e) for e in events if kind_of(e) == "message_accepted"]
    assert [m.request_id for m in accepted] == [f"r{n}" for n in range(MESSAGES)]
    finished = [
        message_of(e) for e in events if kind_of(e) in ("message_delivered", "message_held")
    ]
    assert [m.message_id for m in finished] == list(acknowledged.values())


async def test_a_review_decision_survives_a_kill(server: ServerProcess) -> None:
    """What was held stays held over a kill, and its release reaches a client that was away."""
    async with AsyncParley(server.target) as client:
        await client.open_conversation("c1", customer_language="de")
        await client.send("c1", "customer", "Sonst gehe ich zum Anwalt.", request_id="r1")
        async for event in client.events("c1"):
            if kind_of(event) == "message_held":
                cursor = event.sequence
                break
    await server.kill()
    await server.start()
    async with AsyncParley(server.target) as client:
        item = await client.claim("rita")
        await client.release(item, "Otherwise I will call my lawyer.")
    await server.kill()
    await server.start()
    async with AsyncParley(server.target) as client:
        event = await anext(client.events("c1", after_sequence=cursor))
        assert kind_of(event) == "message_delivered"
        assert message_of(event).translation.text == "Otherwise I will call my lawyer."


async def test_a_release_that_can_be_undone_survives_a_kill(server: ServerProcess) -> None:
    """Of two releases one is taken back after the kill, and the other goes out by itself."""
    async with AsyncParley(server.target) as client:
        await client.open_conversation("c1", customer_language="de")
        for name in ("Auto", "Rad"):
            await client.send("c1", "customer", f"Ohne mein {name} gehe ich zum Anwalt.")
        held = 0
        async for event in client.events("c1"):
            cursor = event.sequence
            held += kind_of(event) == "message_held"
            if held == 2:
                break
        first, second = await client.claim("rita"), await client.claim("rita")
        leaving = await client.release(first, "Wait.", undo_window=timedelta(seconds=240))
        await client.release(second, "I see a lawyer.", undo_window=timedelta(seconds=1))
    await server.kill()
    await asyncio.sleep(1)
    await server.start()
    async with AsyncParley(server.target) as client:
        events = client.events("c1", after_sequence=cursor)
        event = await next_of(events, "message_delivered")
        assert message_of(event).translation.text == "I see a lawyer."
        back = await client.undo_release(leaving)
        assert (back.state, back.claimed_by) == (review_pb2.REVIEW_STATE_CLAIMED, "rita")
        await client.release(back, "Really.", undo_window=timedelta(0))
        event = await next_of(events, "message_delivered")
        assert message_of(event).translation.text == "Really."


async def test_an_erasure_survives_a_kill(server: ServerProcess, tmp_path: Path) -> None:
    """The next server finishes it before it serves: no file has the customer's words any more."""
    async with AsyncParley(server.target) as client:
        await client.open_conversation("c1", customer_id="ada", customer_language="de")
        await client.send("c1", "customer", "Geheimnis Rhabarber")
        await next_of(client.events("c1"), "message_delivered", "message_held")
    await server.kill()
    await erase_and_die(tmp_path / "parley.db", "ada")
    assert files_with(tmp_path, b"Rhabarber") != []
    await server.start()
    assert files_with(tmp_path, b"Rhabarber") == []
    assert "finished an erasure" in server.log()


async def test_a_terminated_server_ends_streams_with_their_cursor(server: ServerProcess) -> None:
    """SIGTERM is a good-bye: exit status 0, the stream says where to resume, no error."""
    async with AsyncParley(server.target) as client:
        await client.open_conversation("c1", customer_language="de")
        await client.send("c1", "customer", "Guten Tag")
        stream = client.converse("c1")
        events = aiter(stream)
        while kind_of(await anext(events)) not in ("message_delivered", "message_held"):
            pass
        stopping = asyncio.create_task(server.stop())
        async with asyncio.timeout(15):
            rest = [event async for event in events]
        assert rest == []
        assert stream.ended == "DRAINING"
        assert stream.cursor >= 2
        assert await stopping == 0


async def test_no_message_text_is_in_the_log(server: ServerProcess) -> None:
    """Errors and kills leave nothing of what people wrote in the log."""
    async with AsyncParley(server.target) as client:
        await client.open_conversation("c1", customer_language="de")
        await client.send("c1", "customer", "Geheimnis Rhabarber")
        with pytest.raises(CallFailed):
            await client.translate("Geheimnis Rhabarber", source="qq", target="en")
    await server.stop()
    assert "Rhabarber" not in server.log()
