"""The record of the reviewers, and the audit log."""

from typing import Protocol

from parley.domain.audit import Action, AuditEntry
from parley.domain.reviewer.profile import Reviewer


class ReviewerStore(Protocol):
    """Profiles; writes are entries of the audit log, too."""

    async def reviewer(self, reviewer_id: str) -> Reviewer | None: ...

    async def reviewers(self) -> list[Reviewer]:
        """Everybody by id, those who left too."""
        ...

    async def put_reviewer(
        self, reviewer: Reviewer, version_was: int | None, action: Action
    ) -> None:
        """Write a profile; `version_was` is None for a new one.

        Raises:
            AlreadyExists: REVIEWER_EXISTS.
            NotFound: REVIEWER_NOT_FOUND.
            Conflict: ETAG_MISMATCH, if the version is another by now.
        """
        ...


class AuditStore(Protocol):
    """The log of every action; only reading is offered, writing goes with the change."""

    async def audit_entries(
        self, after_sequence: int, subject: str, limit: int
    ) -> list[AuditEntry]:
        """Entries by sequence; `subject` is "review_item/ID" or "reviewer/ID", empty for all."""
        ...
