"""eval confidence, limits and bound: how far confidence can be trusted, and what it promises."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from parley.cli.connect import fail, require_database, run, settings_from
from parley.cli.options import Finite, config_option
from parley.config import ConfigError, Settings
from parley.domain.decide import Policy, Thresholds
from parley.evaluation.layout import JUDGED, layout
from parley.flow.random_audit import Verdict, bounds, verdicts

if TYPE_CHECKING:
    from parley.risk.confidence.calibrated import Calibrated
    from parley.risk.confidence.correction import Corrections

_level_option = click.option(
    "--level", type=Finite(0, 1, min_open=True, max_open=True), default=0.95,
    show_default=True, help="How sure to be of a bound.",
)  # fmt: skip


@click.command(
    short_help="AUROC, recall by budget, calibration and bounds, on labelled data.",
    # \b keeps the lines as they are.
    epilog="\b\n" + layout(*JUDGED).replace("\n\n", "\n\n\b\n"),
)
@click.option("--corpus", type=click.Path(file_okay=False, exists=True, path_type=Path),
              required=True, metavar="DIR", help="Labelled lines, laid out as below.")  # fmt: skip
@click.option("--share", type=Finite(0, 1, min_open=True), default=1.0,
              show_default=True, help="Of the examples, for a quick look.")  # fmt: skip
@click.option("--thorough", is_flag=True, help="With a second look at each translation.")
@click.option("--bound", type=Finite(0, 1, min_open=True, max_open=True), default=0.05,
              show_default=True, help="Critical errors among the unreviewed.")  # fmt: skip
@_level_option
@click.option("--json", "as_json", is_flag=True, help="One object a group.")
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="The risk-coverage plot; needs the extra 'bench'.")  # fmt: skip
@config_option
def confidence(
    corpus: Path,
    share: float,
    thorough: bool,
    bound: float,
    level: float,
    as_json: bool,
    plots: Path | None,
    config: Path | None,
) -> None:
    """Measure flags and confidence on lines that nothing was fitted on.

    docs/confidence.md tells what the labels are worth and how to read the figures.
    """
    run(_confidence(
        settings_from(config), corpus, share, thorough, bound, level, as_json, plots
    ))  # fmt: skip


async def _confidence(
    settings: Settings,
    corpus: Path,
    share: float,
    thorough: bool,
    bound: float,
    level: float,
    as_json: bool,
    plots: Path | None,
) -> None:
    from parley.engine.catalog import find_models_folder
    from parley.evaluation.examples import Part, shipped_examples
    from parley.evaluation.judge import judge
    from parley.evaluation.report import figures, table

    try:
        models = find_models_folder(settings.models_folder)
        every = shipped_examples(corpus, models, share)
    except (OSError, KeyError, ValueError) as error:
        fail("CORPUS_UNREADABLE", f"{corpus}: {type(error).__name__}: {error}")
    tested = [one for one in every if one.part is Part.TEST]
    click.echo(f"{len(tested)} examples", err=True)
    judged = await judge(settings, tested, thorough=thorough)
    rows = figures(judged, bound, level)
    click.echo(_objects(rows) if as_json else table(rows))
    if plots is not None:
        from parley.evaluation.plots import draw

        for file in draw(judged, plots):
            click.echo(f"wrote {file}", err=True)


@click.command(short_help="The thresholds that budgets and bounds come to.")
@config_option
def limits(config: Path | None) -> None:
    """Say, by channel, tenant and direction, what is held and reviewed, and which bound does not
    hold. Of a tenant only what differs from all others' is listed. Where the configured database
    has a policy that was changed in the console, that one counts.
    """
    run(_limits(settings_from(config)))


async def _limits(settings: Settings) -> None:
    from parley.app import load_corrections, load_estimator

    try:
        estimator = load_estimator(settings)
        corrections = load_corrections(settings, estimator)
        resolved = await _policies(settings, estimator, corrections)
    except ConfigError as error:
        fail("INVALID_CONFIG", str(error))
    for channel, policy in sorted(resolved.items()):
        if not channel:
            continue
        for tenant, table in policy.tables():
            for direction, thresholds in table.items():
                click.echo(_limits_line(channel, tenant, direction, thresholds))


async def _policies(
    settings: Settings, estimator: "Calibrated | None", corrections: "Corrections"
) -> Mapping[str, Policy]:
    """Of the configured database, which may not be there yet."""
    from parley.app import policies_of_record, resolve_policies
    from parley.store.sqlite import SqliteStore

    path = Path(settings.database)
    if not path.is_file():
        return resolve_policies(settings, estimator, corrections=corrections)
    store = SqliteStore(path, read_only=True)
    try:
        return await policies_of_record(settings, estimator, store, corrections)
    finally:
        await store.close()


async def _audits_in(path: Path) -> list[Verdict]:
    from parley.store.sqlite import SqliteStore

    store = SqliteStore(path, read_only=True)
    try:
        return await verdicts(store)
    finally:
        await store.close()


def _limits_line(channel: str, tenant: str, direction: str, thresholds: Thresholds) -> str:
    place = f"{channel} for {tenant}" if tenant else channel
    line = (
        f"{place}\t{direction or 'others'}\thold below {thresholds.hold_below:.3f}"
        f"\treview below {thresholds.review_below:.3f}"
    )
    bound = thresholds.bound
    if bound is None:
        return line
    share, level = 100 * bound.critical_errors, 100 * bound.confidence_level
    asked = f"critical errors under {share:g}% at {level:g}%"
    if bound.audited:
        return f"{line}\t{asked}, by {bound.audited} audited messages"
    if bound.certified:
        return f"{line}\t{asked}"
    return f"{line}\tthe bound cannot be certified ({asked}): everything is reviewed"


@click.command(short_help="What the random audit says of the messages that nobody reviews.")
@click.option("--database", type=click.Path(dir_okay=False, exists=True, path_type=Path),
              help="SQLite file; the configured one by default.")  # fmt: skip
@_level_option
@click.option("--json", "as_json", is_flag=True, help="One object a direction.")
@config_option
def bound(database: Path | None, level: float, as_json: bool, config: Path | None) -> None:
    """Bound the share of critical errors among unreviewed messages, from reviewers' verdicts."""
    path = require_database(database or Path(settings_from(config).database))
    run(_bound(path, level, as_json))


async def _bound(path: Path, level: float, as_json: bool) -> None:
    rows = bounds(await _audits_in(path), level)
    if as_json:
        click.echo(_objects(rows))
        return
    for row in rows:
        click.echo(
            f"{row.direction or 'all'}\t{row.reviewed} audited\t{row.changed} changed"
            f"\t{row.wrong} wrong\tat most {100 * row.bound:.1f}% at {100 * level:g}%"
        )


def _objects(rows: Iterable[msgspec.Struct]) -> str:
    return "\n".join(msgspec.json.encode(row).decode() for row in rows)
