"""The audit log in SQLite: an entry is written by the transaction that makes the change."""

import json
import secrets
from collections import defaultdict

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
            rows = sql.all(query, after_sequence=after_sequence, subject=subject, limit=limit)
            if not rows:
                return []
            kept: defaultdict[int, dict[str, AuditText]] = defaultdict(dict)
            span = {"first": rows[0]["sequence"], "last": rows[-1]["sequence"]}
            for text in sql.all("audit_texts", **span):
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

        return await self._database.read(work)


def write_down(sql: Statements, action: Action, step: Step, message_id: str | None) -> None:
    """Append an entry; its texts go when the message is erased."""
    last = sql.one("last_audit_entry")
    sequence, previous = (1, GENESIS) if last is None else (last["sequence"] + 1, last["hash"])
    salts = {name: secrets.token_bytes(_SALT_BYTES) for name in step.texts}
    digests = {name: digest_of(salts[name], text) for name, text in step.texts.items()}
    content = content_of(sequence, action, step, digests)
    sql.run(
        "insert_audit_entry",
        sequence=sequence,
        subject=step.subject,
        content=content,
        previous_hash=previous,
        hash=hash_of(previous, content),
    )
    for name, text in step.texts.items():
        sql.run(
            "insert_audit_text",
            sequence=sequence,
            text_name=name,
            message_id=message_id,
            salt=salts[name],
            text=text,
        )
