"""The report of a period: by what one asks for, over time, and as a file."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Console, Visitor, console_of
from parley.console.plot import Chart, chart
from parley.console.views import page
from parley.domain.errors import InvalidInput
from parley.domain.report import GroupBy, ReportRow

_LONG_S = 120.0
_PERIODS = {"1": "the last day", "7": "the last 7 days", "30": "the last 30 days"}
# The names of the API; `parley review report --csv` has the same.
_COLUMNS = {
    "key": "key",
    "messages": "messages",
    "containment": "containment",
    "human_touch": "human_touch",
    "items": "items",
    "decided": "decided",
    "edited": "edited",
    "rejected": "rejected",
    "precision": "precision",
    "deadline_misses": "deadline_misses",
    "release_p50_seconds": "release_p50_s",
    "release_p90_seconds": "release_p90_s",
    "edit_distance": "edit_distance",
    "satisfaction": "satisfaction",
    "first_contact_resolution": "first_contact_resolution",
    "from_memory": "from_memory",
    "repeats_before_release": "repeats_before",
    "repeats_after_release": "repeats_after",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which report; `start` and `end` are the edges of the period."""

    group_by: GroupBy
    days: str
    start: datetime
    end: datetime


async def report_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    asked = _asked(request, console)
    return page(
        request,
        "reports.html",
        rows=await console.reports.report(asked.start, asked.end, asked.group_by),
        group_by=asked.group_by,
        groups=[group.value for group in GroupBy],
        periods=_PERIODS,
        days=asked.days,
    )


async def over_time(request: Request, visitor: Visitor) -> Response:
    """The period's charts, which the page asks for by itself: each span of it is counted anew."""
    console = console_of(request)
    labels, rows = await _over_time(console, _asked(request, console))
    spans = list(zip(labels, rows, strict=True))
    return page(request, "_over_time.html", charts=_charts(labels, rows), spans=spans)


async def report_file(request: Request, visitor: Visitor) -> Response:
    """The same rows with every figure, as CSV."""
    console = console_of(request)
    asked = _asked(request, console)
    rows = await console.reports.report(asked.start, asked.end, asked.group_by)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(getattr(row, name)) for name in _COLUMNS.values()] for row in rows)
    name = f"report-{asked.group_by}-{asked.end:%Y-%m-%d}.csv"
    return Response(
        text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _asked(request: Request, console: Console) -> _Asked:
    days = request.query_params.get("days", "7")
    if days not in _PERIODS:
        raise InvalidInput("INVALID_PERIOD", "a period is 1, 7 or 30 days", field="days")
    try:
        group_by = GroupBy(request.query_params.get("by", GroupBy.ALL))
    except ValueError:
        raise InvalidInput("INVALID_GROUP_BY", "no such report", field="by") from None
    end = console.clock.now().astimezone(UTC)
    return _Asked(group_by, days, end - timedelta(days=int(days)), end)


async def _over_time(console: Console, asked: _Asked) -> tuple[list[str], list[ReportRow]]:
    """Whole hours of a day, or whole days, in UTC; the first and the last are cut short."""
    by_hour = asked.days == "1"
    step = timedelta(hours=1) if by_hour else timedelta(days=1)
    first = asked.start.replace(minute=0, second=0, microsecond=0)
    if not by_hour:
        first = first.replace(hour=0)
    edges = [asked.start]
    while (first := first + step) < asked.end:
        edges.append(first)
    labels = [f"{edge:%H:00}" if by_hour else f"{edge.day} {edge:%b}" for edge in edges]
    return labels, await console.reports.over_time([*edges, asked.end])


def _charts(labels: list[str], rows: list[ReportRow]) -> list[Chart]:
    return [
        chart(
            "Share of messages",
            labels,
            [
                ("without a person", [row.containment for row in rows]),
                ("touched by one", [row.human_touch for row in rows]),
            ],
            lambda value: f"{value:.0%}",
            top=1.0,
        ),
        _durations(labels, rows),
        chart(
            "Items",
            labels,
            [
                ("queued", [float(row.items) for row in rows]),
                ("deadline missed", [float(row.deadline_misses) for row in rows]),
            ],
            lambda value: f"{value:g}",
            least_step=1.0,
        ),
    ]


def _durations(labels: list[str], rows: list[ReportRow]) -> Chart:
    """In seconds, or in minutes where some take long."""
    longest = max((row.release_p90_s or 0.0 for row in rows), default=0.0)
    unit, per_unit = ("min", 60.0) if longest >= _LONG_S else ("s", 1.0)

    def scaled(seconds: float | None) -> float | None:
        return None if seconds is None else seconds / per_unit

    return chart(
        "Time to release",
        labels,
        [
            ("half within", [scaled(row.release_p50_s) for row in rows]),
            ("nine in ten within", [scaled(row.release_p90_s) for row in rows]),
        ],
        lambda value: f"{value:.3g} {unit}",
    )


def _cell(value: object) -> object:
    # A cell that a spreadsheet would take for a formula is kept as a text.
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@"}:
        return f"'{value}"
    return "" if value is None else value
