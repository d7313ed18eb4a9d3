"""Segments of many callers into batches for one model.

A batch is a budget of padded tokens: as many segments of similar length as fit. It never waits
for company when the engine is idle; while the engine works, segments gather by themselves. Who
goes next is the queue's business.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from parley.domain.errors import Overloaded, Unavailable
from parley.domain.message import Priority
from parley.domain.ports import Hypothesis
from parley.domain.timing import Timing
from parley.engine.cache import Cache, Key, key_of
from parley.engine.formats import Encoded
from parley.engine.queue import Call, Place, Queue

_log = logging.getLogger(__name__)

# A batch of this share of the budget is as quick by the token as a full one; see the table in
# docs/performance.md. Below it, rows are shared out among the workers, and a wait may pay.
_ENOUGH = 0.5
# How long a worker waits for company while another works: this share of a recent batch's time.
_LINGER_SHARE = 0.1
_LONGEST_LINGER_S = 0.01
# The weight of the newest batch in the averages.
_NEWEST = 0.2
# When a refused caller may come again, at the least and at the most.
_SOONEST_S, _LATEST_S = 0.1, 10.0


@dataclass(eq=False, slots=True)
class _Work:
    """One segment to translate, for all who wait for it, by when they came.

    `generation` counts how often the batcher had forgotten when it was first asked for.
    """

    key: Key
    source: Encoded
    generation: int
    waiting: "dict[asyncio.Future[Hypothesis], float]" = field(default_factory=dict)
    places: "list[Place[_Work]]" = field(default_factory=list)
    begun: bool = False


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
        cached_segments: int = 0,
    ) -> None:
        self._run = run
        self._batch_tokens = batch_tokens
        self._queue_tokens = queue_tokens
        self._queue: Queue[_Work] = Queue()
        self._under_way: dict[Key, _Work] = {}
        self._cache = Cache(cached_segments)
        self._generation = 0
        self._busy = 0
        self._batch_s = 0.0
        self._tokens_per_s = 0.0
        self._arrived = asyncio.Condition()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="translate")
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]
        self._closed = False

    async def translate(
        self,
        sources: Sequence[Encoded],
        priority: Priority,
        tenant: str = "",
        *,
        admitted: bool = False,
    ) -> list[Hypothesis]:
        """Translate source sequences, in order, or score what was written for them.

        A segment that is known, or that somebody waits for already, is not translated again. A
        caller that is cancelled takes out of the queue what nobody else waits for.

        Args:
            tenant: whose turn it takes, among others of the same priority.
            admitted: it takes its place although the queue is full.

        Raises:
            Overloaded: QUEUE_FULL, but not if it is admitted, and never for what is to be scored.
            Unavailable: DRAINING, after `close`.
        """
        if self._closed:
            raise Unavailable("DRAINING", "the server is shutting down")
        keys = list(map(key_of, sources))
        found = list(map(self._cache.get, keys))
        missing = [index for index, hypothesis in enumerate(found) if hypothesis is None]
        # What is only to be scored was let in when it was translated.
        if not admitted:
            self._require_room(
                sum(
                    len(sources[index])
                    for index in missing
                    if sources[index].written is None and keys[index] not in self._under_way
                )
            )
        call = Call(priority, tenant, time.monotonic())
        asked = [self._ask(keys[index], sources[index], call) for index in missing]
        try:
            if asked:
                async with self._arrived:
                    self._arrived.notify(len(self._workers))
                futures = [future for _, future in asked]
                # Most messages are one segment, which needs no gathering.
                await (futures[0] if len(futures) == 1 else asyncio.gather(*futures))
        except BaseException:
            # Cancelled, or one segment failed: either way nobody here wants the others.
            for work, future in asked:
                self._withdraw(work, future)
            raise
        answers = (future.result() for _, future in asked)
        return [hypothesis or next(answers) for hypothesis in found]

    def forget(self) -> None:
        """Empty the cache; what was asked for before is still answered, and not kept."""
        self._generation += 1
        self._cache.clear()

    async def close(self) -> None:
        """Finish what is queued, then stop."""
        self._closed = True
        async with self._arrived:
            self._arrived.notify_all()
        await asyncio.gather(*self._workers)
        self._threads.shutdown()

    def _require_room(self, tokens: int) -> None:
        # A text that is larger than the whole queue may still come when nobody else waits.
        if not (tokens and self._queue.tokens) or self._queue.tokens + tokens <= self._queue_tokens:
            return
        wait_s = self._queue.tokens / self._tokens_per_s if self._tokens_per_s else _SOONEST_S
        raise Overloaded(
            "QUEUE_FULL",
            "the translation queue is full",
            retry_after_s=min(_LATEST_S, max(_SOONEST_S, wait_s)),
        )

    def _ask(
        self, key: Key, source: Encoded, call: Call
    ) -> "tuple[_Work, asyncio.Future[Hypothesis]]":
        work = self._under_way.get(key)
        if work is None:
            work = self._under_way[key] = _Work(key, source, self._generation)
        # Whoever comes later may be served sooner: the work then goes at the first of its turns.
        if not work.begun and all(self._queue.comes_sooner(call, place) for place in work.places):
            place = Place(work, len(source), call)
            work.places.append(place)
            self._queue.push(place)
        future = asyncio.get_running_loop().create_future()
        work.waiting[future] = call.arrived
        return work, future

    def _withdraw(self, work: _Work, future: "asyncio.Future[Hypothesis]") -> None:
        future.cancel()
        work.waiting.pop(future, None)
        if not work.waiting and not work.begun:
            self._leave_queue(work)
            self._under_way.pop(work.key, None)

    def _leave_queue(self, work: _Work) -> None:
        for place in work.places:
            self._queue.leave(place)

    async def _work(self) -> None:
        while True:
            if not self._queue:
                if self._closed:
                    return
                async with self._arrived:
                    if not self._queue and not self._closed:
                        await self._arrived.wait()
                continue
            await self._linger()
            batch = self._take()
            if batch:
                await self._finish(batch)

    async def _linger(self) -> None:
        """Wait a moment for company, but only while another batch keeps the engine busy."""
        short = self._queue.tokens < _ENOUGH * self._batch_tokens
        if short and self._busy and not self._closed:
            await asyncio.sleep(min(_LONGEST_LINGER_S, _LINGER_SHARE * self._batch_s))

    async def _finish(self, batch: list[_Work]) -> None:
        started = time.monotonic()
        sources = [work.source for work in batch]
        self._busy += 1
        try:
            results = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._run, sources
            )
            finished = list(zip(batch, results, strict=True))
        except Exception as error:
            _log.error("a batch of %d failed: %s", len(batch), type(error).__name__)
            for work in batch:
                self._fail(work, error)
            return
        finally:
            self._busy -= 1
        model_s = time.monotonic() - started
        self._learn(model_s, sum(map(len, sources)))
        fill = self._fill(sources)
        for work, result in finished:
            self._under_way.pop(work.key, None)
            if work.generation == self._generation:
                self._cache.put(work.key, result)
            is_new = work.source.written is None
            tokens = (len(work.source), result.written) if is_new else (0, 0)
            for future, arrived in work.waiting.items():
                if not future.done():
                    timing = Timing(max(0.0, started - arrived), model_s, fill, *tokens)
                    future.set_result(replace(result, timing=timing))

    def _take(self) -> list[_Work]:
        """The next batch, none of whose segments is in the queue any more."""
        free = max(1, len(self._workers) - self._busy)
        share = self._queue.tokens / free
        budget = min(self._batch_tokens, max(_ENOUGH * self._batch_tokens, share))
        batch: list[_Work] = []
        for place in self._queue.take(round(budget), time.monotonic()):
            work = place.work
            if work.begun:
                continue
            work.begun = True
            self._leave_queue(work)
            batch.append(work)
        return batch

    def _fail(self, work: _Work, error: Exception) -> None:
        self._under_way.pop(work.key, None)
        for future in work.waiting:
            if not future.done():
                future.set_exception(error)

    def _learn(self, model_s: float, tokens: int) -> None:
        per_s = tokens * len(self._workers) / max(model_s, 1e-6)
        newest = _NEWEST if self._tokens_per_s else 1.0
        self._batch_s += newest * (model_s - self._batch_s)
        self._tokens_per_s += newest * (per_s - self._tokens_per_s)

    def _fill(self, sources: Sequence[Encoded]) -> float:
        """Share of the budget that held tokens; of the padded batch, where one is over budget."""
        lengths = list(map(len, sources))
        return sum(lengths) / max(self._batch_tokens, max(lengths) * len(lengths))
