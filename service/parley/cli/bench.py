"""bench: how fast a server is, how fast it could be, and whether its memory stays flat."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import click
import msgspec

from parley.bench.errors import PART_FAILURES, BenchFailed
from parley.bench.goals import goals
from parley.bench.load import Amount
from parley.bench.plan import Directions, Plan
from parley.bench.report import Report
from parley.bench.run import Bench, Measuring
from parley.bench.setup import Direction, EngineSetup
from parley.bench.table import table
from parley.bench.texts import Mix
from parley.cli.bench_options import Numbers, Rates, Which
from parley.cli.connect import fail, run, settings_from
from parley.cli.options import Finite, config_option, not_empty
from parley.config import Settings
from parley.domain.errors import CorruptModel

_CLIENTS = (1, 8, 64)
# As many as the busiest loop sent, but enough to sort and few enough to be done soon.
_ENGINE_LINES = (200, 4_000)
_SINGLE_LINES = 150


@click.command(short_help="Measure a server, the engine alone, and others beside it.")
@click.option("--target", metavar="HOST:PORT", callback=not_empty,
              help="A running server; without it, one of its own.")  # fmt: skip
@click.option("--server-pid", type=int, help="Process of --target, to read its CPU and memory.")
@click.option("--clients", type=Numbers(int, "N,N,…"), help="Closed loops.  [default: 1,8,64]")
@click.option("--rate", "rates", type=Rates(),
              help="Open loops: messages a second, or % of what the closed reach.")  # fmt: skip
@click.option("--duration", "duration_s", type=Finite(min=0, min_open=True),
              help="Seconds a load.  [default: 10]")  # fmt: skip
@click.option("--messages", type=click.IntRange(min=1), help="Messages a load, instead.")
@click.option("--mix", type=click.Choice(["chat", "email", "mixed"]), default="chat",
              show_default=True, help="Lengths of the built-in lines.")  # fmt: skip
@click.option("--lines", type=click.Path(dir_okay=False, exists=True, path_type=Path),
              help="source<TAB>target<TAB>text a line, or text with --from and --to.")  # fmt: skip
@click.option("--from", "source", help="One direction only: source, BCP-47.")
@click.option("--to", "language", help="One direction only: target, BCP-47.")
@click.option("--directions", type=Which(), help="Of the built-in lines.  [default: english]")
@click.option("--repeat-share", type=Finite(0, 1), default=0.0, show_default=True,
              help="How often a line comes again at once, to see a cache work.")  # fmt: skip
@click.option("--stream", is_flag=True, help="Converse streams instead of unary Translate.")
@click.option("--converse", is_flag=True,
              help="The busiest closed loop on Converse as well, and the ratio.")  # fmt: skip
@click.option("--engine", "with_engine", is_flag=True,
              help="CTranslate2 alone on the same lines, and the ratio to it.")  # fmt: skip
@click.option("--compare", type=click.Choice(["libretranslate"]),
              help="Another server on the same weights and lines, and the ratio.")  # fmt: skip
@click.option("--libretranslate-python", metavar="PYTHON", default=sys.executable,
              help="An interpreter with the extra 'compare'; this one by default.")  # fmt: skip
@click.option("--soak", type=click.IntRange(min=2), metavar="N",
              help="Watch memory over N messages.")  # fmt: skip
@click.option("--warmup", "warmup_s", type=Finite(min=0), default=1.0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Of lines and arrivals.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as one object.")
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="PNG and SVG; needs the extra 'bench'.")  # fmt: skip
@config_option
def bench(
    target: str | None,
    server_pid: int | None,
    clients: tuple[int, ...] | None,
    rates: tuple[tuple[float, ...], tuple[float, ...]] | None,
    duration_s: float | None,
    messages: int | None,
    mix: str,
    lines: Path | None,
    source: str | None,
    language: str | None,
    directions: Directions | None,
    repeat_share: float,
    stream: bool,
    converse: bool,
    with_engine: bool,
    compare: str | None,
    libretranslate_python: str,
    soak: int | None,
    warmup_s: float,
    seed: int,
    as_json: bool,
    plots: Path | None,
    config: Path | None,
) -> None:
    """Measure over gRPC: throughput, latency, where time goes, CPU, bytes and memory.

    A closed loop is a number of clients that wait for their answers, an open one a rate at which
    messages arrive whatever happens. docs/performance.md tells how to read the figures.
    """
    if (source is None) != (language is None):
        raise click.UsageError("--from and --to go together")
    if server_pid is not None and target is None:
        raise click.UsageError("--server-pid is for a --target")
    if messages is not None and duration_s is not None:
        raise click.UsageError("--messages or --duration, not both")
    if converse and stream:
        raise click.UsageError("--converse is for a run that is unary otherwise")
    per_s, shares = rates or ((), ())
    if lines is not None and mix != "chat":
        raise click.UsageError("--mix is for the built-in lines")
    if directions is not None and (lines is not None or source is not None):
        raise click.UsageError("--directions is for built-in lines without --from and --to")
    if clients is None:
        # Whoever asks for an open loop or a soak only need not wait for the closed ones.
        alone = (
            (per_s or soak) and not shares and not converse and not with_engine and compare is None
        )
        clients = () if alone else _CLIENTS
    plan = Plan(
        target=target,
        config=config,
        server_pid=server_pid,
        clients=clients,
        rates=per_s,
        shares=shares,
        converse=converse,
        amount=Amount(messages, None if messages else duration_s or 10.0),
        warmup_s=warmup_s,
        soak=soak or 0,
        soak_clients=max(clients, default=max(_CLIENTS)),
        mix=cast(Mix, mix),
        lines=lines,
        direction=(source, language) if source is not None and language is not None else None,
        directions=directions or "english",
        repeat_share=repeat_share,
        stream=stream,
        seed=seed,
    )
    settings = settings_from(config)
    python = libretranslate_python if compare is not None else None
    asked = _Asked(with_engine, python, plots, as_json)
    try:
        run(_bench(plan, settings, asked))
    except (BenchFailed, OSError) as error:
        failure = BenchFailed.of(error)
        fail(failure.reason, failure.message)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to do beside the loads; `python` is LibreTranslate's interpreter, None without it."""

    engine: bool
    python: str | None
    plots: Path | None
    as_json: bool


