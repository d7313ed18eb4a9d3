"""review report: figures of a period, for a person or a spreadsheet."""

import csv
import sys
from datetime import datetime

import click

from parley.cli.connect import connected, run
from parley.cli.options import Moment, server_option
from parley.config import Settings
from parley.domain.report import GroupBy
from parley.rpc.gen import report_pb2

_COLUMNS = tuple(field.name for field in report_pb2.ReportRow.DESCRIPTOR.fields)
_SHOWN = (
    ("messages", "messages", "{:,}"),
    ("containment", "contained", "{:.1%}"),
    ("human_touch", "touched", "{:.1%}"),
    ("from_memory", "memory", "{:,}"),
    ("items", "items", "{:,}"),
    ("decided", "decided", "{:,}"),
    ("precision", "edited", "{:.1%}"),
    ("repeats_before_release", "again", "{:,}"),
    ("repeats_after_release", "still", "{:,}"),
    ("deadline_misses", "late", "{:,}"),
    ("release_p50_seconds", "p50 s", "{:,.0f}"),
    ("release_p90_seconds", "p90 s", "{:,.0f}"),
    ("edit_distance", "distance", "{:.3f}"),
    ("satisfaction", "CSAT", "{:.2f}"),
    ("first_contact_resolution", "FCR", "{:.1%}"),
)


@click.command(short_help="Containment, times, edits, reasons, noisy rules.")
@click.option("--by", "group_by", type=click.Choice([g.value for g in GroupBy]), default="all",
              show_default=True, help="What a row stands for.")  # fmt: skip
@click.option("--from", "start", type=Moment(), help="Default: a week before the end.")
@click.option("--to", "end", type=Moment(), help="Default: now.")
@click.option("--csv", "as_csv", is_flag=True, help="Every figure, with commas.")
@server_option
def report(
    group_by: str, start: datetime | None, end: datetime | None, as_csv: bool, target: str
) -> None:
    """Print the figures of a period; moments are in local time."""
    run(_report(group_by, start, end, as_csv, target))


async def _report(
    group_by: str, start: datetime | None, end: datetime | None, as_csv: bool, target: str
) -> None:
    async with connected(target, Settings()) as client:
        rows = await client.report(group_by, start=start, end=end)
    if as_csv:
        writer = csv.writer(sys.stdout)
        writer.writerow(_COLUMNS)
        writer.writerows([_value(row, name) for name in _COLUMNS] for row in rows)
        return
    lines = [[group_by, *(title for _, title, _ in _SHOWN)]]
    lines += [[row.key or "-", *(_text(row, *column) for column in _SHOWN)] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        click.echo("  ".join((first.ljust(widths[0]), *cells)))


def _value(row: report_pb2.ReportRow, name: str) -> object:
    optional = row.DESCRIPTOR.fields_by_name[name].has_presence
    if optional and not row.HasField(name):  # type: ignore[arg-type]
        return ""
    value: object = getattr(row, name)
    # A cell that a spreadsheet would take for a formula is kept as a text.
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value


def _text(row: report_pb2.ReportRow, name: str, _: str, form: str) -> str:
    value = _value(row, name)
    return form.format(value) if value != "" else "-"
