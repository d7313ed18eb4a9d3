"""Closed and open loops around a caller whose slowness is known."""

import asyncio
import random
from itertools import pairwise

import grpc
import pytest

from parley.bench.callers import Answer
from parley.bench.load import Amount, Load, Sample
from parley.bench.report import Point
from parley.bench.texts import Deck, Line
from parley.client import CallFailed, ServerTiming


def deck(lines: int = 5) -> Deck:
    return Deck(
        [lambda _, n=n: Line("de", "en", f"Zeile {n}") for n in range(lines)],  # type: ignore[misc]
        seed="1",
    )


class OneAtATime:
    """A service with a single server and no room for two: the others queue outside."""

    def __init__(
        self, service_s: float = 0.0, *, fail_every: int = 0, retry_after_s: float | None = None
    ) -> None:
        self._free = asyncio.Lock()
        self._service_s = service_s
        self._fail_every = fail_every
        self._retry_after_s = retry_after_s
        self.calls = self.under_way = self.most_under_way = 0

    async def __call__(self, line: Line) -> Answer:
        self.calls += 1
        call = self.calls
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            async with self._free:
                await asyncio.sleep(self._service_s)
        finally:
            self.under_way -= 1
        if self._fail_every and call % self._fail_every == 0:
            raise CallFailed(
                grpc.StatusCode.RESOURCE_EXHAUSTED, "QUEUE_FULL", "full", {}, self._retry_after_s
            )
        return Answer(line.text.upper())


async def test_a_closed_loop_keeps_its_number_under_way_and_sends_what_it_should() -> None:
    """Neither more clients than asked for nor more messages."""
    service = OneAtATime(0.001)
    load = Load(service, deck())
    window_s = await load.closed(4, Amount(messages=30))
    assert service.calls == load.finished == len(load.samples) == 30
    assert service.most_under_way == 4
    assert window_s == max(sample.done_s for sample in load.samples)


async def test_a_closed_loop_counts_stragglers_outside_its_window() -> None:
    """They were answered, but not in the time that throughput is counted over."""
    load = Load(OneAtATime(0.03), deck())
    point = Point.of(load.samples, await load.closed(8, Amount(duration_s=0.1)), clients=8)
    assert point.answered == point.sent
    assert 0 < point.answered_in_window < point.answered
    assert point.messages_per_s == point.answered_in_window / 0.1


async def test_an_open_loop_does_not_wait_for_answers() -> None:
    """Messages pile up before a service that is slower than they arrive."""
    service = OneAtATime(0.02)
    load = Load(service, deck())
    await load.open(200.0, Amount(duration_s=0.3), random.Random(1))
    assert service.most_under_way > 10
    latencies = [sample.latency_ms for sample in sorted(load.samples, key=lambda s: s.intended_s)]
    assert latencies[-1] > latencies[0]


async def test_an_open_loop_counts_from_the_intended_moment() -> None:
    """A generator that was held up does not hide it: latency holds what service time lacks."""

    async def blocks_the_loop(line: Line) -> Answer:
        end = asyncio.get_running_loop().time() + 0.02
        while asyncio.get_running_loop().time() < end:
            pass
        return Answer(line.text)

    load = Load(blocks_the_loop, deck())
    await load.open(100.0, Amount(messages=20), random.Random(2))
    assert all(sample.sent_s >= sample.intended_s for sample in load.samples)
    assert all(sample.latency_ms >= sample.service_ms for sample in load.samples)
    assert max(s.latency_ms for s in load.samples) > max(s.service_ms for s in load.samples)


async def test_errors_are_counted_by_reason_and_answers_without_them() -> None:
    """Every message sent is answered or failed; latency is of answers only."""
    load = Load(OneAtATime(fail_every=3), deck())
    window_s = await load.closed(2, Amount(messages=30))
    point = Point.of(load.samples, window_s, clients=2)
    assert point.errors == {"QUEUE_FULL": 10}
    assert (point.sent, point.answered, point.failed) == (30, 20, 10)
    assert point.latency_ms is not None
    assert point.latency_ms.count == 20


async def test_a_client_that_is_refused_comes_back_when_it_was_told_to() -> None:
    """Asking again at once would measure how fast the server refuses."""
    load = Load(OneAtATime(fail_every=1, retry_after_s=0.05), deck())
    await load.closed(1, Amount(messages=3))
    sent = [sample.sent_s for sample in load.samples]
    assert min(after - before for before, after in pairwise(sent)) >= 0.05


async def test_words_and_characters_are_of_both_sides() -> None:
    """ "Zeile 1" and its translation: four words, fourteen characters a message."""
    load = Load(OneAtATime(), deck())
    window_s = await load.closed(1, Amount(messages=10))
    point = Point.of(load.samples, window_s, clients=1)
    assert round(point.words_per_s * window_s) == 40
    assert round(point.characters_per_s * window_s) == 140


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (ServerTiming(1.0, 2.0, 0.5, 7, 9), 160),
        (ServerTiming(1.0, 2.0, 0.5), None),
        (None, None),
    ],
)
def test_tokens_are_those_that_the_server_tells(
    timing: ServerTiming | None, expected: int | None
) -> None:
    """Of both sides, within the window; a server that does not say has no rate, rather than 0."""
    line = Line("de", "en", "Zeile 1")
    samples = [
        Sample(line, 0.0, 0.0, done_s, Answer("ZEILE 1", timing=timing), "")
        for done_s in (0.1, 0.2, 5.0)
    ]
    point = Point.of(samples, 0.2, clients=1)
    assert point.tokens_per_s == (None if expected is None else pytest.approx(expected))


async def test_a_load_without_answers_has_no_latency() -> None:
    """None, not zero."""
    load = Load(OneAtATime(fail_every=1), deck())
    point = Point.of(load.samples, await load.closed(1, Amount(messages=3)), clients=1)
    assert point.latency_ms is None
    assert point.messages_per_s == 0.0
