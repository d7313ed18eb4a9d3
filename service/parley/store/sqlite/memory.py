"""The translation memory in SQLite: exact lookups by key, like ones by an index of hashed parts."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import replace
from heapq import nlargest

from parley.domain.audit import Action, step_of_import, step_of_unit
from parley.domain.errors import AlreadyExists, Conflict, NotFound
from parley.domain.language import primary
from parley.domain.memory import MemoryQuery, MemoryUnit, UnitOrigin
from parley.domain.message import Formality
from parley.domain.resemblance import GRAM_VERSION, grams
from parley.store.codec import from_micros, to_micros
from parley.store.sqlite.audit import write_down
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements

# What a part says is little when so many lines have it; reading on would cost the time.
_LONGEST_LIST = 200
_INDEX_BATCH = 1_000


class SqliteMemory:
    """The MemoryStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def recall(
        self,
        source: str,
        source_language: str,
        target_language: str,
        formality: Formality | None,
    ) -> MemoryUnit | None:
        row = self._database.glance(
            lambda sql: sql.one(
                "recall",
                source_language=primary(source_language),
                target_language=primary(target_language),
                source=source,
                formality=formality or "",
            )
        )
        return None if row is None else _unit(row)

    async def resembling(
        self, source: str, source_language: str, target_language: str, limit: int
    ) -> list[MemoryUnit]:
        parts = grams(source, primary(source_language), primary(target_language))

        def work(sql: Statements) -> list[MemoryUnit]:
            best = _most_in_common(sql, parts, limit)
            found = {
                row["unit_id"]: _unit(row)
                for row in sql.all("memory_units_by_id", unit_ids=json.dumps(best))
            }
            return [found[unit_id] for unit_id in best if unit_id in found]

        return await self._database.read(work)

    async def memory_unit(self, unit_id: int) -> MemoryUnit:
        return await self._database.read(lambda sql: _unit(_row(sql, unit_id)))

    async def memory_units(self, query: MemoryQuery) -> list[MemoryUnit]:
        rows = await self._database.read(
            lambda sql: sql.all(
                "memory_units",
                source_language=primary(query.source_language),
                target_language=primary(query.target_language),
                text=query.text.casefold(),
                after_unit_id=query.after_unit_id,
                limit=query.limit,
            )
        )
        return [_unit(row) for row in rows]

    async def remember(self, units: Sequence[MemoryUnit], action: Action) -> int:
        def work(sql: Statements) -> int:
            if len(units) == 1:
                return int(_add(sql, units[0], action))
            added = sum(remember(sql, unit)[1] for unit in units)
            write_down(sql, action, step_of_import(len(units), added), message_id=None)
            return added

        return await self._database.write(work)

    async def update_memory_unit(
        self, unit: MemoryUnit, version_was: int, action: Action
    ) -> MemoryUnit:
        def work(sql: Statements) -> MemoryUnit:
            was = _unit(_row(sql, unit.unit_id))
            try:
                row = sql.one(
                    "update_memory_unit",
                    unit_id=unit.unit_id,
                    source=unit.source,
                    formality=unit.formality or "",
                    target=unit.target,
                    author=unit.author,
                    version_was=version_was,
                )
            except sqlite3.IntegrityError:
                raise AlreadyExists(
                    "MEMORY_UNIT_EXISTS", "another unit has this source already"
                ) from None
            if row is None:
                raise _changed(was)
            written = _unit(row)
            _forget_grams(sql, was)
            _write_grams(sql, written)
            write_down(sql, action, step_of_unit(was, written), was.message_id)
            return written

        return await self._database.write(work)

    async def forget_memory_unit(self, unit_id: int, version: int, action: Action) -> None:
        def work(sql: Statements) -> None:
            was = _unit(_row(sql, unit_id))
            if was.version != version:
                raise _changed(was)
            _forget_grams(sql, was)
            sql.run("forget_memory_unit", unit_id=unit_id)
            write_down(sql, action, step_of_unit(was, None), was.message_id)

        await self._database.write(work)

    async def index_memory(self) -> int:
        """Index the units that are not, or not in the present way; gives how many there were."""
        indexed = 0

        def batch(sql: Statements) -> int:
            rows = sql.all("memory_units_to_index", gram_version=GRAM_VERSION, limit=_INDEX_BATCH)
            for row in rows:
                _write_grams(sql, _unit(row))
                sql.run("mark_indexed", unit_id=row["unit_id"], gram_version=GRAM_VERSION)
            return len(rows)

        while done := await self._database.write(batch):
            indexed += done
        return indexed


