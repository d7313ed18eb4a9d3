"""A run from plan to report: the server, the loads one after the other, the comparisons."""

import asyncio
import os
import platform
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from parley.bench.callers import Caller, StreamCaller, UnaryCaller
from parley.bench.errors import BenchFailed
from parley.bench.load import Amount, Load, watch
from parley.bench.meter import Meter
from parley.bench.process import Process
from parley.bench.report import Lines, Machine, Point, Report, Soak, Start
from parley.bench.server import first_translation_s, own_server
from parley.bench.statistics import slope
from parley.bench.texts import Card, Deck, Line, Mix, built_in, from_file
from parley.client import AsyncParley

_CALL_TIMEOUT_S = 120.0
_LOOK_EVERY_S = 1.0
_WARM_CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes:
        target: host:port of a running server; None to start one with `config`.
        server_pid: the process of `target`, when it is on this machine.
        clients, rates: one closed load for each number of clients, one open for each rate (1/s).
        shares: open loads besides, each at this share of the best closed loop's throughput.
        converse: whether to run the busiest closed loop on Converse streams as well.
        soak: messages to watch memory over, 0 for none.
        lines: a file; None for our own. direction: (source, target) of all lines, None for the
            file's own, or for all that the server offers.
    """

    target: str | None
    config: Path | None
    server_pid: int | None
    clients: tuple[int, ...]
    rates: tuple[float, ...]
    shares: tuple[float, ...]
    converse: bool
    amount: Amount
    warmup_s: float
    soak: int
    soak_clients: int
    mix: Mix
    lines: Path | None
    direction: tuple[str, str] | None
    repeat_share: float
    stream: bool
    seed: int


@dataclass(slots=True)
class Measuring:
    """A run under way: what later measurements of the same lines need to know of it."""

    plan: Plan
    report: Report
    cards: list[Card]

    @property
    def busiest(self) -> Point:
        """The closed loop with most clients, of which there must be one."""
        return max(self.report.closed, key=lambda point: point.clients or 0)

    @property
    def quietest(self) -> Point:
        """The closed loop with fewest clients, of which there must be one."""
        return min(self.report.closed, key=lambda point: point.clients or 0)

    def lines(self, point: Point, count: int) -> list[Line]:
        """The first lines that a closed loop was dealt."""
        deck = self.deck(point.clients or 0)
        return [deck.deal() for _ in range(count)]

    def one_of_each(self) -> list[Line]:
        """A line in each direction."""
        return list({(line.source, line.target): line for line in _sample(self.cards)}.values())

    def deck(self, clients: int) -> Deck:
        """The lines that the closed loop with so many clients was dealt, from the first."""
        return closed_deck(self.plan, self.cards, clients)


class Bench:
    """Runs the loads of one plan against one server."""

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        """`say` gets a line whenever a measurement begins."""
        self._plan = plan
        self._say = say
        self._dealt = 0
        self._repeated = 0
        self._seen: set[int] = set()

    async def run(self) -> Measuring:
        """Measure what the plan asks for.

        Raises:
            BenchFailed: no lines, or a server that does not start.
            CallFailed: the server cannot be reached or speaks no language.
        """
        plan = self._plan
        if plan.target is not None:
            process = Process(plan.server_pid) if plan.server_pid is not None else None
            return await self._measure(plan.target, process, None)
        self._say("starting a server")
        async with own_server(plan.config) as server:
            return await self._measure(server.target, server.process, server.serving_s)

    async def _measure(
        self, target: str, process: Process | None, serving_s: float | None
    ) -> Measuring:
        plan = self._plan
        async with AsyncParley(target, timeout_s=_CALL_TIMEOUT_S) as client:
            directions = await _offered(client)
            cards = cards_of(plan, directions)
            first = self._deck(cards, "first").deal()
            start = None
            if serving_s is not None and process is not None:
                took = await first_translation_s(target, first.source, first.target, first.text)
                start = Start(serving_s, serving_s + took, process.resident_bytes())
            used = sorted({(line.source, line.target) for line in _sample(cards)})
            async with self._caller(client, used) as call:
                await self._warm(call, cards)
                closed = [
                    await self._closed(call, cards, clients, process) for clients in plan.clients
                ]
                best = max((point.messages_per_s for point in closed), default=0.0)
                rates = sorted({*plan.rates, *(share * best for share in plan.shares)} - {0.0})
                opened = [await self._open(call, cards, rate, process) for rate in rates]
                soak = await self._soak(call, cards, process) if plan.soak else None
            converse = None
            if plan.converse and plan.clients:
                converse = await self._converse(client, cards, used, process)
        lines = Lines(
            origin=str(plan.lines) if plan.lines is not None else "built-in",
            mix="file" if plan.lines is not None else plan.mix,
            directions=["-".join(pair) for pair in used],
            dealt=self._dealt,
            repeated_share=self._repeated / self._dealt if self._dealt else 0.0,
        )
        report = Report(
            machine=this_machine(),
            target=target if plan.target is not None else "own server",
            mode="stream" if plan.stream else "unary",
            seed=plan.seed,
            lines=lines,
            start=start,
            closed=closed,
            open=opened,
            soak=soak,
            converse=converse,
            converse_ratio=_ratio(converse, closed),
        )
        return Measuring(plan, report, cards)

    @asynccontextmanager
    async def _caller(
        self, client: AsyncParley, directions: Sequence[tuple[str, str]]
    ) -> AsyncIterator[Caller]:
        if not self._plan.stream:
            yield UnaryCaller(client)
            return
        streams = max((*self._plan.clients, self._plan.soak_clients))
        async with StreamCaller(client, directions, streams) as caller:
            yield caller

    async def _warm(self, call: Caller, cards: list[Card]) -> None:
        if self._plan.warmup_s > 0:
            load = Load(call, self._deck(cards, "warm"))
            await load.closed(_WARM_CLIENTS, Amount(duration_s=self._plan.warmup_s))

    async def _closed(
        self, call: Caller, cards: list[Card], clients: int, process: Process | None
    ) -> Point:
        self._say(f"closed loop, {clients} clients")
        deck = closed_deck(self._plan, cards, clients, self._seen)
        return await self._clients(call, deck, clients, process)

    async def _converse(
        self,
        client: AsyncParley,
        cards: list[Card],
        directions: Sequence[tuple[str, str]],
        process: Process | None,
    ) -> Point:
        """The busiest loop on streams, on lines of its own: a cache would know the others."""
        clients = max(self._plan.clients)
        self._say(f"closed loop, {clients} clients, Converse")
        async with StreamCaller(client, directions, clients) as call:
            return await self._clients(call, self._deck(cards, "converse"), clients, process)

    async def _clients(
        self, call: Caller, deck: Deck, clients: int, process: Process | None
    ) -> Point:
        meter = Meter(process, _stream_bytes(call))
        load = Load(call, deck)
        window_s = await load.closed(clients, self._plan.amount)
        self._count(deck)
        return meter.point(load, window_s, clients=clients)

    async def _open(
        self, call: Caller, cards: list[Card], rate: float, process: Process | None
    ) -> Point:
        self._say(f"open loop, {rate:g} messages/s")
        meter = Meter(process, _stream_bytes(call))
        deck = self._deck(cards, f"open:{rate:g}")
        load = Load(call, deck)
        chance = random.Random(self._plan.seed)  # noqa: S311 - a load is to be repeatable
        window_s = await load.open(rate, self._plan.amount, chance)
        self._count(deck)
        return meter.point(load, window_s, offered_per_s=rate)

    async def _soak(self, call: Caller, cards: list[Card], process: Process | None) -> Soak:
        plan = self._plan
        if process is None or process.resident_bytes() is None:
            raise BenchFailed(
                "NO_SERVER_PROCESS", "a soak reads the server's memory: name it with --server-pid"
            )
        self._say(f"soak, {plan.soak:,} messages, {plan.soak_clients} clients")
        deck = self._deck(cards, "soak")
        load = Load(call, deck, keep=False)
        readings: list[tuple[int, int]] = []

        def look() -> None:
            resident = process.resident_bytes()
            if resident is not None:
                readings.append((load.finished, resident))

        watching = asyncio.create_task(watch(_LOOK_EVERY_S, look))
        try:
            took = await load.closed(plan.soak_clients, Amount(messages=plan.soak))
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        look()
        self._count(deck)
        settled = [point for point in readings if point[0] >= plan.soak / 2]
        sizes = [resident for _, resident in readings]
        return Soak(
            messages=load.finished,
            failed=load.failed,
            clients=plan.soak_clients,
            duration_s=took,
            first_bytes=sizes[0],
            last_bytes=sizes[-1],
            highest_bytes=max(sizes),
            bytes_per_message=slope(settled),
            readings=readings,
        )

    def _deck(self, cards: list[Card], load: str) -> Deck:
        return _deck(self._plan, cards, load, self._seen)

    def _count(self, deck: Deck) -> None:
        self._dealt += deck.dealt
        self._repeated += deck.repeated


def _stream_bytes(call: Caller) -> Callable[[], tuple[int, int]] | None:
    """Streams count their bytes as they go, unary answers bring their own."""
    return call.bytes_so_far if isinstance(call, StreamCaller) else None


def _ratio(converse: Point | None, closed: Sequence[Point]) -> float | None:
    """Throughput on streams over that of the unary loop with as many clients."""
    if converse is None:
        return None
    unary = next(point for point in closed if point.clients == converse.clients)
    return converse.messages_per_s / unary.messages_per_s if unary.messages_per_s else None


async def _offered(client: AsyncParley) -> list[tuple[str, str]]:
    """The directions with English on one side, which need one model only, or else all."""
    offered = [
        (language.language, target)
        for language in await client.languages()
        for target in language.target_languages
    ]
    return [pair for pair in offered if "en" in pair] or offered


def cards_of(plan: Plan, offered: Sequence[tuple[str, str]]) -> list[Card]:
    """The plan's lines, in the directions that it names or else those offered.

    Raises:
        BenchFailed: NO_LINES, INVALID_LINES.
    """
    if plan.lines is not None:
        return from_file(plan.lines, plan.direction)
    return built_in([plan.direction] if plan.direction is not None else offered, plan.mix)


def closed_deck(
    plan: Plan, cards: Sequence[Card], clients: int, seen: set[int] | None = None
) -> Deck:
    """The lines of one closed loop, the same on every call."""
    return _deck(plan, cards, f"closed:{clients}", seen)


def _deck(plan: Plan, cards: Sequence[Card], load: str, seen: set[int] | None) -> Deck:
    # A seed for each load: were they dealt the same texts, a cache would know them from the first.
    seed = f"{plan.seed}:{load}"
    return Deck(cards, seed=seed, repeat_share=plan.repeat_share, seen=seen)


def _sample(cards: Sequence[Card]) -> list[Line]:
    """One line of every card: what directions there are."""
    chance = random.Random(0)  # noqa: S311 - which text it is does not matter
    return [card(chance) for card in cards]


def this_machine() -> Machine:
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        processor=_processor(),
        python=platform.python_version(),
        parley=version("parley"),
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2] for line in text.splitlines() if line.startswith("model name"))
    return next(names, platform.machine()).strip()
