"""Releases that memory cannot learn from go out all the same."""

import asyncio
import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from parley.domain.conversation import MessageDelivered
from parley.domain.message import AuthorRole, Severity
from parley.domain.review import ReviewItem, ReviewState
from support.build import flag
from support.flows import SOON_S, Service

_TEXT = "Es fehlen " + " ".join(f"AB{number}" for number in range(10_000, 10_040))


async def claimed(service: Service, text: str = "Hallo") -> ReviewItem:
    """A held message in ada's hands."""
    service.assessor.by_source[text] = flag(Severity.CRITICAL)
    await service.channels.send("c1", "first", AuthorRole.CUSTOMER, text)
    await service.dispatcher.drain()
    return await service.reviews.claim_next("ada", "", "", None)


def without_memory(path: Path) -> None:
    """A database in which no unit of the memory can be written any more."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON memory_units"
            " BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )


async def test_a_release_goes_out_although_memory_cannot_keep_it(
    service: Service, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The reader gets the message; the log has the kind of the error and none of the text."""
    item = await claimed(service)
    without_memory(path)
    released = await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello there")
    assert released.state is ReviewState.RELEASED
    body = (await service.events(3))[-1].body
    assert isinstance(body, MessageDelivered)
    assert await service.store.recall("Hallo", "de", "en", None) is None
    assert "IntegrityError" in caplog.text
    assert "Hello" not in caplog.text


async def test_a_release_that_waited_goes_out_although_memory_cannot_keep_it(
    service: Service, path: Path
) -> None:
    """It does not stay on its way for ever, where no reviewer would find it."""
    item = await claimed(service)
    window = timedelta(seconds=60)
    await service.reviews.release(item.review_item_id, "ada", item.etag, None, undo_window=window)
    without_memory(path)
    service.clock.advance(61)
    sweeping = asyncio.create_task(service.reviews.sweep())
    try:
        async with asyncio.timeout(SOON_S):
            assert isinstance((await service.events(3))[-1].body, MessageDelivered)
    finally:
        sweeping.cancel()
    assert (await service.store.review_item(item.review_item_id)).state is ReviewState.RELEASED


async def test_a_long_list_of_values_is_remembered_to_the_letter(service: Service) -> None:
    """Sent again, it comes out as the reviewer released it."""
    item = await claimed(service, _TEXT)
    released = _TEXT.replace("Es fehlen", "There lack")
    await service.reviews.release(item.review_item_id, "ada", item.etag, released)
    del service.assessor.by_source[_TEXT]
    await service.channels.send("c1", "again", item.author_role, _TEXT)
    body = (await service.events(5))[-1].body
    assert isinstance(body, MessageDelivered)
    assert body.message.translation is not None
    assert body.message.translation.text == released
