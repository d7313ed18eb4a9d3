"""The report of a period, by what one asks for, with bars beside the shares."""

from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.views import page
from parley.domain.errors import InvalidInput
from parley.domain.report import GroupBy

_PERIODS = {"1": "the last day", "7": "the last 7 days", "30": "the last 30 days"}


async def report_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    days = request.query_params.get("days", "7")
    if days not in _PERIODS:
        raise InvalidInput("INVALID_PERIOD", "a period is 1, 7 or 30 days", field="days")
    try:
        group_by = GroupBy(request.query_params.get("by", GroupBy.ALL))
    except ValueError:
        raise InvalidInput("INVALID_GROUP_BY", "no such report", field="by") from None
    end: datetime = console.clock.now().astimezone(UTC)
    start = end - timedelta(days=int(days))
    return page(
        request,
        "reports.html",
        rows=await console.reports.report(start, end, group_by),
        group_by=group_by,
        groups=[group.value for group in GroupBy],
        periods=_PERIODS,
        days=days,
    )
