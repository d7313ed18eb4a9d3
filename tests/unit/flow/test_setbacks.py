"""Releases that are due and cannot be sent: tried again ever more rarely, and told of."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from parley.domain.conversation import MessageDelivered
from parley.domain.ports import REVIEW_QUEUE
from parley.domain.review import ReviewItem, ReviewState
from parley.flow.review import setbacks, sweep
from parley.flow.review.setbacks import Setbacks
from support.flows import SOON_S, Service
from support.queue import waiting


def test_each_pause_is_twice_the_one_before_up_to_a_minute() -> None:
    """From one second on; what was applied meanwhile begins anew."""
    now = 0.0
    kept = Setbacks(lambda: now)
    pauses = []
    for _ in range(8):
        kept.add("r1", "OSError")
        began = now
        while kept.is_pausing("r1"):
            now += 1
        pauses.append(now - began)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    kept.keep(())
    assert len(kept) == 0
    kept.add("r1", "OSError")
    now += 1
    assert not kept.is_pausing("r1")


def test_a_reason_is_news_once() -> None:
    """Until it is another one; each item has its own."""
    kept = Setbacks()
    said = [("r1", "OSError"), ("r1", "OSError"), ("r2", "OSError"), ("r1", "ValueError")]
    assert [kept.add(*one) for one in said] == [True, False, True, True]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps and first pauses of milliseconds."""
    monkeypatch.setattr(sweep, "_SWEEP_S", 0.005)
    monkeypatch.setattr(setbacks, "_FIRST_PAUSE_S", 0.01)


def forbid_changes(path: Path, *, forbidden: bool) -> None:
    """Whether the database refuses every change of a message, with its text in the error."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TRIGGER refuse BEFORE UPDATE ON messages "
            "BEGIN SELECT RAISE(ABORT, 'Geheimnis'); END"
            if forbidden
            else "DROP TRIGGER refuse"
        )


async def held(service: Service) -> ReviewItem:
    """The item of a held message, in ada's hands."""
    await waiting(service, "Geheimnis")
    return await service.reviews.claim_next("ada", "", "", None)


async def until(service: Service, ready: Callable[[], Awaitable[bool]]) -> None:
    """Sweep until then."""
    sweeping = asyncio.create_task(service.reviews.sweep())
    subscription = service.bus.subscribe(REVIEW_QUEUE)
    async with asyncio.timeout(SOON_S):
        while not await ready():
            await subscription.wait(0.05)
    # Some more tries.
    await asyncio.sleep(0.1)
    subscription.close()
    sweeping.cancel()
    await asyncio.wait((sweeping,))


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of items."""
    return [line for line in caplog.messages if line.startswith("review item ")]


@pytest.mark.usefixtures("hasty")
async def test_a_release_that_fails_is_tried_again_and_told_of_once(
    service: Service, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Until it goes out the item says why it has not; log and item hold no text of it."""
    item = await held(service)
    await service.reviews.release(
        item.review_item_id, "ada", item.etag, None, undo_window=timedelta(seconds=5)
    )
    service.clock.advance(5)
    forbid_changes(path, forbidden=True)

    async def is_held_up() -> bool:
        return bool(await service.reviews.held_up())

    await until(service, is_held_up)
    (stuck,) = await service.reviews.held_up()
    assert (stuck.state, stuck.held_up) == (ReviewState.RELEASING, "IntegrityError")
    assert len(told(caplog)) == 1
    assert told(caplog)[0].endswith("tried again: IntegrityError")
    assert item.review_item_id in told(caplog)[0]
    assert "Geheimnis" not in caplog.text
    forbid_changes(path, forbidden=False)

    async def is_released() -> bool:
        now = await service.store.review_item(item.review_item_id)
        return now.state is ReviewState.RELEASED

    await until(service, is_released)
    assert await service.reviews.held_up() == []
    assert (await service.store.review_item(item.review_item_id)).held_up == ""
    assert isinstance((await service.events(3))[-1].body, MessageDelivered)
    entries = await service.store.audit_entries(0, f"review_item/{item.review_item_id}", 10)
    verbs = [json.loads(entry.content)["verb"] for entry in entries]
    assert verbs == ["queue", "claim", "release", "hold_up", "send"]


@pytest.mark.usefixtures("hasty")
async def test_a_deadline_that_fails_is_told_of_once(
    service: Service, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The item stays open, as it was."""
    item = await held(service)
    await service.reviews.give_back(item.review_item_id, "ada", item.etag)
    before = await service.store.review_item(item.review_item_id)
    service.clock.advance(600)
    forbid_changes(path, forbidden=True)

    async def is_told() -> bool:
        return bool(told(caplog))

    await until(service, is_told)
    assert len(told(caplog)) == 1
    assert await service.store.review_item(item.review_item_id) == before
