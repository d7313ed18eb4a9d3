"""The relay between the record and the bus: at least once, in order, until nothing is left."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.bus.inprocess import InProcessBus
from parley.bus.outbox import OutboxRelay
from parley.domain.conversation import Event
from parley.store.sqlite import SqliteStore
from support.build import conversation, message


class RecordingBus(InProcessBus):
    """A bus that can be away, and remembers what it carried."""

    def __init__(self) -> None:
        super().__init__()
        self.carried: list[tuple[str, int]] = []
        self.fail_at: set[int] = set()
        self.tries = 0
        self.arrived = asyncio.Condition()

    async def publish(self, event: Event) -> None:
        self.tries += 1
        if self.tries in self.fail_at:
            raise ConnectionError("away")
        self.carried.append((event.conversation_id, event.sequence))
        async with self.arrived:
            self.arrived.notify_all()

    async def until(self, count: int) -> None:
        """Return when so many events were carried."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: len(self.carried) >= count)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "parley.db")
    await opened.create_conversation(conversation("c1"))
    await opened.create_conversation(conversation("c2"))
    yield opened
    await opened.close()


async def accept(store: SqliteStore, *numbers: int) -> None:
    """Accept a message of each number, the odd ones in "c1"."""
    for number in numbers:
        await store.accept(message(f"m{number}", "c1" if number % 2 else "c2"))


async def finish(relay: OutboxRelay, running: "asyncio.Task[None]") -> None:
    """Stop the relay and wait for it."""
    relay.stop()
    async with asyncio.timeout(10):
        await running


async def test_what_was_committed_is_published_once_and_in_order(store: SqliteStore) -> None:
    """Rows from before the start and rows that come later, more than fit in one batch."""
    await accept(store, *range(1, 251))
    bus = RecordingBus()
    relay = OutboxRelay(store, bus)
    running = asyncio.create_task(relay.run())
    await bus.until(250)
    await accept(store, 251, 252)
    relay.wake()
    await bus.until(252)
    await finish(relay, running)
    expected = [("c1" if n % 2 else "c2", (n + 1) // 2) for n in range(1, 253)]
    assert bus.carried == expected
    assert await store.unpublished(10) == []


async def test_a_failing_bus_delays_events_and_loses_none(store: SqliteStore) -> None:
    """After a failure the batch comes again from its first row: repeats, never gaps."""
    await accept(store, 1, 3, 5)
    bus = RecordingBus()
    bus.fail_at = {3}
    relay = OutboxRelay(store, bus)
    running = asyncio.create_task(relay.run())
    await bus.until(5)
    await finish(relay, running)
    assert bus.carried == [("c1", n) for n in (1, 2, 1, 2, 3)]
    assert await store.unpublished(10) == []


async def test_stopping_publishes_what_is_left_first(store: SqliteStore) -> None:
    """Events that were committed before the stop go out before `run` returns."""
    bus = RecordingBus()
    relay = OutboxRelay(store, bus)
    running = asyncio.create_task(relay.run())
    await asyncio.sleep(0)
    await accept(store, *range(1, 11))
    await finish(relay, running)
    assert len(bus.carried) == 10
    assert await store.unpublished(10) == []


async def test_a_relay_that_is_stopped_before_it_runs_still_empties_the_outbox(
    store: SqliteStore,
) -> None:
    """More than one batch is waiting: it returns after the last one, not after the first."""
    await accept(store, *range(1, 206))
    bus = RecordingBus()
    relay = OutboxRelay(store, bus)
    relay.stop()
    async with asyncio.timeout(10):
        await relay.run()
    assert len(bus.carried) == 205


async def test_stopping_while_the_bus_is_away_keeps_the_rows(store: SqliteStore) -> None:
    """A shutdown does not wait for a bus for ever; the next start publishes."""
    await accept(store, 1, 3)
    bus = RecordingBus()
    bus.fail_at = set(range(1, 100))
    relay = OutboxRelay(store, bus)
    relay.stop()
    async with asyncio.timeout(10):
        await relay.run()
    assert [event.sequence for _, event in await store.unpublished(10)] == [1, 2]
    bus.fail_at = set()
    relay = OutboxRelay(store, bus)
    relay.stop()
    await relay.run()
    assert bus.carried == [("c1", 1), ("c1", 2)]


async def test_a_missed_wake_up_only_delays(store: SqliteStore) -> None:
    """Without `wake`, what was committed is found by polling."""
    bus = RecordingBus()
    relay = OutboxRelay(store, bus)
    running = asyncio.create_task(relay.run())
    await asyncio.to_thread(lambda: None)
    await accept(store, 1)
    await bus.until(1)
    await finish(relay, running)
    assert bus.carried == [("c1", 1)]


async def test_the_relay_wakes_the_streams_of_a_conversation(store: SqliteStore) -> None:
    """Through the real bus, a subscriber is rung for what was committed."""
    bus = InProcessBus()
    subscription = bus.subscribe("c1")
    await accept(store, 1)
    relay = OutboxRelay(store, bus)
    relay.stop()
    await relay.run()
    async with asyncio.timeout(5):
        await subscription.wait(30)
