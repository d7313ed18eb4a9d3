"""The review queue in SQLite."""

import json
from datetime import datetime

from parley.domain.errors import Conflict, NotFound
from parley.domain.language import primary
from parley.domain.ports import ReviewQuery
from parley.domain.review import ReviewItem
from parley.store.codec import from_json, to_json, to_micros
from parley.store.sqlite.database import Database, Statements


class SqliteReviews:
    """The ReviewStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def review_item(self, review_item_id: str) -> ReviewItem:
        row = await self._database.read(
            lambda sql: sql.one("review_item", review_item_id=review_item_id)
        )
        if row is None:
            raise NotFound("REVIEW_ITEM_NOT_FOUND", "there is no such review item")
        return from_json(row["body"], ReviewItem)

    async def review_items(self, query: ReviewQuery) -> list[ReviewItem]:
        rows = await self._database.read(
            lambda sql: sql.all(
                "review_items",
                states=json.dumps(query.states),
                source_language=primary(query.source_language),
                target_language=primary(query.target_language),
                limit=query.limit,
                offset=query.offset,
            )
        )
        return [from_json(row["body"], ReviewItem) for row in rows]

    async def claimable(
        self, now: datetime, source_language: str, target_language: str
    ) -> ReviewItem | None:
        row = await self._database.read(
            lambda sql: sql.one(
                "claimable",
                now=to_micros(now),
                source_language=primary(source_language),
                target_language=primary(target_language),
            )
        )
        return None if row is None else from_json(row["body"], ReviewItem)

    async def update_item(self, item: ReviewItem, was: ReviewItem) -> None:
        await self._database.write(lambda sql: _update(sql, item, was.version, was.lease_until))

    async def items_past_deadline(self, now: datetime, limit: int) -> list[ReviewItem]:
        rows = await self._database.read(
            lambda sql: sql.all("past_deadline", now=to_micros(now), limit=limit)
        )
        return [from_json(row["body"], ReviewItem) for row in rows]


def write_item(sql: Statements, item: ReviewItem, version_was: int | None) -> None:
    """Insert a new item, or update one whose version is still `version_was`."""
    if version_was is None:
        sql.run(
            "insert_review_item",
            conversation_id=item.conversation_id,
            message_id=item.message_id,
            severity=int(item.severity),
            source_language=primary(item.translation.source_language),
            target_language=primary(item.translation.target_language),
            created_at=to_micros(item.created_at),
            **_columns(item),
        )
        return
    row = sql.one("review_item", review_item_id=item.review_item_id)
    if row is None:
        raise NotFound("REVIEW_ITEM_NOT_FOUND", "there is no such review item")
    lease = from_json(row["body"], ReviewItem).lease_until
    _update(sql, item, version_was, lease)


def _update(
    sql: Statements, item: ReviewItem, version_was: int, lease_was: datetime | None
) -> None:
    changed = sql.run(
        "update_review_item",
        version_was=version_was,
        lease_was=_micros(lease_was),
        **_columns(item),
    )
    if not changed:
        raise Conflict("ITEM_CHANGED", "somebody else changed this item first: read it again")


def _columns(item: ReviewItem) -> dict[str, object]:
    return {
        "review_item_id": item.review_item_id,
        "state": item.state.value,
        "version": item.version,
        "escalated": int(item.escalated),
        "deadline": _micros(item.deadline),
        "lease_until": _micros(item.lease_until),
        "body": to_json(item),
    }


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
