"""A review item as a pure state machine: each verb takes an item and gives the next one.

PENDING --claim--> CLAIMED --release--> RELEASED
   ^                  |  \\---reject---> REJECTED
   +---- escalate ----+
   +- (lease ends) ---+
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from parley.domain.errors import Conflict, InvalidInput, WrongState
from parley.domain.message import AuthorRole, Flag, Severity, Translation


class ReviewState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    RELEASED = "released"
    REJECTED = "rejected"


OPEN_STATES = (ReviewState.PENDING, ReviewState.CLAIMED)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A message that waits for a person; `version` grows with every change.

    `sent_already` is True for a provisional message, which a release corrects or confirms.
    """

    review_item_id: str
    conversation_id: str
    message_id: str
    created_at: datetime
    author_role: AuthorRole
    source_text: str
    translation: Translation
    flags: tuple[Flag, ...]
    severity: Severity
    sent_already: bool
    deadline: datetime | None
    state: ReviewState = ReviewState.PENDING
    version: int = 1
    escalated: bool = False
    escalation_note: str = ""
    claimed_by: str = ""
    lease_until: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    released_text: str = ""

    @property
    def etag(self) -> str:
        return str(self.version)


def is_held_by(item: ReviewItem, reviewer: str, now: datetime) -> bool:
    """Whether `reviewer` has a lease on the item that has not ended."""
    return (
        item.state is ReviewState.CLAIMED
        and item.claimed_by == reviewer
        and item.lease_until is not None
        and item.lease_until > now
    )


def is_claimable(item: ReviewItem, now: datetime) -> bool:
    """Whether anybody may take it: it waits, or the lease on it has ended."""
    if item.state is ReviewState.CLAIMED:
        return item.lease_until is None or item.lease_until <= now
    return item.state is ReviewState.PENDING


def claim(item: ReviewItem, reviewer: str, now: datetime, lease: timedelta) -> ReviewItem:
    """Take the item; a reviewer who has it already keeps it under a new lease.

    Raises:
        WrongState: ITEM_DECIDED, or ITEM_CLAIMED while somebody else's lease runs.
    """
    _require_open(item)
    if not is_claimable(item, now) and not is_held_by(item, reviewer, now):
        raise WrongState("ITEM_CLAIMED", "another reviewer has this item")
    return replace(
        item,
        state=ReviewState.CLAIMED,
        claimed_by=reviewer,
        lease_until=now + lease,
        version=item.version + 1,
    )


def renew(item: ReviewItem, reviewer: str, now: datetime, lease: timedelta) -> ReviewItem:
    """Extend a lease that still runs.

    The version stays: what the reviewer sees has not changed, and the etag in hand stays good.
    """
    _require_held(item, reviewer, now)
    return replace(item, lease_until=now + lease)


def release(
    item: ReviewItem, reviewer: str, etag: str, edited_text: str | None, now: datetime
) -> ReviewItem:
    """Decide that the message goes out, as proposed or as edited.

    Raises:
        WrongState: ITEM_DECIDED, NOT_CLAIMED, LEASE_EXPIRED.
        Conflict: ETAG_MISMATCH.
        InvalidInput: EMPTY_TEXT, if the edit leaves nothing.
    """
    _require_held(item, reviewer, now)
    _require_etag(item, etag)
    if edited_text is not None and not edited_text.strip():
        raise InvalidInput("EMPTY_TEXT", "an edit cannot be empty", field="edited_text")
    text = item.translation.text if edited_text is None else edited_text
    return _decided(item, ReviewState.RELEASED, reviewer, now, released_text=text)


def reject(item: ReviewItem, reviewer: str, etag: str, now: datetime) -> ReviewItem:
    """Decide that the message does not go out. Raises as `release` does."""
    _require_held(item, reviewer, now)
    _require_etag(item, etag)
    return _decided(item, ReviewState.REJECTED, reviewer, now)


def escalate(item: ReviewItem, reviewer: str, etag: str, note: str, now: datetime) -> ReviewItem:
    """Give the item back, marked for a senior reviewer. Raises as `release` does."""
    _require_held(item, reviewer, now)
    _require_etag(item, etag)
    return _returned(item, escalation_note=note)


def expire_deadline(item: ReviewItem) -> ReviewItem:
    """Mark an item that nobody came to in time, for a person to take first."""
    _require_open(item)
    return replace(item, escalated=True, deadline=None)


def release_unreviewed(item: ReviewItem, now: datetime) -> ReviewItem:
    """The deadline decides: the proposed translation goes out as it is."""
    _require_open(item)
    text = item.translation.text
    return _decided(item, ReviewState.RELEASED, "", now, released_text=text)


def _returned(item: ReviewItem, escalation_note: str) -> ReviewItem:
    return replace(
        item,
        state=ReviewState.PENDING,
        claimed_by="",
        lease_until=None,
        escalated=True,
        escalation_note=escalation_note,
        version=item.version + 1,
    )


def _decided(
    item: ReviewItem, state: ReviewState, reviewer: str, now: datetime, released_text: str = ""
) -> ReviewItem:
    return replace(
        item,
        state=state,
        decided_by=reviewer,
        decided_at=now,
        released_text=released_text,
        claimed_by="",
        lease_until=None,
        version=item.version + 1,
    )


def _require_open(item: ReviewItem) -> None:
    if item.state not in OPEN_STATES:
        raise WrongState("ITEM_DECIDED", f"this item is {item.state.value} already")


def _require_held(item: ReviewItem, reviewer: str, now: datetime) -> None:
    _require_open(item)
    if item.state is not ReviewState.CLAIMED or item.claimed_by != reviewer:
        raise WrongState("NOT_CLAIMED", "claim the item first: another reviewer may have it")
    if not is_held_by(item, reviewer, now):
        raise WrongState("LEASE_EXPIRED", "the lease on this item has ended: claim it again")


def _require_etag(item: ReviewItem, etag: str) -> None:
    if etag != item.etag:
        raise Conflict("ETAG_MISMATCH", "the item changed since it was read", current=item.etag)
