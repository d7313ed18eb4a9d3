"""Figures over the record."""

from typing import Protocol

from parley.domain.report import Outcome, ReportQuery, ReportRow


class ReportStore(Protocol):
    """Counts, and what channels tell of how conversations went."""

    async def report(self, query: ReportQuery) -> list[ReportRow]:
        """A row for each key that has messages, items or outcomes."""
        ...

    async def record_outcome(self, outcome: Outcome) -> None:
        """Keep an outcome; what it does not say stays as it was told before.

        Raises:
            NotFound: CONVERSATION_NOT_FOUND.
        """
        ...
