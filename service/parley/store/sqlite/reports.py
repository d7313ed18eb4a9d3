"""Reports in SQLite: counted by the database, beside the reads that somebody waits for."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace

from parley.domain.errors import NotFound
from parley.domain.report import GroupBy, Outcome, ReportQuery, ReportRow
from parley.store.codec import to_micros
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements

_MICROS = 1_000_000
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
    rows = {row.key: row for row in _of_items(sql, query)}
    if query.group_by not in _OF_MESSAGES:
        return list(rows.values())
    start, end = to_micros(query.start), to_micros(query.end)
    group_by = query.group_by.value
    for row in sql.all(
        "report_messages",
        group_by=group_by,
        start_s=start // _MICROS,
        end_s=end // _MICROS,
    ):
        rows[row["key"]] = replace(
            rows.get(row["key"]) or ReportRow(row["key"]),
            messages=row["messages"],
            contained=row["contained"],
            touched=row["touched"],
            from_memory=row["from_memory"],
        )
    for row in sql.all("report_outcomes", group_by=group_by, start=start, end=end):
        rows[row["key"]] = replace(
            rows.get(row["key"]) or ReportRow(row["key"]),
            satisfaction=row["satisfaction"],
            first_contact_resolution=row["resolved"],
        )
    return list(rows.values())


def _of_items(sql: Statements, query: ReportQuery) -> Iterator[ReportRow]:
    """Key by key, in the order of the index: nothing is sorted but the times."""
    # Every item has one channel, so that all channels are all items.
    kind = "channel" if query.group_by is GroupBy.ALL else query.group_by.value
    keys: list[str] = [row["key"] for row in sql.all("report_keys", kind=kind)]
    rows = {"": keys} if query.group_by is GroupBy.ALL else {key: [key] for key in keys}
    for key, members in rows.items():
        chosen: dict[str, object] = {
            "kind": kind,
            "keys": json.dumps(members),
            "start": to_micros(query.start),
            "end": to_micros(query.end),
        }
        row = sql.one("report_items", **chosen)
        assert row is not None
        if row["items"]:
            yield _row(sql, key, row, chosen)


def _row(sql: Statements, key: str, row: sqlite3.Row, chosen: Mapping[str, object]) -> ReportRow:
    p50 = p90 = None
    if releases := row["releases"]:
        # Nearest rank: the smallest value that so many of a hundred do not exceed.
        places = {"p50_place": -(-releases * 50 // 100), "p90_place": -(-releases * 90 // 100)}
        times = sql.one("report_release_times", **chosen, **places)
        assert times is not None
        p50, p90 = times["p50"], times["p90"]
    return ReportRow(
        key=key,
        items=row["items"],
        decided=row["decided"],
        edited=row["edited"],
        rejected=row["rejected"],
        deadline_misses=row["missed"],
        repeats_before=row["repeats_before"],
        repeats_after=row["repeats_after"],
        release_p50_s=p50,
        release_p90_s=p90,
        edit_distance=row["distance"],
    )
