"""The glossary in SQLite."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from parley.domain.audit import Action, step_of_term
from parley.domain.errors import AlreadyExists, Conflict, NotFound
from parley.domain.glossary import GlossaryTerm
from parley.store.codec import from_json, to_json
from parley.store.sqlite.audit import write_down
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

    async def add_terms(self, terms: Sequence[GlossaryTerm], action: Action) -> int:
        def work(sql: Statements) -> int:
            added = 0
            for term in terms:
                added += add_term(sql, term, action)[1] is None
            return added

        return await self._database.write(work)

    async def update_term(
        self, term: GlossaryTerm, version_was: int, action: Action
    ) -> GlossaryTerm:
        return await self._database.write(lambda sql: change_term(sql, term, version_was, action))

    async def delete_term(self, term_id: int, version: int, action: Action) -> None:
        def work(sql: Statements) -> None:
            was = _row(sql, term_id)
            if not sql.run("delete_term", term_id=term_id, version=version):
                raise _changed(was)
            write_down(sql, action, step_of_term(_term(was), None), message_id=None)

        await self._database.write(work)


def add_term(
    sql: Statements, term: GlossaryTerm, action: Action
) -> tuple[GlossaryTerm, GlossaryTerm | None]:
    """Store a term within a transaction; gives it, and the one whose place it took."""
    place = {
        "source_language": term.source_language,
        "target_language": term.target_language,
        "channel": term.channel,
        "source": term.source,
    }
    row = sql.one("glossary_term_at", **place)
    before = None if row is None else _term(row)
    added = sql.one("add_term", body=to_json(term), **place)
    assert added is not None
    stored = replace(term, term_id=added["term_id"], version=added["version"])
    write_down(sql, action, step_of_term(before, stored), message_id=None)
    return stored, before


def change_term(
    sql: Statements, term: GlossaryTerm, version_was: int, action: Action
) -> GlossaryTerm:
    """Change a term within a transaction; raises as `GlossaryStore.update_term`."""
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
    written = _term(row)
    write_down(sql, action, step_of_term(_term(was), written), message_id=None)
    return written


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