def remember(sql: Statements, unit: MemoryUnit) -> tuple[int, bool]:
    """Store a unit in the place of an older one for the same source.

    Returns:
        Its id, and whether there was none before.
    """
    row = sql.one(
        "remember",
        source_language=primary(unit.source_language),
        target_language=primary(unit.target_language),
        source=unit.source,
        formality=unit.formality or "",
        target=unit.target,
        message_id=unit.message_id,
        created_at=to_micros(unit.created_at),
        origin=unit.origin.value,
        author=unit.author,
        gram_version=GRAM_VERSION,
    )
    assert row is not None
    _write_grams(sql, replace(unit, unit_id=row["unit_id"]))
    return row["unit_id"], row["version"] == 1


def _add(sql: Statements, unit: MemoryUnit, action: Action) -> bool:
    """Store a unit by itself; whether there was none before."""
    row = sql.one(
        "recall_exactly",
        source_language=primary(unit.source_language),
        target_language=primary(unit.target_language),
        source=unit.source,
        formality=unit.formality or "",
    )
    before = None if row is None else _unit(row)
    unit_id, added = remember(sql, unit)
    step = step_of_unit(before, replace(unit, unit_id=unit_id))
    write_down(sql, action, step, unit.message_id if before is None else before.message_id)
    return added


def forget_customer(sql: Statements, customer_id: str) -> None:
    """Take a customer's units out of the index; they themselves go with their messages."""
    for row in sql.all("memory_units_of_customer", customer_id=customer_id):
        _forget_grams(sql, _unit(row))


def _most_in_common(sql: Statements, parts: Collection[int], limit: int) -> list[int]:
    """Units that share parts, those that share rare ones first."""
    lists = [_units_of(sql, part) for part in parts]
    whole = [units for units in lists if len(units) < _LONGEST_LIST]
    votes: dict[str, int] = {}
    # A list that was cut short names whatever came last: only for want of better ones.
    for units in whole if any(whole) else lists:
        weight = _LONGEST_LIST // (len(units) or 1)
        for unit in units:
            votes[unit] = votes.get(unit, 0) + weight
    return [int(unit) for unit in nlargest(limit, votes, key=votes.__getitem__)]


def _units_of(sql: Statements, part: int) -> list[str]:
    row = sql.one("units_of_gram", gram=part, limit=_LONGEST_LIST)
    ids: str | None = row["unit_ids"] if row else None
    return ids.split() if ids else []


def _write_grams(sql: Statements, unit: MemoryUnit) -> None:
    sql.many("insert_gram", _gram_rows(unit))


def _forget_grams(sql: Statements, unit: MemoryUnit) -> None:
    sql.many("delete_gram", _gram_rows(unit))


def _gram_rows(unit: MemoryUnit) -> list[dict[str, object]]:
    parts = grams(unit.source, primary(unit.source_language), primary(unit.target_language))
    return [{"gram": part, "unit_id": unit.unit_id} for part in parts]


def _row(sql: Statements, unit_id: int) -> sqlite3.Row:
    row = sql.one("memory_unit", unit_id=unit_id)
    if row is None:
        raise NotFound("MEMORY_UNIT_NOT_FOUND", "there is no such unit in memory")
    return row


def _changed(unit: MemoryUnit) -> Conflict:
    return Conflict("ETAG_MISMATCH", "the unit changed since it was read", current=unit.etag)


def _unit(row: sqlite3.Row) -> MemoryUnit:
    return MemoryUnit(
        source_language=row["source_language"],
        target_language=row["target_language"],
        formality=Formality(row["formality"]) if row["formality"] else None,
        source=row["source"],
        target=row["target"],
        message_id=row["message_id"],
        created_at=from_micros(row["created_at"]),
        origin=UnitOrigin(row["origin"]),
        author=row["author"],
        unit_id=row["unit_id"],
        version=row["version"],
    )
