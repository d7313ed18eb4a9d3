"""The queue as it changes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from parley.domain.errors import InvalidInput, OutOfRange
from parley.domain.ports import REVIEW_QUEUE
from parley.domain.review import ReviewItem
from parley.flow.review.desk import Desk

_PAGE = 200
# Wake-ups make watchers fast; polling makes them right, should one be missed.
_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class QueueChange:
    """An item as it is now; after `change` a watcher can go on later, having missed nothing."""

    item: ReviewItem
    change: int


class Watch:
    """Reads pages and changes, never the queue as a whole."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ticks(self) -> AsyncIterator[None]:
        """One at once, then one whenever the queue may have changed, at least every second."""
        subscription = self._desk.bus.subscribe(REVIEW_QUEUE)
        try:
            while True:
                yield
                await subscription.wait(_POLL_S)
        finally:
            subscription.close()

    async def watch(
        self,
        source_language: str,
        target_language: str,
        *,
        after_change: int = 0,
        snapshot_size: int | None = None,
    ) -> AsyncIterator[QueueChange]:
        """The open items by urgency, then every item that changes, without end.

        Args:
            after_change: leave the open items out and go on after this change.
            snapshot_size: at most so many open items; None for all.

        An item that changes while the open ones are read may come twice, the newer state last.

        Raises:
            InvalidInput: INVALID_CURSOR.
            OutOfRange: CURSOR_AHEAD.
        """
        if after_change < 0:
            raise InvalidInput("INVALID_CURSOR", "a cursor is not negative", field="after_change")
        store = self._desk.store
        subscription = self._desk.bus.subscribe(REVIEW_QUEUE)
        try:
            last = await store.last_change()
            if after_change > last:
                raise OutOfRange(
                    "CURSOR_AHEAD", f"the queue's last change is {last}", last_change=str(last)
                )
            cursor = after_change or last
            if not after_change:
                async for item in self._open(source_language, target_language, snapshot_size):
                    yield QueueChange(item, cursor)
            while True:
                changes = await store.changes(cursor, source_language, target_language, _PAGE)
                for changed in changes:
                    cursor = changed.change
                    yield QueueChange(changed.item, cursor)
                if not changes:
                    await subscription.wait(_POLL_S)
        finally:
            subscription.close()

    async def _open(self, source: str, target: str, most: int | None) -> AsyncIterator[ReviewItem]:
        after: ReviewItem | None = None
        left = most
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            page = await self._desk.store.open_items(after, source, target, size)
            for changed in page:
                yield changed.item
            if len(page) < size:
                return
            after = page[-1].item
            left = None if left is None else left - size
