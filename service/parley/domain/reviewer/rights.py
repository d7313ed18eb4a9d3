"""Which items a reviewer may take, and when, and which they may look at."""

from datetime import datetime

from parley.domain.errors import NotAllowed, WrongState
from parley.domain.review.item import ReviewItem
from parley.domain.review.urgency import GROUP, SENIOR, Line, line_of
from parley.domain.reviewer.hours import is_on_duty
from parley.domain.reviewer.profile import Direction, Reviewer, ReviewerRole


def stranger(name: str) -> Reviewer:
    """Somebody without a profile, where the settings let such people review: every right."""
    return Reviewer(name, role=ReviewerRole.SENIOR, is_known=False)


def may_claim(reviewer: Reviewer, line: Line) -> bool:
    """Whether a reviewer's languages, role and groups fit the items of a line."""
    return _reads(reviewer, line) and _admits(line, reviewer)


def require_claim_of(reviewer: Reviewer, item: ReviewItem) -> None:
    """Raises NotAllowed: LANGUAGE_NOT_REVIEWED, ESCALATED_TO_OTHERS."""
    line = line_of(item)
    if not _reads(reviewer, line):
        direction = f"{line.source_language}-{line.target_language}"
        raise NotAllowed(
            "LANGUAGE_NOT_REVIEWED",
            f"this reviewer does not review {direction}",
            direction=direction,
        )
    if not _admits(line, reviewer):
        raise NotAllowed(
            "ESCALATED_TO_OTHERS",
            f"it waits for group {item.group}" if item.group else "it waits for a senior reviewer",
            group=item.group,
        )


def may_look_at(reviewer: Reviewer, line: Line) -> bool:
    """Whether the items of a line are shown to a reviewer: who leads sees all of them."""
    return _leads(reviewer) or may_claim(reviewer, line)


def require_sight_of(reviewer: Reviewer, item: ReviewItem) -> None:
    """Refuse an item that a reviewer may not take, does not hold and had no part in deciding.

    Raises:
        NotAllowed: LANGUAGE_NOT_REVIEWED, ESCALATED_TO_OTHERS.
    """
    theirs = reviewer.reviewer_id in {item.claimed_by, item.approved_by, item.decided_by}
    if not theirs and not _leads(reviewer):
        require_claim_of(reviewer, item)


def require_at_work(reviewer: Reviewer, now: datetime) -> None:
    """Whether they may take on something now.

    Raises:
        NotAllowed: REVIEWER_INACTIVE.
        WrongState: OFF_DUTY, outside of their working hours.
    """
    if not reviewer.active:
        raise NotAllowed("REVIEWER_INACTIVE", "this reviewer does not review any more")
    if not is_on_duty(reviewer.shifts, reviewer.time_zone, now):
        raise WrongState("OFF_DUTY", "it is outside of this reviewer's working hours")


def _leads(reviewer: Reviewer) -> bool:
    return reviewer.role is not ReviewerRole.REVIEWER


def _reads(reviewer: Reviewer, line: Line) -> bool:
    direction = Direction(line.source_language, line.target_language)
    return not reviewer.directions or direction in reviewer.directions


def _admits(line: Line, reviewer: Reviewer) -> bool:
    if not line.lane or not reviewer.is_known:
        return True
    if line.lane == SENIOR:
        return _leads(reviewer)
    return line.lane.removeprefix(GROUP) in reviewer.groups
