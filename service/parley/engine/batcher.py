"""Segments of many callers into batches for one model.

A batch is a budget of padded tokens: as many segments of similar length as fit. It never waits
for company when the engine is idle; while the engine works, segments gather by themselves.
The order is by deadline: each priority class may wait a while longer than the one before, so
live chat goes first and nothing starves.
"""

import asyncio
import heapq
import itertools
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from parley.domain.errors import Overloaded, Unavailable
from parley.domain.message import Priority
from parley.domain.ports import Hypothesis
from parley.domain.timing import Timing
from parley.engine.formats import Encoded

_log = logging.getLogger(__name__)

# Seconds that a class may be overtaken by the one before it.
_PATIENCE_S = {Priority.LIVE: 0.0, Priority.EMAIL: 0.5, Priority.BACKFILL: 3.0}
# How far down the queue a batch looks for segments of like length.
_LOOK_AHEAD = 256
# A shorter segment than this share of the longest would be mostly padding.
_LIKE_LENGTH = 0.4


@dataclass(order=True, slots=True)
class _Waiting:
    due: float
    number: int
    arrived: float = field(compare=False)
    source: Encoded = field(compare=False)
    result: "asyncio.Future[Hypothesis]" = field(compare=False)
    taken: bool = field(default=False, compare=False)


class Batcher:
    """The queue in front of one model.

    `run` translates a batch of source sequences; it is called from `workers` threads.
    """

    def __init__(
        self,
        run: Callable[[Sequence[Encoded]], list[Hypothesis]],
        *,
        workers: int,
        batch_tokens: int,
        queue_tokens: int,
    ) -> None:
        self._run = run
        self._batch_tokens = batch_tokens
        self._queue_tokens = queue_tokens
        self._queue: list[_Waiting] = []
        self._queued_tokens = 0
        self._numbers = itertools.count()
        self._arrived = asyncio.Condition()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="translate")
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]
        self._closed = False

    async def translate(self, sources: Sequence[Encoded], priority: Priority) -> list[Hypothesis]:
        """Translate source sequences, in order.

        A caller that is cancelled takes its segments out of the queue.

        Raises:
            Overloaded: QUEUE_FULL.
            Unavailable: DRAINING, after `close`.
        """
        if self._closed:
            raise Unavailable("DRAINING", "the server is shutting down")
        tokens = sum(map(len, sources))
        # A text that is larger than the whole queue may still come when nobody else waits.
        if self._queued_tokens and self._queued_tokens + tokens > self._queue_tokens:
            raise Overloaded("QUEUE_FULL", "the translation queue is full", retry_after_s=0.5)
        loop = asyncio.get_running_loop()
        arrived = time.monotonic()
        due = arrived + _PATIENCE_S[priority]
        waiting = [
            _Waiting(due, next(self._numbers), arrived, source, loop.create_future())
            for source in sources
        ]
        for item in waiting:
            heapq.heappush(self._queue, item)
        self._queued_tokens += tokens
        try:
            async with self._arrived:
                self._arrived.notify(len(self._workers))
            return list(await asyncio.gather(*(item.result for item in waiting)))
        except asyncio.CancelledError:
            for item in waiting:
                item.result.cancel()
                if not item.taken:
                    self._leave_queue(item)
            raise

    async def close(self) -> None:
        """Finish what is queued, then stop."""
        self._closed = True
        async with self._arrived:
            self._arrived.notify_all()
        await asyncio.gather(*self._workers)
        self._threads.shutdown()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            batch = self._take()
            if not batch:
                if self._closed and not self._queue:
                    return
                async with self._arrived:
                    if not self._queue and not self._closed:
                        await self._arrived.wait()
                continue
            started = time.monotonic()
            try:
                results = await loop.run_in_executor(
                    self._threads, self._run, [item.source for item in batch]
                )
                finished = list(zip(batch, results, strict=True))
            except Exception as error:
                _log.error("a batch of %d failed: %s", len(batch), type(error).__name__)
                for item in batch:
                    if not item.result.done():
                        item.result.set_exception(error)
                continue
            model_s = time.monotonic() - started
            fill = self._fill(batch)
            for item, result in finished:
                if not item.result.done():
                    timing = Timing(started - item.arrived, model_s, fill)
                    item.result.set_result(replace(result, timing=timing))

    def _fill(self, batch: Sequence[_Waiting]) -> float:
        """Share of the budget that held tokens; of the padded batch, where one is over budget."""
        lengths = [len(item.source) for item in batch]
        return sum(lengths) / max(self._batch_tokens, max(lengths) * len(lengths))

    def _leave_queue(self, item: _Waiting) -> None:
        """Give back its room; one that left by itself is passed over when its turn comes."""
        item.taken = True
        self._queued_tokens -= len(item.source)

    def _take(self) -> list[_Waiting]:
        """The next batch: the most urgent segment, and what fits beside it."""
        batch: list[_Waiting] = []
        passed: list[_Waiting] = []
        longest = 0
        for _ in range(_LOOK_AHEAD):
            if not self._queue:
                break
            item = heapq.heappop(self._queue)
            if item.taken:
                continue
            length = len(item.source)
            widest = max(longest, length)
            fits = widest * (len(batch) + 1) <= self._batch_tokens
            alike = min(longest or length, length) >= _LIKE_LENGTH * widest
            if batch and not (fits and alike):
                passed.append(item)
                continue
            batch.append(item)
            longest = widest
            self._leave_queue(item)
        for item in passed:
            heapq.heappush(self._queue, item)
        return batch
