"""The review queue in SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from parley.domain.audit import Action, step_of_item
from parley.domain.errors import Conflict, NotFound, WrongState
from parley.domain.language import primary
from parley.domain.ports import ChangedItem, ClaimQuery, ReviewQuery, Verb
from parley.domain.review import OPEN_STATES, ReviewItem, line_of, rank_of
from parley.domain.review.urgency import Line, line_from
from parley.store.codec import from_json, to_json, to_micros
from parley.store.sqlite.audit import write_down
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements

_NEVER = 2**63 - 1


class SqliteReviews:
    """The ReviewStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def review_item(self, review_item_id: str) -> ReviewItem:
        return await self._database.read(lambda sql: _item(sql, review_item_id))

    async def review_items(self, query: ReviewQuery) -> list[ReviewItem]:
        # Which items hold some words, every item has to be asked.
        read = self._database.study if query.text else self._database.read
        if query.of_lines is not None:
            return _items(await read(lambda sql: _of_lines(sql, query)))
        page: dict[str, object] = {
            "limit": query.limit,
            "offset": query.offset,
            "text": query.text.casefold(),
            **_languages(query.source_language, query.target_language),
        }
        if set(query.states) == set(OPEN_STATES):
            return _items(await read(lambda sql: sql.all("open_review_items_page", **page)))
        states = json.dumps(query.states)
        return _items(await read(lambda sql: sql.all("review_items", states=states, **page)))

    async def decided_items_of(self, rule: str) -> list[ReviewItem]:
        return await self._listed("decided_review_items_by", kind="rule", key=rule)

    async def decided_items(self, direction: str) -> list[ReviewItem]:
        return await self._listed("decided_review_items_by", kind="language", key=direction)

    async def claim(self, query: ClaimQuery, verb: Verb, action: Action) -> ReviewItem | None:
        def work(sql: Statements) -> ReviewItem | None:
            # What they gave back themselves is offered when there is nothing else.
            item_id = (
                query.review_item_id
                or _most_urgent(sql, query, again=False)
                or _most_urgent(sql, query, again=True)
            )
            if item_id is None:
                return None
            before = _item(sql, item_id)
            if before.claimed_by != query.reviewer:
                _require_room(sql, query)
            after = verb(before)
            _update(sql, after, before, action)
            return after

        return await self._database.write(work)

    async def update_item(self, item: ReviewItem, was: ReviewItem, action: Action) -> None:
        await self._database.write(lambda sql: _update(sql, item, was, action))

    async def items_past_deadline(self, now: datetime, limit: int) -> list[ReviewItem]:
        return await self._listed("past_deadline", now=to_micros(now), limit=limit)

    async def items_to_release(self, now: datetime, limit: int) -> list[ReviewItem]:
        return await self._listed("items_to_release", now=to_micros(now), limit=limit)

    async def alike(self, item: ReviewItem, limit: int) -> list[ReviewItem]:
        made = item.translation
        return await self._listed(
            "alike",
            likeness=item.likeness,
            review_item_id=item.review_item_id,
            limit=limit,
            **_languages(made.source_language, made.target_language),
        )

    async def last_change(self) -> int:
        row = await self._database.read(lambda sql: sql.one("last_change"))
        assert row is not None
        last: int = row["last"]
        return last

    async def open_items(
        self, after: ReviewItem | None, source_language: str, target_language: str, limit: int
    ) -> list[ChangedItem]:
        languages = _languages(source_language, target_language)
        if after is None:
            return await self._changed("open_review_items", limit=limit, **languages)
        return await self._changed(
            "open_review_items_after",
            rank=rank_of(after),
            due=_due(after),
            created_at=to_micros(after.created_at),
            review_item_id=after.review_item_id,
            limit=limit,
            **languages,
        )

    async def changes(
        self, after: int, source_language: str, target_language: str, limit: int
    ) -> Sequence[ChangedItem]:
        languages = _languages(source_language, target_language)
        return await self._changed("changed_review_items", after=after, limit=limit, **languages)

    async def _listed(self, query: str, **parameters: object) -> list[ReviewItem]:
        return _items(await self._database.read(lambda sql: sql.all(query, **parameters)))

    async def _changed(self, query: str, **parameters: object) -> list[ChangedItem]:
        rows = await self._database.read(lambda sql: sql.all(query, **parameters))
        return [ChangedItem(row["changed"], from_json(row["body"], ReviewItem)) for row in rows]


