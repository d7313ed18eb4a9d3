"""Deciding an item: by a person, by two, or by its deadline."""

from dataclasses import replace
from datetime import datetime, timedelta

from parley.domain.errors import InvalidInput, WrongState
from parley.domain.review.claims import returned
from parley.domain.review.item import (
    ReviewItem,
    ReviewState,
    require_etag,
    require_held,
    require_open,
    text_in_hand,
)
from parley.domain.review.tags import ReleaseTag

LONGEST_UNDO = timedelta(minutes=5)
_AT_ONCE = timedelta(0)


def release(
    item: ReviewItem,
    reviewer: str,
    etag: str,
    edited_text: str | None,
    now: datetime,
    *,
    undo_window: timedelta = _AT_ONCE,
    tags: tuple[ReleaseTag, ...] = (),
) -> ReviewItem:
    """Decide that the message goes out, as proposed or as edited.

    An item that needs two people goes back to the queue until a second one releases the very
    text that the first did; an edit by the second is a first approval of the new text.

    Raises:
        WrongState: ITEM_DECIDED, NOT_CLAIMED, LEASE_EXPIRED.
        Conflict: ETAG_MISMATCH.
        InvalidInput: EMPTY_TEXT, if the edit leaves nothing.
    """
    require_held(item, reviewer, now)
    require_etag(item, etag)
    if edited_text is not None and not edited_text.strip():
        raise InvalidInput("EMPTY_TEXT", "an edit cannot be empty", field="edited_text")
    text = text_in_hand(item) if edited_text is None else edited_text
    # The second approver has nothing to add where the first one gave the reasons.
    tagged = replace(item, tags=tags or item.tags)
    agreed = item.approved_by not in ("", reviewer) and text == item.approved_text
    if item.two_person and not agreed:
        return replace(returned(tagged), approved_by=reviewer, approved_text=text)
    if undo_window > _AT_ONCE:
        leaving = _decided(tagged, ReviewState.RELEASING, reviewer, now, released_text=text)
        return replace(leaving, release_at=now + undo_window)
    return _decided(tagged, ReviewState.RELEASED, reviewer, now, released_text=text)


def undo(item: ReviewItem, reviewer: str, now: datetime, lease: timedelta) -> ReviewItem:
    """Take a release back before it went out: the item is in the reviewer's hands again.

    Raises:
        WrongState: NOTHING_TO_UNDO, if it is not this reviewer's release; UNDO_TOO_LATE.
    """
    if item.state is ReviewState.RELEASED and item.decided_by == reviewer:
        raise WrongState("UNDO_TOO_LATE", "the message has gone out")
    if item.state is not ReviewState.RELEASING or item.decided_by != reviewer:
        raise WrongState("NOTHING_TO_UNDO", "no release of yours waits to go out")
    if is_due(item, now):
        raise WrongState("UNDO_TOO_LATE", "the message is going out")
    return replace(
        item,
        state=ReviewState.CLAIMED,
        claimed_by=reviewer,
        lease_until=now + lease,
        decided_by="",
        decided_at=None,
        released_text="",
        release_at=None,
        edit_distance=None,
        version=item.version + 1,
    )


def is_due(item: ReviewItem, now: datetime) -> bool:
    """Whether a release's undo window has ended."""
    return item.release_at is not None and item.release_at <= now


def finish_release(item: ReviewItem, now: datetime) -> ReviewItem:
    """The undo window has ended: the message goes out.

    Raises:
        WrongState: NOTHING_TO_RELEASE, if it was undone, has gone out, or may yet be undone.
    """
    if item.state is not ReviewState.RELEASING or not is_due(item, now):
        raise WrongState("NOTHING_TO_RELEASE", "no release of this item is due")
    return replace(
        item, state=ReviewState.RELEASED, release_at=None, held_up="", version=item.version + 1
    )


def hold_up(item: ReviewItem, reason: str) -> ReviewItem:
    """A release that is due could not be sent; it will be tried again."""
    return replace(item, held_up=reason, version=item.version + 1)


def reject(item: ReviewItem, reviewer: str, etag: str, now: datetime) -> ReviewItem:
    """Decide that the message does not go out; one person is enough. Raises as `release` does."""
    require_held(item, reviewer, now)
    require_etag(item, etag)
    return _decided(item, ReviewState.REJECTED, reviewer, now)


def expire_deadline(item: ReviewItem) -> ReviewItem:
    """Mark an item that nobody came to in time, for a person to take first."""
    require_open(item)
    return replace(item, escalated=True, deadline=None, deadline_missed=True)


def send_unreviewed(item: ReviewItem) -> ReviewItem:
    """The deadline sends the proposed translation on; a person may still correct it."""
    require_open(item)
    return replace(returned(item), sent_already=True, deadline=None, deadline_missed=True)


def _decided(
    item: ReviewItem, state: ReviewState, reviewer: str, now: datetime, released_text: str = ""
) -> ReviewItem:
    return replace(
        item,
        state=state,
        decided_by=reviewer,
        decided_at=now,
        released_text=released_text,
        deadline_missed=item.deadline_missed
        or (item.deadline is not None and item.deadline <= now),
        claimed_by="",
        lease_until=None,
        version=item.version + 1,
    )
