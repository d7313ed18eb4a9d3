"""The review item, its states, and who holds it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parley.domain.errors import Conflict, WrongState
from parley.domain.message import AuthorRole, Flag, Severity, Translation
from parley.domain.review.tags import ReleaseTag


class ReviewState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    RELEASING = "releasing"
    RELEASED = "released"
    REJECTED = "rejected"


OPEN_STATES = (ReviewState.PENDING, ReviewState.CLAIMED)

# Rules whose flags say that the text is no translation of the message at all, or not of all of it.
BROKEN_RULES = frozenset(
    {
        "empty-translation",
        "entity-lost",
        "repetition",
        "truncated",
        "untranslated",
        "wrong-language",
    }
)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A message that waits for a person; `version` grows with every change.

    Attributes:
        sent_already: True for a provisional message, which a release corrects or confirms; also
            for one that went out at its deadline.
        channel: of the conversation.
        vip: the customer is one whom nobody keeps waiting.
        likeness: the same for items of one direction whose sources differ in values only.
        two_person: two people must agree on a text before it goes out.
        escalated: first in line.
        senior_only, group: who alone may claim it since it was escalated; at most one is set.
        returned_by: who gave it back last, and is offered others first.
        approved_by, approved_text: the first of two approvals.
        release_at: when a releasing item goes out unless that is undone.
        deadline_missed: nobody had decided when the time was up.
        held_up: why a release that is due has not gone out, as `flow.review.sweep` gives it.
        edit_distance: between proposed and released text, 0 (the same) to 1; None until released.
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
    channel: str = ""
    vip: bool = False
    likeness: str = ""
    two_person: bool = False
    senior_only: bool = False
    group: str = ""
    returned_by: str = ""
    approved_by: str = ""
    approved_text: str = ""
    release_at: datetime | None = None
    tags: tuple[ReleaseTag, ...] = ()
    deadline_missed: bool = False
    edit_distance: float | None = None
    held_up: str = ""

    @property
    def etag(self) -> str:
        return str(self.version)


def text_in_hand(item: ReviewItem) -> str:
    """What goes out unless it is edited: the first approver's text, else the proposal."""
    return item.approved_text if item.approved_by else item.translation.text


def is_broken(item: ReviewItem) -> bool:
    """Whether the proposal may not go out by itself: there is none, or a flag says it is none."""
    return not item.translation.text.strip() or any(
        flag.rule in BROKEN_RULES for flag in item.flags
    )


def decided_by_person(item: ReviewItem) -> bool:
    """Whether somebody's decision is final; its deadline is nobody."""
    return item.state in (ReviewState.RELEASED, ReviewState.REJECTED) and item.decided_by != ""


def is_held_by(item: ReviewItem, reviewer: str, now: datetime) -> bool:
    """Whether `reviewer` has a lease on the item that has not ended."""
    return (
        item.state is ReviewState.CLAIMED
        and item.claimed_by == reviewer
        and item.lease_until is not None
        and item.lease_until > now
    )


def is_claimable(item: ReviewItem, now: datetime) -> bool:
    """Whether it is in nobody's hands: it waits, or the lease on it has ended."""
    if item.state is ReviewState.CLAIMED:
        return item.lease_until is None or item.lease_until <= now
    return item.state is ReviewState.PENDING


def require_open(item: ReviewItem) -> None:
    """Raises WrongState: ITEM_DECIDED."""
    if item.state not in OPEN_STATES:
        raise WrongState("ITEM_DECIDED", f"this item is {item.state.value} already")


def require_held(item: ReviewItem, reviewer: str, now: datetime) -> None:
    """Raises WrongState: ITEM_DECIDED, NOT_CLAIMED, LEASE_EXPIRED."""
    require_open(item)
    if item.state is not ReviewState.CLAIMED or item.claimed_by != reviewer:
        raise WrongState("NOT_CLAIMED", "claim the item first: another reviewer may have it")
    if not is_held_by(item, reviewer, now):
        raise WrongState("LEASE_EXPIRED", "the lease on this item has ended: claim it again")


def require_etag(item: ReviewItem, etag: str) -> None:
    """Raises Conflict: ETAG_MISMATCH."""
    if etag != item.etag:
        raise Conflict("ETAG_MISMATCH", "the item changed since it was read", current=item.etag)
