"""Closed and open load, and what each message met.

Closed: a number of clients, each of which sends when it has its answer. It shows how much the
service can do, but not how it feels: when the service is slow, so are the clients, and the queue
that real customers would stand in never forms (Tene's "coordinated omission").

Open: messages arrive as a Poisson process whether or not the ones before are answered. A message
that the generator sends late counts from when it should have been sent, so that a stall is felt
by all whom it would have kept waiting.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from parley.bench.callers import Answer, Caller
from parley.bench.errors import CallRefused
from parley.bench.statistics import poisson_arrivals
from parley.bench.texts import Deck, Line
from parley.client import CallFailed

# A message without an answer after this has failed.
_PATIENCE_S = 120.0
# What a client in a closed loop waits after a failure that says nothing of when to come back: one
# that asks again at once would measure how fast the server refuses.
_PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class Sample:
    """One message; moments are seconds since the load began.

    Attributes:
        intended_s: when it should have been sent; in a closed loop, when it was.
        error: reason, "" for an answer.
    """

    line: Line
    intended_s: float
    sent_s: float
    done_s: float
    answer: Answer | None
    error: str

    @property
    def latency_ms(self) -> float:
        """From the intended moment to the answer: what a customer waits."""
        return (self.done_s - self.intended_s) * 1000

    @property
    def service_ms(self) -> float:
        """From the actual sending to the answer: what the service makes of it."""
        return (self.done_s - self.sent_s) * 1000


@dataclass(frozen=True, slots=True)
class Amount:
    """When to stop sending: after so many messages, or so many seconds; one of them is given."""

    messages: int | None = None
    duration_s: float | None = None


class Load:
    """One measurement.

    Attributes:
        samples: one a message, in the order in which they were done.
        finished, failed: messages so far; those that failed are among the finished.
    """

    def __init__(self, call: Caller, deck: Deck, *, keep: bool = True) -> None:
        """Without `keep`, messages are only counted: a soak has too many to remember."""
        self._call = call
        self._deck = deck
        self._keep = keep
        self._began = 0.0
        self._last_done_s = 0.0
        self.samples: list[Sample] = []
        self.finished = 0
        self.failed = 0

    async def closed(self, clients: int, amount: Amount) -> float:
        """Keep `clients` messages under way; gives the length of the window in seconds.

        What is under way at the end is awaited and sampled, but lies after the window.
        """
        self._began = time.perf_counter()
        left = amount.messages

        async def client() -> None:
            nonlocal left
            while (left is None or left > 0) and not self._is_over(amount):
                if left is not None:
                    left -= 1
                now = self._now()
                pause_s = await self._one(self._deck.deal(), now)
                if pause_s > 0:
                    await asyncio.sleep(pause_s)

        await asyncio.gather(*(client() for _ in range(clients)))
        return self._window(amount)

    async def open(self, rate: float, amount: Amount, chance: random.Random) -> float:
        """Send `rate` messages a second on average; gives the length of the window in seconds.

        With a number of messages, the duration is what that number takes on average.
        """
        duration_s = amount.duration_s or (amount.messages or 0) / rate
        self._began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for moment in poisson_arrivals(rate, duration_s, chance):
                line = self._deck.deal()
                # No sleep for moments that have passed: they are late already.
                if (wait := moment - self._now()) > 0:
                    await asyncio.sleep(wait)
                group.create_task(self._one(line, moment))
        return duration_s

    def _is_over(self, amount: Amount) -> bool:
        return amount.duration_s is not None and self._now() >= amount.duration_s

    def _window(self, amount: Amount) -> float:
        if amount.duration_s is not None:
            return amount.duration_s
        return self._last_done_s

    def _now(self) -> float:
        return time.perf_counter() - self._began

    async def _one(self, line: Line, intended_s: float) -> float:
        """Send a line; gives the seconds that a client should pause after a failure, 0 else."""
        answer: Answer | None = None
        error = ""
        pause_s = 0.0
        sent_s = self._now()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                answer = await self._call(line)
        except CallFailed as failure:
            error = failure.reason or failure.code.name
            pause_s = failure.retry_after_s or _PAUSE_S
        except CallRefused as refusal:
            error = refusal.reason
            pause_s = _PAUSE_S
        except TimeoutError:
            error = "DEADLINE_EXCEEDED"
        self._last_done_s = self._now()
        self.finished += 1
        self.failed += bool(error)
        if self._keep:
            done_s = self._last_done_s
            self.samples.append(Sample(line, intended_s, sent_s, done_s, answer, error))
        return pause_s


async def watch(every_s: float, look: Callable[[], None]) -> None:
    """Call `look` now and then, until cancelled."""
    while True:
        look()
        await asyncio.sleep(every_s)