async def _bench(plan: Plan, settings: Settings, asked: _Asked) -> None:
    is_compared = asked.engine or asked.python is not None
    setup = _setup(settings, is_needed=is_compared)
    await _require(asked)

    def check(models: Mapping[Direction, str]) -> None:
        assert setup is not None
        setup.require(models)
        if asked.python is not None:
            from parley.bench.libretranslate import packable

            packable(setup, models)

    measuring = await Bench(plan, _say, check if is_compared else None).run()
    if setup is not None and not measuring.interrupted:
        await _compare(measuring, setup, asked)
    report = msgspec.structs.replace(
        measuring.report,
        goals=goals(measuring.report, setup.model_bytes() if setup is not None else None),
    )
    _show(report, asked, measuring.failures)
    for failure in measuring.failures:
        _say(f"parley: {failure.reason}: {failure.message}")
    # Refusals under overload are a finding; a load without any answer is none.
    loads = (*report.closed, *report.open)
    if measuring.failures or any(not point.answered for point in loads):
        sys.exit(1)


async def _require(asked: _Asked) -> None:
    """What cannot be done is said before the first load, and not after the last."""
    if asked.plots is not None:
        from parley.bench.plots import require_plots

        require_plots(asked.plots)
    if asked.python is not None:
        from parley.bench.libretranslate import installed_version

        await installed_version(asked.python)


async def _compare(measuring: Measuring, setup: EngineSetup, asked: _Asked) -> None:
    if asked.engine:
        _say("the engine alone")
        with _told_of(measuring.failures):
            _add_engine(measuring, setup)
    if asked.python is not None:
        with _told_of(measuring.failures):
            await _add_libretranslate(measuring, setup, asked.python)


def _show(report: Report, asked: _Asked, failures: list[BenchFailed]) -> None:
    if asked.as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(report)).decode())
    else:
        click.echo(table(report))
    if asked.plots is not None:
        from parley.bench.plots import plots as draw

        with _told_of(failures):
            for file in draw(report, asked.plots):
                _say(f"wrote {file}")


@contextmanager
def _told_of(failures: list[BenchFailed]) -> Iterator[None]:
    """What goes wrong inside joins the failures: the report is not lost for it."""
    try:
        yield
    except PART_FAILURES as error:
        failures.append(BenchFailed.of(error))


def _setup(settings: Settings, *, is_needed: bool) -> EngineSetup | None:
    """What the server runs its engine with; None where that is unknown and not needed.

    Raises:
        CorruptModel: a catalogue cannot be read.
    """
    from parley.cli.bench_setup import engine_setup

    try:
        return engine_setup(settings)
    except CorruptModel:
        if is_needed:
            raise
        return None


def _add_engine(measuring: Measuring, setup: EngineSetup) -> None:
    """The engine on the lines of the busiest closed loop, and of the quietest one by one.

    Raises:
        BenchFailed: ENGINE_FAILED.
    """
    from parley.bench.engine import RawEngine

    busiest, quietest = measuring.busiest, measuring.quietest
    fewest, most = _ENGINE_LINES
    lines = measuring.lines(busiest, min(most, max(fewest, busiest.sent)))
    singly = measuring.lines(quietest, max(1, min(_SINGLE_LINES, quietest.sent)))
    try:
        engine = RawEngine(setup, sorted({(line.source, line.target) for line in lines + singly}))
        found = engine.limit(lines, singly)
    except (MemoryError, RuntimeError, ValueError) as error:
        raise BenchFailed("ENGINE_FAILED", f"CTranslate2: {error}") from error
    measuring.report = msgspec.structs.replace(
        measuring.report,
        engine=found,
        engine_ratio=busiest.messages_per_s / found.messages_per_s,
        scored_ratio=busiest.messages_per_s / found.scored_messages_per_s,
    )


async def _add_libretranslate(measuring: Measuring, setup: EngineSetup, python: str) -> None:
    """LibreTranslate on the lines of every closed loop."""
    from parley.bench.compare import against_libretranslate

    found = await against_libretranslate(measuring, setup, python, _say)
    busiest = measuring.busiest
    theirs = next(point for point in found.closed if point.clients == busiest.clients)
    ratio = busiest.messages_per_s / theirs.messages_per_s if theirs.messages_per_s else None
    measuring.report = msgspec.structs.replace(
        measuring.report, libretranslate=found, libretranslate_ratio=ratio
    )


def _say(text: str) -> None:
    click.echo(text, err=True)
