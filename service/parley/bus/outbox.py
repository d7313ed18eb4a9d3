"""The outbox relay: publishes what was committed, and strikes it off once it is out."""

import asyncio
import contextlib
import logging

from parley.domain.errors import ParleyError
from parley.domain.ports import EventBus, Store

_BATCH = 200
_POLL_S = 1.0
_RETRY_S = 0.5

_log = logging.getLogger(__name__)


class OutboxRelay:
    """Publishes outbox rows in commit order, at least once.

    `wake` makes it look at once; polling guarantees that a missed wake-up only delays.
    """

    def __init__(self, store: Store, bus: EventBus) -> None:
        self._store = store
        self._bus = bus
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Tell that something was committed."""
        self._news.set()

    async def run(self) -> None:
        """Publish until `stop` was called and the outbox is empty."""
        while True:
            self._news.clear()
            try:
                published = await self._publish_batch()
            except Exception as error:
                # The rows are still there: a bus that is away delays events, it loses none.
                _log.error(
                    "publishing from the outbox failed, trying again: %s",
                    error.reason if isinstance(error, ParleyError) else type(error).__name__,
                )
                published = 0
                if self._stopping:
                    return
                await asyncio.sleep(_RETRY_S)
            if published:
                continue
            if self._stopping:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_POLL_S):
                    await self._news.wait()

    def stop(self) -> None:
        """Let `run` return when everything committed so far is published."""
        self._stopping = True
        self._news.set()

    async def _publish_batch(self) -> int:
        rows = await self._store.unpublished(_BATCH)
        for _, event in rows:
            await self._bus.publish(event)
        if rows:
            await self._store.mark_published([row_id for row_id, _ in rows])
        return len(rows)
