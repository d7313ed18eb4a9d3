"""eval calibrate: the deployment's own correction of confidence."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from parley.cli.connect import fail, require_database, run, settings_from
from parley.cli.options import Moment, config_option
from parley.config import ConfigError, Settings

if TYPE_CHECKING:
    from parley.evaluation.recalibrate import Recalibrated

_SAID = {
    "TOO_FEW_VERDICTS": "too few verdicts",
    "TOO_FEW_OF_A_KIND": "too few right or wrong ones",
    "ORDER_NOT_FOLLOWED": "the verdicts hardly follow the order of the confidence",
    "NOT_BETTER": "no better than without",
}


@click.command(short_help="Correct the confidence by what reviewers decided.")
@click.option("--database", type=click.Path(dir_okay=False, exists=True, path_type=Path),
              help="SQLite file; the configured one by default.")  # fmt: skip
@click.option("--since", type=Moment(["%Y-%m-%d"]),
              help="Leave out messages from before this day.")  # fmt: skip
@click.option("--write", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="For the setting 'recalibration'.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One object a direction.")
@config_option
def calibrate(
    database: Path | None,
    since: datetime | None,
    write: Path | None,
    as_json: bool,
    config: Path | None,
) -> None:
    """Fit a correction of the confidence to reviewers' verdicts, by direction.

    It prints the calibration error and the Brier score before and after, the latter on lines that
    it was not fitted on. docs/confidence.md tells what verdicts it takes and how it weighs them.
    """
    settings = settings_from(config)
    path = require_database(database or Path(settings.database))
    if write is not None and not write.parent.is_dir():
        fail("STORAGE_FAILED", f"{write}: there is no folder {write.parent}")
    run(_calibrate(settings, path, since, write, as_json))


async def _calibrate(
    settings: Settings, path: Path, since: datetime | None, write: Path | None, as_json: bool
) -> None:
    from parley.app import load_estimator, policies_of_record, recalibration_of
    from parley.engine.acquire.listing import toml_string
    from parley.evaluation.recalibrate import LEAST_VERDICTS, corrections_of, recalibrate
    from parley.evaluation.verdicts import verdicts_by_direction
    from parley.store.sqlite import SqliteStore

    estimator = load_estimator(settings)
    store = SqliteStore(path, read_only=True)
    try:
        # Without the correction in force: it begins from the confidence before any.
        policies = await policies_of_record(settings, estimator, store)
        after = since.replace(tzinfo=UTC) if since else None
        rows = recalibrate(await verdicts_by_direction(store, policies, after))
    except ConfigError as error:
        fail("INVALID_CONFIG", str(error))
    finally:
        await store.close()
    for row in rows:
        click.echo(msgspec.json.encode(row).decode() if as_json else _line(row))
    found = corrections_of(rows)
    if not found:
        fail(
            "NOTHING_TO_CORRECT",
            f"no direction has {LEAST_VERDICTS} verdicts on different lines, of both kinds, that "
            "would make its confidence better",
        )
    if write is not None:
        made = recalibration_of(settings, estimator, found)
        text = msgspec.json.format(msgspec.json.encode(made), indent=2)
        # In one step: a service that starts meanwhile reads the old file or the new one.
        beside = write.with_name(f".{write.name}.new")
        beside.write_bytes(text + b"\n")
        beside.replace(write)
        named = toml_string(str(write))
        click.echo(f"wrote {write}: set recalibration = {named} and start anew", err=True)


def _line(row: "Recalibrated") -> str:
    known = (
        f"{row.direction}\t{row.verdicts} verdicts, worth {row.effective:.0f}\t{row.wrong} wrong"
    )
    before = f"ECE {row.ece_before:.3f}\tBrier {row.brier_before:.3f}"
    if row.ece_after is not None:
        before = (
            f"ECE {row.ece_before:.3f} to {row.ece_after:.3f}"
            f"\tBrier {row.brier_before:.3f} to {row.brier_after:.3f}"
        )
    if row.correction is None:
        return f"{known}\t{before}\tleft as it is: {_SAID[row.refused]} ({row.refused})"
    slope, intercept = row.correction.slope, row.correction.intercept
    return f"{known}\t{before}\tslope {slope:.2f}, intercept {intercept:+.2f}"
