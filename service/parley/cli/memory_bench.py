"""memory bench: how long lookups take, and how many of the lines that are alike they find."""

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parley.cli.connect import run
from parley.domain.audit import Action
from parley.domain.memory import MemoryUnit, UnitOrigin

if TYPE_CHECKING:
    from parley.store.sqlite import SqliteStore

_BATCH = 20_000
_WARM_UP = 200
_SHORTEST_SWAPPED_WORD = 5


@click.command(short_help="Measure lookups in a memory of a million units.")
@click.option("--units", type=click.IntRange(1_000), default=1_000_000, show_default=True)
@click.option("--lookups", type=click.IntRange(100), default=2_000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the memory in this file, and use the one that is there.",
)
def bench(units: int, lookups: int, seed: int, database: Path | None) -> None:
    """Fill a memory with lines made of the starter lines, and look up lines like them.

    A unit is a starter line with some of its words replaced by words of other lines, or two such
    lines in a row. A lookup is a unit in which a word was replaced, a letter left out, or a
    sentence dropped; it is found when a suggestion is at least as like it as that unit is.
    """
    run(_bench(units, lookups, seed, database))


async def _bench(units: int, lookups: int, seed: int, database: Path | None) -> None:
    from parley.store.sqlite import SqliteStore

    with tempfile.TemporaryDirectory(prefix="parley-memory-") as scratch:
        store = SqliteStore(database or Path(scratch) / "parley.db")
        try:
            await _measure(store, _Writer(seed), units, lookups)
        finally:
            await store.close()


async def _measure(store: "SqliteStore", writer: "_Writer", units: int, lookups: int) -> None:
    from parley.flow.slots import slotted
    from parley.flow.suggest import LEAST_SIMILARITY, Suggester, similarity

    started = time.monotonic()
    known = await _fill(store, writer, units, lookups)
    click.echo(f"{units:,} units filled in {time.monotonic() - started:.0f} s", err=True)
    suggester = Suggester(store, None)
    taken_ms: list[float] = []
    worked_ms: list[float] = []
    exact_ms: list[float] = []
    asked = found = 0
    for number, text in enumerate(known * (1 + _WARM_UP // len(known))):
        query = writer.edited(text)
        worked, begun = time.process_time(), time.perf_counter()
        suggestions = await suggester.suggest(query, "en", "de")
        between, worked = time.perf_counter(), time.process_time() - worked
        await store.recall(slotted(text)[0], "en", "de", None)
        if number < _WARM_UP:
            continue
        taken_ms.append((between - begun) * 1000)
        worked_ms.append(worked * 1000)
        exact_ms.append((time.perf_counter() - between) * 1000)
        likeness = similarity(slotted(query)[0], slotted(text)[0])
        if likeness >= LEAST_SIMILARITY:
            asked += 1
            found += bool(suggestions) and suggestions[0].similarity >= likeness - 1e-9
    click.echo(f"close matches  {_percentiles(taken_ms)}")
    click.echo(f"  CPU time     {_percentiles(worked_ms)}")
    click.echo(f"exact matches  {_percentiles(exact_ms)}")
    click.echo(f"found          {found / asked:.1%} of {asked:,} lines with one that is like them")


async def _fill(store: "SqliteStore", writer: "_Writer", units: int, lookups: int) -> list[str]:
    """Remember so many lines; gives some of them, one after the other over the whole."""
    at = datetime.now(UTC)
    step = max(1, units // (lookups + _WARM_UP))
    known: list[str] = []
    full = not await _is_empty(store)
    lines = writer.lines(units)
    for first in range(0, units, _BATCH):
        batch = [next(lines) for _ in range(min(_BATCH, units - first))]
        known += batch[::step]
        if not full:
            await store.remember(
                [
                    MemoryUnit("en", "de", None, line, line, None, at, UnitOrigin.IMPORT)
                    for line in batch
                ],
                Action("", "import_units", at),
            )
    return known[: lookups + _WARM_UP]


async def _is_empty(store: "SqliteStore") -> bool:
    from parley.domain.memory import MemoryQuery

    return not await store.memory_units(MemoryQuery(limit=1))


class _Writer:
    """Writes lines that nobody wrote, out of those that somebody did."""

    def __init__(self, seed: int) -> None:
        from parley.app import load_starter_lines
        from parley.config import Settings
        from parley.flow.slots import slotted

        self._chance = random.Random(seed)  # noqa: S311
        self._lines = [
            slotted(line.texts["en"])[0]
            for line in load_starter_lines(Settings())
            if "en" in line.texts and "{" not in line.texts["en"]
        ]
        self._words = sorted(
            {word for line in self._lines for word in line.split() if _is_swapped(word)}
        )

    def lines(self, count: int) -> Iterator[str]:
        """Different lines."""
        seen: set[int] = set()
        while len(seen) < count:
            line = self._line()
            if self._chance.random() < 0.4:
                line = f"{line} {self._line()}"
            if hash(line) not in seen:
                seen.add(hash(line))
                yield line

    def edited(self, line: str) -> str:
        """The line as another customer might have written it."""
        words = line.split()
        kind = self._chance.randrange(3)
        ends = [index for index, word in enumerate(words[:-1], 1) if word[-1] in ".!?"]
        if kind == 0 and ends:
            return " ".join(words[self._chance.choice(ends) :])
        place = self._chance.randrange(len(words))
        if kind == 1:
            words[place] = self._chance.choice(self._words)
        else:
            words[place] = words[place][1:] or "x"
        return " ".join(words)

    def _line(self) -> str:
        words = self._chance.choice(self._lines).split()
        places = [index for index, word in enumerate(words) if _is_swapped(word)]
        for place in self._chance.sample(places, min(len(places), self._chance.randint(0, 2))):
            words[place] = self._chance.choice(self._words)
        return " ".join(words)


def _is_swapped(word: str) -> bool:
    return len(word) >= _SHORTEST_SWAPPED_WORD and word.isalpha() and word.islower()


def _percentiles(times_ms: Sequence[float]) -> str:
    ordered = sorted(times_ms)
    p50, p99 = (ordered[round((len(ordered) - 1) * share)] for share in (0.5, 0.99))
    return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms, longest {ordered[-1]:.2f} ms"
