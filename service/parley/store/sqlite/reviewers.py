"""Reviewers' profiles in SQLite."""

from parley.domain.audit import Action, step_of_reviewer
from parley.domain.errors import AlreadyExists, Conflict, NotFound
from parley.domain.reviewer import Reviewer
from parley.store.codec import from_json, to_json
from parley.store.sqlite.audit import write_down
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements


class SqliteReviewers:
    """The ReviewerStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reviewer(self, reviewer_id: str) -> Reviewer | None:
        return await self._database.read(lambda sql: _reviewer(sql, reviewer_id))

    async def reviewers(self) -> list[Reviewer]:
        rows = await self._database.read(lambda sql: sql.all("reviewers"))
        return [from_json(row["body"], Reviewer) for row in rows]

    async def put_reviewer(
        self, reviewer: Reviewer, version_was: int | None, action: Action
    ) -> None:
        def work(sql: Statements) -> None:
            before = _reviewer(sql, reviewer.reviewer_id)
            fields = {
                "reviewer_id": reviewer.reviewer_id,
                "version": reviewer.version,
                "body": to_json(reviewer),
            }
            if version_was is None:
                if not sql.run("insert_reviewer", **fields):
                    raise AlreadyExists("REVIEWER_EXISTS", "there is a reviewer of this name")
            elif before is None:
                raise NotFound("REVIEWER_NOT_FOUND", "there is no such reviewer")
            elif not sql.run("update_reviewer", version_was=version_was, **fields):
                raise Conflict(
                    "ETAG_MISMATCH", "the profile changed since it was read", current=before.etag
                )
            write_down(sql, action, step_of_reviewer(before, reviewer), message_id=None)

        await self._database.write(work)


def _reviewer(sql: Statements, reviewer_id: str) -> Reviewer | None:
    row = sql.one("reviewer", reviewer_id=reviewer_id)
    return None if row is None else from_json(row["body"], Reviewer)
