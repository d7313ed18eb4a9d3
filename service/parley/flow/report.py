"""Reports, and the outcomes that channels record."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from parley.domain.errors import InvalidInput
from parley.domain.ports import Clock, ReportStore
from parley.domain.report import GroupBy, Outcome, ReportQuery, ReportRow, ranked

_DEFAULT_PERIOD = timedelta(days=7)
_LESS_THAN_A_SECOND = timedelta(microseconds=999_999)


class ReportFlow:
    """How much goes out without a person, what reviewing takes, and which rules are noisy."""

    def __init__(self, *, store: ReportStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def report(
        self, start: datetime | None, end: datetime | None, group_by: GroupBy
    ) -> list[ReportRow]:
        """Rows of a period; without bounds, of the seven days until now.

        Raises:
            InvalidInput: INVALID_PERIOD, if it ends before it starts, or leaves the calendar.
        """
        try:
            # Whole seconds, outwards, so that messages and items are cut alike.
            until = (end or self._clock.now()).astimezone(UTC) + _LESS_THAN_A_SECOND
            until = until.replace(microsecond=0)
            since = start.astimezone(UTC) if start else until - _DEFAULT_PERIOD
            since = since.replace(microsecond=0)
        except OverflowError:
            raise InvalidInput(
                "INVALID_PERIOD", "it is not within the years 1 to 9999", field="end_time"
            ) from None
        if since > until:
            raise InvalidInput("INVALID_PERIOD", "it ends before it starts", field="end_time")
        rows = await self._store.report(ReportQuery(since, until, group_by))
        return ranked(rows, group_by)

    async def over_time(self, edges: Sequence[datetime]) -> list[ReportRow]:
        """A row over everything for each span between two edges, which rise; empty ones, too."""
        found = []
        for start, end in pairwise(edges):
            rows = await self.report(start, end, GroupBy.ALL)
            found.append(rows[0] if rows else ReportRow(""))
        return found

    async def record_outcome(
        self, conversation_id: str, satisfaction: int | None, resolved_first_contact: bool | None
    ) -> None:
        """Keep how a conversation went; told again, it replaces what was told before.

        Raises:
            InvalidInput: INVALID_SATISFACTION, MISSING_OUTCOME.
            NotFound: CONVERSATION_NOT_FOUND.
        """
        if satisfaction is None and resolved_first_contact is None:
            raise InvalidInput("MISSING_OUTCOME", "say how it went", field="satisfaction")
        if satisfaction is not None and not 1 <= satisfaction <= 5:
            raise InvalidInput(
                "INVALID_SATISFACTION", "satisfaction is from 1 to 5", field="satisfaction"
            )
        await self._store.record_outcome(
            Outcome(conversation_id, self._clock.now(), satisfaction, resolved_first_contact)
        )
