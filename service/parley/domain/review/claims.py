"""Taking an item, keeping it, and giving it back."""

from dataclasses import replace
from datetime import datetime, timedelta

from parley.domain.errors import WrongState
from parley.domain.review.item import (
    ReviewItem,
    ReviewState,
    is_claimable,
    is_held_by,
    require_etag,
    require_held,
    require_open,
)

SHORTEST_LEASE = timedelta(seconds=5)
LONGEST_LEASE = timedelta(hours=4)


def claim(item: ReviewItem, reviewer: str, now: datetime, lease: timedelta) -> ReviewItem:
    """Take the item; a reviewer who has it already keeps it under a new lease.

    Raises:
        WrongState: ITEM_DECIDED; ITEM_CLAIMED while somebody else's lease runs;
            SECOND_PERSON_NEEDED for who approved it first.
    """
    require_open(item)
    if item.approved_by and item.approved_by == reviewer:
        raise WrongState("SECOND_PERSON_NEEDED", "you approved it: another person must, too")
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
    require_held(item, reviewer, now)
    return replace(item, lease_until=now + lease)


def give_back(item: ReviewItem, reviewer: str, etag: str, now: datetime) -> ReviewItem:
    """Let others have it, undecided. Raises as `release` does."""
    require_held(item, reviewer, now)
    require_etag(item, etag)
    return replace(returned(item), returned_by=reviewer)


def escalate(
    item: ReviewItem, reviewer: str, etag: str, note: str, now: datetime, *, group: str = ""
) -> ReviewItem:
    """Give it, first in line, to a senior reviewer, or to a subject group if one is named.

    Raises as `release` does.
    """
    require_held(item, reviewer, now)
    require_etag(item, etag)
    return replace(
        returned(item),
        escalated=True,
        escalation_note=note,
        senior_only=not group,
        group=group,
        returned_by=reviewer,
    )


def returned(item: ReviewItem) -> ReviewItem:
    """The item in nobody's hands."""
    return replace(
        item,
        state=ReviewState.PENDING,
        claimed_by="",
        lease_until=None,
        version=item.version + 1,
    )
