"""The outbox: every event once, in commit order, until it is struck off."""

import asyncio

from parley.domain.conversation import CustomerLanguageChanged
from parley.store.sqlite import SqliteStore
from support.build import change, conversation, message


async def test_every_event_is_in_the_outbox_in_commit_order(store: SqliteStore) -> None:
    """Accepting and committing both put their events there, across conversations."""
    await store.create_conversation(conversation("c2"))
    await store.accept(message("m1"))
    await store.accept(message("m2", "c2"))
    await store.commit(change(CustomerLanguageChanged(None, "de")))
    rows = await store.unpublished(10)
    assert [(e.conversation_id, e.sequence) for _, e in rows] == [("c1", 1), ("c2", 1), ("c1", 2)]
    assert [row_id for row_id, _ in rows] == sorted(row_id for row_id, _ in rows)
    assert [event for _, event in rows if event.conversation_id == "c1"] == await store.events(
        "c1", 0, 10
    )


async def test_rows_stay_until_they_are_marked(store: SqliteStore) -> None:
    """Reading strikes nothing off, marking strikes off what was named and no other row."""
    for number in range(4):
        await store.accept(message(f"m{number}"))
    rows = await store.unpublished(3)
    assert await store.unpublished(3) == rows
    await store.mark_published([rows[0][0], rows[2][0]])
    left = [event.sequence for _, event in await store.unpublished(10)]
    assert left == [2, 4]
    assert len(await store.events("c1", 0, 10)) == 4


async def test_marking_a_row_twice_is_no_error(store: SqliteStore) -> None:
    """Two relays, or one that repeats itself, do no harm."""
    await store.accept(message())
    row_ids = [row_id for row_id, _ in await store.unpublished(10)]
    await asyncio.gather(store.mark_published(row_ids), store.mark_published(row_ids))
    assert await store.unpublished(10) == []


async def test_row_ids_are_never_used_again(store: SqliteStore) -> None:
    """A late strike-off of an old row cannot hit a new one."""
    await store.accept(message("m1"))
    (first, _), *_ = await store.unpublished(10)
    await store.mark_published([first])
    await store.accept(message("m2"))
    await store.mark_published([first])
    assert len(await store.unpublished(10)) == 1
