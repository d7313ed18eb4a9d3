"""The glossary in SQLite."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from parley.domain.errors import AlreadyExists, Conflict, NotFound
from parley.domain.glossary import GlossaryTerm
from parley.store.codec import from_json, to_json
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements


class SqliteGlossary:
    """The GlossaryStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def glossary_terms(self) -> list[GlossaryTerm]:
        rows = await self._database.read(lambda sql: sql.all("glossary_terms"))
        return [_term(row) for row in rows]

    async def glossary_revision(self) -> str:
        row = await self._database.read(lambda sql: sql.one("glossary_revision"))
        assert row is not None
        return f"{row['terms']} {row['changes']:.0f} {row['last']}"

    async def glossary_term(self, term_id: int) -> GlossaryTerm:
        return await self._database.read(lambda sql: _term(_row(sql, term_id)))

    async def add_terms(self, terms: Sequence[GlossaryTerm]) -> int:
        def work(sql: Statements) -> int:
            added = 0
            for term in terms:
                row = sql.one(
                    "add_term",
                    source_language=term.source_language,
                    target_language=term.target_language,
                    channel=term.channel,
                    source=term.source,
                    body=to_json(term),
                )
                assert row is not None
                added += row["version"] == 1
            return added

        return await self._database.write(work)

    async def update_term(self, term: GlossaryTerm, version_was: int) -> GlossaryTerm:
        def work(sql: Statements) -> GlossaryTerm:
            was = _row(sql, term.term_id)
            try:
                row = sql.one(
                    "update_term",
                    term_id=term.term_id,
                    channel=term.channel,
                    source=term.source,
                    body=to_json(term),
                    version_was=version_was,
                )
            except sqlite3.IntegrityError:
                raise AlreadyExists(
                    "TERM_EXISTS", "another term of this direction and channel has this source"
                ) from None
            if row is None:
                raise _changed(was)
            return _term(row)

        return await self._database.write(work)

    async def delete_term(self, term_id: int, version: int) -> None:
        def work(sql: Statements) -> None:
            was = _row(sql, term_id)
            if not sql.run("delete_term", term_id=term_id, version=version):
                raise _changed(was)

        await self._database.write(work)


def _row(sql: Statements, term_id: int) -> sqlite3.Row:
    row = sql.one("glossary_term", term_id=term_id)
    if row is None:
        raise NotFound("TERM_NOT_FOUND", "there is no such term in the glossary")
    return row


def _changed(row: sqlite3.Row) -> Conflict:
    return Conflict(
        "ETAG_MISMATCH", "the term changed since it was read", current=str(row["version"])
    )


def _term(row: sqlite3.Row) -> GlossaryTerm:
    stored = from_json(row["body"], GlossaryTerm)
    return replace(stored, term_id=row["term_id"], version=row["version"])
