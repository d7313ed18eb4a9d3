"""The audit log in SQLite: an entry is written by the transaction that makes the change."""

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Row

from parley.domain.audit import (
    GENESIS,
    Action,
    AuditEntry,
    AuditText,
    Step,
    content_of,
    digest_of,
    hash_of,
)
from parley.domain.ports import AuditFound, AuditSearch
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements

_SALT_BYTES = 16


class SqliteAudit:
    """The AuditStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def audit_entries(
        self, after_sequence: int, subject: str, limit: int
    ) -> list[AuditEntry]:
        def work(sql: Statements) -> list[AuditEntry]:
            query = "audit_entries_of" if subject else "audit_entries"
            return _entries(
                sql, sql.all(query, after_sequence=after_sequence, subject=subject, limit=limit)
            )

        return await self._database.read(work)

    async def search_audit(self, search: AuditSearch) -> AuditFound:
        def work(sql: Statements) -> AuditFound:
            last = sql.one("last_audit_entry")
            newest = 0 if last is None else int(last["sequence"])
            before = min(search.before or newest + 1, newest + 1)
            # Without a subject no index says where: so many are looked through, and no more.
            oldest = 1 if search.subject else max(1, before - search.look_at)
            rows = sql.all(
                "search_audit_of" if search.subject else "search_audit",
                subject=search.subject,
                actor=search.actor,
                verb=search.verb,
                before=before,
                oldest=oldest,
                limit=search.limit,
            )
            goes_on = rows[-1]["sequence"] if len(rows) == search.limit else oldest
            return AuditFound(tuple(_entries(sql, rows)), goes_on if goes_on > 1 else 0)

        return await self._database.read(work)


def write_down(sql: Statements, action: Action, step: Step, message_id: str | None) -> None:
    """Append an entry; its texts go when the message is erased."""
    last = sql.one("last_audit_entry")
    sequence, previous = (1, GENESIS) if last is None else (last["sequence"] + 1, last["hash"])
    texts = {**step.texts, "why": action.why} if action.why else step.texts
    salts = {name: secrets.token_bytes(_SALT_BYTES) for name in texts}
    digests = {name: digest_of(salts[name], text) for name, text in texts.items()}
    content = content_of(sequence, action, step, digests)
    sql.run(
        "insert_audit_entry",
        sequence=sequence,
        subject=step.subject,
        content=content,
        previous_hash=previous,
        hash=hash_of(previous, content),
    )
    for name, text in texts.items():
        sql.run(
            "insert_audit_text",
            sequence=sequence,
            text_name=name,
            message_id=message_id,
            salt=salts[name],
            text=text,
        )


def _entries(sql: Statements, rows: Sequence[Row]) -> list[AuditEntry]:
    kept: defaultdict[int, dict[str, AuditText]] = defaultdict(dict)
    sequences = json.dumps([row["sequence"] for row in rows])
    for text in sql.all("audit_texts", sequences=sequences):
        kept[text["sequence"]][text["name"]] = AuditText(text["text"], text["salt"])
    return [
        AuditEntry(
            sequence=row["sequence"],
            content=row["content"],
            previous_hash=row["previous_hash"],
            hash=row["hash"],
            texts={
                name: kept[row["sequence"]].get(name, AuditText(None, None))
                for name in json.loads(row["content"])["texts"]
            },
        )
        for row in rows
    ]
