"""bench: how fast a server is, how fast it could be, and whether its memory stays flat."""

import sys
from pathlib import Path
from typing import Any, cast

import click
import msgspec

from parley.bench.errors import BenchFailed, CallRefused
from parley.bench.goals import goals
from parley.bench.load import Amount
from parley.bench.run import Bench, Measuring, Plan
from parley.bench.setup import EngineSetup
from parley.bench.table import table
from parley.bench.texts import Mix
from parley.cli.connect import config_option, fail, run, settings_from
from parley.config import Settings

_CLIENTS = (1, 8, 64)
# As many as the busiest loop sent, but enough to sort and few enough to be done soon.
_ENGINE_LINES = (200, 4_000)
_SINGLE_LINES = 150


class _Numbers(click.ParamType[tuple[float, ...]]):
    """Positive numbers with commas between them."""

    def __init__(self, kind: type[int] | type[float], name: str) -> None:
        self._kind = kind
        self.name = name

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(self._kind(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not {self.name}", param, ctx)
        if min(numbers) <= 0:
            self.fail("every number must be over 0", param, ctx)
        return numbers


class _Rates(click.ParamType[tuple[tuple[float, ...], tuple[float, ...]]]):
    """Rates, and shares of what the closed loops reach: "20,70%"."""

    name = "R,P%,…"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, tuple):
            return value
        numbers = _Numbers(float, self.name)
        parts = str(value).split(",")
        rates = [part for part in parts if not part.endswith("%")]
        shares = [part.rstrip("%") for part in parts if part.endswith("%")]
        return (
            numbers.convert(",".join(rates), param, ctx) if rates else (),
            tuple(n / 100 for n in numbers.convert(",".join(shares), param, ctx)) if shares else (),
        )


@click.command(short_help="Measure a server, the engine alone, and others beside it.")
@click.option("--target", metavar="HOST:PORT", help="A running server; without it, one of its own.")
@click.option("--server-pid", type=int, help="Process of --target, to read its CPU and memory.")
@click.option("--clients", type=_Numbers(int, "N,N,…"), help="Closed loops.  [default: 1,8,64]")
@click.option("--rate", "rates", type=_Rates(),
              help="Open loops: messages a second, or % of what the closed reach.")  # fmt: skip
@click.option("--duration", "duration_s", type=click.FloatRange(min=0, min_open=True),
              help="Seconds a load.  [default: 10]")  # fmt: skip
@click.option("--messages", type=click.IntRange(min=1), help="Messages a load, instead.")
@click.option("--mix", type=click.Choice(["chat", "email", "mixed"]), default="chat",
              show_default=True, help="Lengths of the built-in lines.")  # fmt: skip
@click.option("--lines", type=click.Path(dir_okay=False, exists=True, path_type=Path),
              help="source<TAB>target<TAB>text a line, or text with --from and --to.")  # fmt: skip
@click.option("--from", "source", help="One direction only: source, BCP-47.")
@click.option("--to", "language", help="One direction only: target, BCP-47.")
@click.option("--repeat-share", type=click.FloatRange(0, 1), default=0.0, show_default=True,
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
@click.option("--warmup", "warmup_s", type=click.FloatRange(min=0), default=1.0, show_default=True)
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
        repeat_share=repeat_share,
        stream=stream,
        seed=seed,
    )
    settings = settings_from(config)
    try:
        run(
            _bench(
                plan,
                settings,
                with_engine=with_engine,
                libretranslate_python=libretranslate_python if compare is not None else None,
                as_json=as_json,
                plots=plots,
            )
        )
    except BenchFailed as error:
        fail(error.reason, error.message)
    except CallRefused as error:
        fail("SERVER_FAILED", f"LibreTranslate translates nothing: {error.reason}")


async def _bench(
    plan: Plan,
    settings: Settings,
    *,
    with_engine: bool,
    libretranslate_python: str | None,
    as_json: bool,
    plots: Path | None,
) -> None:
    measuring = await Bench(plan, _say).run()
    if with_engine:
        _say("the engine alone")
        _add_engine(measuring, _setup(settings))
    if libretranslate_python is not None:
        await _add_libretranslate(measuring, _setup(settings), libretranslate_python)
    report = msgspec.structs.replace(
        measuring.report, goals=goals(measuring.report, _setup(settings).model_bytes())
    )
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(report)).decode())
    else:
        click.echo(table(report))
    if plots is not None:
        from parley.bench.plots import plots as draw

        for file in draw(report, plots):
            _say(f"wrote {file}")
    # Refusals under overload are a finding; a load without any answer is none.
    if any(not point.answered for point in (*report.closed, *report.open)):
        sys.exit(1)


def _setup(settings: Settings) -> EngineSetup:
    """What a server with these settings runs its engine with, as app.load_models has it."""
    from parley.engine.catalog import Catalog, find_models_folder
    from parley.engine.cores import usable_cores
    from parley.engine.threads import Threads

    catalog = Catalog(find_models_folder(settings.models_folder))
    models: dict[tuple[str, str], tuple[Path, str]] = {}
    for entry in catalog.entries:
        for pair in entry.pairs:
            models.setdefault(pair, (catalog.folder_of(entry), entry.vocabulary))
    threads = Threads.chosen(
        usable_cores(),
        batches=settings.parallel_batches,
        per_batch=settings.threads_per_batch,
    )
    # One model has to serve all that is compared: the first of the catalogue is what does.
    beam_size = settings.beam_size or catalog.entries[0].beam_size
    return EngineSetup(models, beam_size, threads.per_batch, threads.batches)


def _add_engine(measuring: Measuring, setup: EngineSetup) -> None:
    """The engine on the lines of the busiest closed loop, and of the quietest one by one."""
    from parley.bench.engine import RawEngine

    busiest, quietest = measuring.busiest, measuring.quietest
    fewest, most = _ENGINE_LINES
    lines = measuring.lines(busiest, min(most, max(fewest, busiest.sent)))
    singly = measuring.lines(quietest, min(_SINGLE_LINES, quietest.sent))
    engine = RawEngine(setup, sorted({(line.source, line.target) for line in lines + singly}))
    found = engine.limit(lines, singly)
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
