"""The record of the reviewers, and the audit log."""

from dataclasses import dataclass
from typing import Protocol

from parley.domain.audit import Action, AuditEntry
from parley.domain.reviewer.profile import Reviewer


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """Which entries, the newest first; empty fields match all.

    Attributes:
        before: entries of lower sequence only; 0 for the newest.
        limit: of entries to give.
        look_at: how many are looked through at most, where no subject says which.
    """

    subject: str = ""
    actor: str = ""
    verb: str = ""
    before: int = 0
    limit: int = 100
    look_at: int = 50_000


@dataclass(frozen=True, slots=True)
class AuditFound:
    """Entries, and the `before` of a search that goes on where this one ended, 0 at the end."""

    entries: tuple[AuditEntry, ...]
    before: int


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

    async def search_audit(self, search: AuditSearch) -> AuditFound: ...
