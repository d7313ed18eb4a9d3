"""A run from plan to report: the server, the loads one after the other, the comparisons."""

import asyncio
import os
import platform
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from parley.bench.callers import Caller, StreamCaller, UnaryCaller
from parley.bench.errors import PART_FAILURES, BenchFailed
from parley.bench.load import Amount, Load, watch
from parley.bench.meter import Meter
from parley.bench.plan import Plan, cards_of, closed_deck, deck_of, offered, sample
from parley.bench.process import Process
from parley.bench.report import Lines, Machine, Point, Report, Soak, Start
from parley.bench.server import first_translation_s, own_server
from parley.bench.setup import Direction
from parley.bench.statistics import slope
from parley.bench.texts import Card, Deck, Line, from_file
from parley.client import AsyncParley

_CALL_TIMEOUT_S = 120.0
_LOOK_EVERY_S = 1.0
_WARM_CLIENTS = 4
# Lines of a direction that may be known by heart until one shows which model translates it.
_ASK_TIMES = 5


@dataclass(slots=True)
class Measuring:
    """A run under way: what later measurements of the same lines need to know of it.

    `failures` are of the parts that could not be measured; the report has the others. A run that
    was `interrupted` has only what it measured until then.
    """

    plan: Plan
    report: Report
    cards: list[Card]
    failures: list[BenchFailed]
    interrupted: bool = False

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
        return list({(line.source, line.target): line for line in sample(self.cards)}.values())

    def deck(self, clients: int) -> Deck:
        """The lines that the closed loop with so many clients was dealt, from the first."""
        return closed_deck(self.plan, self.cards, clients)


@dataclass(slots=True)
class _Found:
    closed: list[Point] = field(default_factory=list)
    opened: list[Point] = field(default_factory=list)
    soak: Soak | None = None
    converse: Point | None = None
    failures: list[BenchFailed] = field(default_factory=list)
    interrupted: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.closed or self.opened or self.soak)


class Bench:
    """Runs the loads of one plan against one server."""

    def __init__(
        self,
        plan: Plan,
        say: Callable[[str], None],
        check: Callable[[Mapping[Direction, str]], None] | None = None,
    ) -> None:
        """Prepare.

        Args:
            say: gets a line whenever a measurement begins.
            check: gets the names of the server's models by direction before the first load, ""
                where it gives none, and may raise.
        """
        self._plan = plan
        self._say = say
        self._check = check
        self._dealt = 0
        self._repeated = 0
        self._seen: set[int] = set()

    async def run(self) -> Measuring:
        """Measure what the plan asks for.

        What goes wrong once there is something to report is among the failures, and so is an
        interruption.

        Raises:
            BenchFailed: no lines, no process to watch, or a server that does not start.
            CallFailed: the server cannot be reached or speaks no language.
        """
        plan = self._plan
        # A file that is of no use is said to be before anything waits for a server.
        of_file = None if plan.lines is None else from_file(plan.lines, plan.direction)
        if plan.target is not None:
            process = Process(plan.server_pid) if plan.server_pid is not None else None
            if plan.soak or process is not None:
                _require_readable(process)
            return await self._measure(plan.target, process, None, of_file)
        self._say("starting a server")
        async with own_server(plan.config) as server:
            return await self._measure(server.target, server.process, server.serving_s, of_file)

    async def _measure(
        self,
        target: str,
        process: Process | None,
        serving_s: float | None,
        of_file: list[Card] | None,
    ) -> Measuring:
        plan = self._plan
        async with AsyncParley(target, timeout_s=_CALL_TIMEOUT_S) as client:
            offer = await offered(client)
            cards = cards_of(plan, offer) if of_file is None else of_file
            first = self._deck(cards, "first").deal()
            start = None
            if serving_s is not None and process is not None:
                took = await first_translation_s(target, first.source, first.target, first.text)
                start = Start(serving_s, serving_s + took, process.resident_bytes())
            used = sorted({(line.source, line.target) for line in sample(cards)})
            if self._check is not None:
                self._check(await _models(client, cards))
            found = await self._all_loads(client, cards, used, process)
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
            closed=found.closed,
            open=found.opened,
            soak=found.soak,
            converse=found.converse,
            converse_ratio=_ratio(found.converse, found.closed),
        )
        return Measuring(plan, report, cards, found.failures, found.interrupted)

    async def _all_loads(
        self,
        client: AsyncParley,
        cards: list[Card],
        used: Sequence[Direction],
        process: Process | None,
    ) -> _Found:
        plan = self._plan
        found = _Found()
        try:
            async with self._caller(client, used) as call:
                await self._warm(call, cards)
                for clients in plan.clients:
                    found.closed.append(await self._closed(call, cards, clients, process))
                best = max((point.messages_per_s for point in found.closed), default=0.0)
                rates = sorted({*plan.rates, *(share * best for share in plan.shares)} - {0.0})
                for rate in rates:
                    found.opened.append(await self._open(call, cards, rate, process))
                found.soak = await self._soak(call, cards, process) if plan.soak else None
            if plan.converse and plan.clients:
                found.converse = await self._converse(client, cards, used, process)
        except PART_FAILURES as error:
            if found.is_empty:
                raise
            found.failures.append(BenchFailed.of(error))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if found.is_empty or task is None:
                raise
            # Somebody has waited for what there is: from here on the run goes its way to the end.
            task.uncancel()
            found.interrupted = True
            found.failures.append(
                BenchFailed("INTERRUPTED", "stopped before everything was measured")
            )
        return found

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
        process = _require_readable(process)
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
        _require_readable(process)
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
        return deck_of(self._plan, cards, load, self._seen)

    def _count(self, deck: Deck) -> None:
        self._dealt += deck.dealt
        self._repeated += deck.repeated


def _stream_bytes(call: Caller) -> Callable[[], tuple[int, int]] | None:
    """Streams count their bytes as they go, unary answers bring their own."""
    return call.bytes_so_far if isinstance(call, StreamCaller) else None


def _require_readable(process: Process | None) -> Process:
    """Raises BenchFailed: NO_SERVER_PROCESS."""
    if process is None:
        raise BenchFailed(
            "NO_SERVER_PROCESS", "a soak reads the server's memory: name it with --server-pid"
        )
    if process.resident_bytes() is None:
        raise BenchFailed(
            "NO_SERVER_PROCESS", f"this machine has no process {process.pid} that can be read"
        )
    return process


async def _models(client: AsyncParley, cards: Sequence[Card]) -> dict[Direction, str]:
    """The name of the model that the server translates each direction with, "" if it says none."""
    found: dict[Direction, str] = {}
    asked: Counter[Direction] = Counter()
    for line in sample(cards):
        direction = (line.source, line.target)
        if found.get(direction) or asked[direction] == _ASK_TIMES:
            continue
        asked[direction] += 1
        answer = await client.translate(line.text, source=line.source, target=line.target)
        found[direction] = answer.translation.model
    return found


def _ratio(converse: Point | None, closed: Sequence[Point]) -> float | None:
    """Throughput on streams over that of the unary loop with as many clients."""
    if converse is None:
        return None
    unary = next(point for point in closed if point.clients == converse.clients)
    return converse.messages_per_s / unary.messages_per_s if unary.messages_per_s else None


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
