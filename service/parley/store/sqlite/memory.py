"""The translation memory in SQLite: exact lookups by primary key."""

from parley.domain.language import primary
from parley.domain.message import Formality
from parley.domain.ports import MemoryUnit
from parley.store.codec import from_micros, to_micros
from parley.store.sqlite.database import Database, Statements


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
        row = await self._database.read(
            lambda sql: sql.one(
                "recall",
                source_language=primary(source_language),
                target_language=primary(target_language),
                source=source,
                formality=formality or "",
            )
        )
        if row is None:
            return None
        return MemoryUnit(
            source_language=row["source_language"],
            target_language=row["target_language"],
            formality=Formality(row["formality"]) if row["formality"] else None,
            source=row["source"],
            target=row["target"],
            message_id=row["message_id"],
            created_at=from_micros(row["created_at"]),
        )


def remember(sql: Statements, unit: MemoryUnit) -> None:
    """Store a unit; a newer translation of the same source takes the older one's place."""
    sql.run(
        "remember",
        source_language=primary(unit.source_language),
        target_language=primary(unit.target_language),
        source=unit.source,
        formality=unit.formality or "",
        target=unit.target,
        message_id=unit.message_id,
        created_at=to_micros(unit.created_at),
    )
