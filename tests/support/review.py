"""Review items in a store."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from parley.domain.conversation import MessageHeld
from parley.domain.message import MessageState
from parley.domain.review import ReviewItem
from parley.store.sqlite import SqliteStore
from support.build import change, item, message

LEASE = timedelta(seconds=60)


async def add(store: SqliteStore, item_id: str, **fields: Any) -> ReviewItem:
    """Store an item with a held message of its own, in conversation "c1"."""
    accepted = (await store.accept(message(f"m-{item_id}"))).message
    held = replace(accepted, state=MessageState.HELD)
    made = item(item_id, message_id=held.message_id, **fields)
    await store.commit(
        change(MessageHeld(held), message=held, message_was=MessageState.ACCEPTED, item=made)
    )
    return made
