"""Reports in SQLite: counted by the database, beside the reads that somebody waits for."""

import sqlite3
from dataclasses import replace

from parley.domain.errors import NotFound
from parley.domain.report import GroupBy, Outcome, ReportQuery, ReportRow
from parley.store.codec import to_micros
from parley.store.sqlite.database import Database, Statements

# Who wrote a message is known by these; a rule or reviewer is only known of review items.
_OF_MESSAGES = frozenset({GroupBy.ALL, GroupBy.LANGUAGE, GroupBy.CHANNEL})


class SqliteReports:
    """The ReportStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, query: ReportQuery) -> list[ReportRow]:
        return await self._database.study(lambda sql: _rows(sql, query))

    async def record_outcome(self, outcome: Outcome) -> None:
        def work(sql: Statements) -> None:
            if not sql.run(
                "record_outcome",
                conversation_id=outcome.conversation_id,
                recorded_at=to_micros(outcome.at),
                satisfaction=outcome.satisfaction,
                resolved=outcome.resolved_first_contact,
            ):
                raise NotFound("CONVERSATION_NOT_FOUND", "there is no such conversation")

        await self._database.write(work)


def _rows(sql: Statements, query: ReportQuery) -> list[ReportRow]:
    period: dict[str, object] = {
        "group_by": query.group_by.value,
        "start": to_micros(query.start),
        "end": to_micros(query.end),
    }
    rows = {row["key"]: _of_items(row) for row in sql.all("report_items", **period)}
    if query.group_by not in _OF_MESSAGES:
        return list(rows.values())
    texts = {"start_text": f"{query.start:%Y-%m-%dT%H:%M:%S}",
             "end_text": f"{query.end:%Y-%m-%dT%H:%M:%S}"}  # fmt: skip
    for row in sql.all("report_messages", group_by=query.group_by.value, **texts):
        rows[row["key"]] = replace(
            rows.get(row["key"]) or ReportRow(row["key"]),
            messages=row["messages"],
            contained=row["contained"],
            touched=row["touched"],
        )
    for row in sql.all("report_outcomes", **period):
        rows[row["key"]] = replace(
            rows.get(row["key"]) or ReportRow(row["key"]),
            satisfaction=row["satisfaction"],
            first_contact_resolution=row["resolved"],
        )
    return list(rows.values())


def _of_items(row: sqlite3.Row) -> ReportRow:
    return ReportRow(
        key=row["key"],
        items=row["items"],
        decided=row["decided"],
        edited=row["edited"],
        rejected=row["rejected"],
        deadline_misses=row["missed"],
        release_p50_s=row["p50"],
        release_p90_s=row["p90"],
        edit_distance=row["distance"],
    )
