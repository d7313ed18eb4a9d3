"""Reviewers' profiles: who they are, what they may take, and when."""

from collections.abc import Iterable
from dataclasses import replace

from parley.domain.audit import Action
from parley.domain.errors import Conflict, InvalidInput, NotFound
from parley.domain.ports import Clock, Store
from parley.domain.reviewer import Reviewer, require_profile


class ReviewerFlow:
    """Profiles as admins manage them; every change is in the audit log under the admin's name."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def reviewers(self) -> list[Reviewer]:
        """Everybody by id, those who left too."""
        return await self._store.reviewers()

    async def reviewer(self, reviewer_id: str) -> Reviewer:
        """Raises NotFound: REVIEWER_NOT_FOUND."""
        found = await self._store.reviewer(reviewer_id)
        if found is None:
            raise NotFound("REVIEWER_NOT_FOUND", "there is no such reviewer")
        return found

    async def create(self, reviewer: Reviewer, admin: str, why: str = "") -> Reviewer:
        """Store a new profile.

        Raises:
            InvalidInput: MISSING_ADMIN, and as `domain.reviewer.require_profile`.
            AlreadyExists: REVIEWER_EXISTS.
        """
        return await self._put(replace(reviewer, version=1), None, admin, "create_reviewer", why)

    async def update(self, reviewer: Reviewer, etag: str, admin: str, why: str = "") -> Reviewer:
        """Replace a profile; `active=False` takes every right and keeps the history.

        Raises:
            InvalidInput: MISSING_ADMIN, and as `domain.reviewer.require_profile`.
            NotFound: REVIEWER_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
        """
        before = await self.reviewer(reviewer.reviewer_id)
        if etag != before.etag:
            raise Conflict(
                "ETAG_MISMATCH", "the profile changed since it was read", current=before.etag
            )
        after = replace(reviewer, version=before.version + 1)
        return await self._put(after, before.version, admin, "update_reviewer", why)

    async def create_missing(self, reviewers: Iterable[Reviewer]) -> None:
        """Store the profiles that the settings name and the record lacks.

        One that is there stays as it is: admins have changed it since.
        """
        for reviewer in reviewers:
            if await self._store.reviewer(reviewer.reviewer_id) is None:
                await self._put(reviewer, None, "settings", "create_reviewer")

    async def _put(
        self, reviewer: Reviewer, version_was: int | None, admin: str, verb: str, why: str = ""
    ) -> Reviewer:
        if not admin.strip():
            raise InvalidInput("MISSING_ADMIN", "say who changes the profile", field="admin")
        require_profile(reviewer)
        action = Action(admin, verb, self._clock.now(), why)
        await self._store.put_reviewer(reviewer, version_was, action)
        return reviewer