def write_item(sql: Statements, item: ReviewItem, version_was: int | None, action: Action) -> None:
    """Insert a new item, or update one whose version is still `version_was`."""
    if version_was is not None:
        before = _item(sql, item.review_item_id)
        if before.version != version_was:
            raise _changed_meanwhile()
        _update(sql, item, before, action)
        return
    sql.run(
        "insert_review_item",
        conversation_id=item.conversation_id,
        message_id=item.message_id,
        severity=int(item.severity),
        created_at=to_micros(item.created_at),
        likeness=item.likeness,
        **_languages(item.translation.source_language, item.translation.target_language),
        **_columns(sql, item),
    )
    write_down(sql, action, step_of_item(None, item), item.message_id)


def _of_lines(sql: Statements, query: ReviewQuery) -> list[sqlite3.Row]:
    """A page of some lines: each is read from its head, as far as the page could reach."""
    assert query.of_lines is not None
    heads = [
        head
        for row in sql.all("open_lines")
        if _fits(line := line_from(row["line"]), query) and query.of_lines(line)
        for head in sql.all(
            "first_of_line",
            line=row["line"],
            text=query.text.casefold(),
            limit=query.offset + query.limit,
        )
    ]
    heads.sort(key=_place)
    page = heads[query.offset : query.offset + query.limit]
    rows = (sql.one("review_item", review_item_id=head["review_item_id"]) for head in page)
    return [row for row in rows if row is not None]


def _fits(line: Line, query: ReviewQuery) -> bool:
    source, target = primary(query.source_language), primary(query.target_language)
    return source in ("", line.source_language) and target in ("", line.target_language)


def _place(head: sqlite3.Row) -> tuple[int, int, int, str]:
    return head["rank"], head["due"], head["created_at"], head["review_item_id"]


def _most_urgent(sql: Statements, query: ClaimQuery, *, again: bool) -> str | None:
    heads = [
        head
        for row in sql.all("open_lines")
        if query.may_claim(line_from(row["line"]))
        and (
            head := sql.one(
                "head_of_line",
                line=row["line"],
                reviewer=query.reviewer,
                now=to_micros(query.now),
                again=again,
            )
        )
    ]
    first = min(heads, key=_place, default=None)
    return None if first is None else str(first["review_item_id"])


def _require_room(sql: Statements, query: ClaimQuery) -> None:
    if not query.most_open_claims:
        return
    row = sql.one("open_claims", reviewer=query.reviewer, now=to_micros(query.now))
    assert row is not None
    if row["open_claims"] >= query.most_open_claims:
        raise WrongState(
            "TOO_MANY_CLAIMS",
            "this reviewer has as many items in hand as may be",
            most_open_claims=str(query.most_open_claims),
        )


def _update(sql: Statements, item: ReviewItem, was: ReviewItem, action: Action) -> None:
    changed = sql.run(
        "update_review_item",
        version_was=was.version,
        lease_was=_micros(was.lease_until),
        **_columns(sql, item),
    )
    if not changed:
        raise _changed_meanwhile()
    write_down(sql, action, step_of_item(was, item), item.message_id)


def _changed_meanwhile() -> Conflict:
    return Conflict("ITEM_CHANGED", "somebody else changed this item first: read it again")


def _item(sql: Statements, review_item_id: str) -> ReviewItem:
    row = sql.one("review_item", review_item_id=review_item_id)
    if row is None:
        raise NotFound("REVIEW_ITEM_NOT_FOUND", "there is no such review item")
    return from_json(row["body"], ReviewItem)


def _items(rows: Sequence[sqlite3.Row]) -> list[ReviewItem]:
    return [from_json(row["body"], ReviewItem) for row in rows]


def _languages(source_language: str, target_language: str) -> dict[str, str]:
    return {
        "source_language": primary(source_language),
        "target_language": primary(target_language),
    }


def _columns(sql: Statements, item: ReviewItem) -> dict[str, object]:
    change = sql.one("next_change")
    assert change is not None
    return {
        "review_item_id": item.review_item_id,
        "state": item.state.value,
        "version": item.version,
        "escalated": int(item.escalated),
        "deadline": _micros(item.deadline),
        "lease_until": _micros(item.lease_until),
        "line": str(line_of(item)),
        "rank": rank_of(item),
        "due": _due(item),
        "claimed_by": item.claimed_by,
        "approved_by": item.approved_by,
        "returned_by": item.returned_by,
        "release_at": _micros(item.release_at),
        "changed": change["last"],
        "body": to_json(item),
    }


def _due(item: ReviewItem) -> int:
    return _NEVER if item.deadline is None else to_micros(item.deadline)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)
