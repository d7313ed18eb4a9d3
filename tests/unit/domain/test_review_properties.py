"""Whatever reviewers do, in whatever order: what holds of an item after every step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from parley.domain import review
from parley.domain.errors import ParleyError
from parley.domain.review import ReviewItem, ReviewState
from support.build import item, later

LEASE = timedelta(seconds=60)
WINDOW = timedelta(seconds=30)
REVIEWERS = ("ada", "bob", "cy")
Verb = Callable[[ReviewItem, str, datetime], ReviewItem]
# With the etag that whoever looks at the item sees.
VERBS: dict[str, Verb] = {
    "claim": lambda i, who, now: review.claim(i, who, now, LEASE),
    "renew": lambda i, who, now: review.renew(i, who, now, LEASE),
    "release": lambda i, who, now: review.release(i, who, i.etag, None, now),
    "edit": lambda i, who, now: review.release(i, who, i.etag, f"by {who}", now),
    "release soon": lambda i, who, now: review.release(
        i, who, i.etag, None, now, undo_window=WINDOW
    ),
    "undo": lambda i, who, now: review.undo(i, who, now, LEASE),
    "finish": lambda i, who, now: review.finish_release(i, now),
    "reject": lambda i, who, now: review.reject(i, who, i.etag, now),
    "return": lambda i, who, now: review.give_back(i, who, i.etag, now),
    "escalate": lambda i, who, now: review.escalate(i, who, i.etag, "hm", now),
    "to a group": lambda i, who, now: review.escalate(i, who, i.etag, "hm", now, group="legal"),
    "expire": lambda i, who, now: review.expire_deadline(i),
    "send unreviewed": lambda i, who, now: review.send_unreviewed(i),
}
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(VERBS)), st.sampled_from(REVIEWERS), st.integers(0, 90)),
    max_size=25,
)


def story(steps: list[tuple[str, str, int]], start: ReviewItem) -> list[ReviewItem]:
    """Every item that the allowed steps led to; time only goes on."""
    items, clock = [start], 0
    for verb, who, seconds in steps:
        clock += seconds
        try:
            items.append(VERBS[verb](items[-1], who, later(clock)))
        except ParleyError:
            continue
    return items


@given(STEPS, st.booleans())
def test_a_claim_has_a_holder_and_nothing_else_has(
    steps: list[tuple[str, str, int]], two_person: bool
) -> None:
    """Name and lease stand exactly with the state, and a decision with its decider."""
    for state in story(steps, replace(item(), two_person=two_person)):
        claimed = state.state is ReviewState.CLAIMED
        assert bool(state.claimed_by) is claimed
        assert (state.lease_until is not None) is claimed
        decided = state.state not in review.OPEN_STATES
        assert (state.decided_at is not None) is decided
        assert (state.release_at is not None) is (state.state is ReviewState.RELEASING)
        assert not (state.senior_only and state.group)


@given(STEPS)
def test_what_needs_two_people_never_goes_out_with_one(steps: list[tuple[str, str, int]]) -> None:
    """Two different people released the very text."""
    for state in story(steps, replace(item(), two_person=True)):
        if state.state in {ReviewState.RELEASING, ReviewState.RELEASED}:
            assert state.decided_by
            assert state.approved_by not in ("", state.decided_by)
            assert state.approved_text == state.released_text


@given(STEPS, st.booleans())
def test_what_was_decided_stays_decided(
    steps: list[tuple[str, str, int]], two_person: bool
) -> None:
    """Only a release in its undo window comes back, by the one who released it."""
    items = story(steps, replace(item(), two_person=two_person))
    for before, after in pairwise(items):
        assert before.state not in {ReviewState.RELEASED, ReviewState.REJECTED}
        if before.state is ReviewState.RELEASING and after.state is ReviewState.CLAIMED:
            assert after.claimed_by == before.decided_by
            assert after.released_text == ""


@given(STEPS, st.booleans())
def test_an_etag_is_good_for_what_was_seen(
    steps: list[tuple[str, str, int]], two_person: bool
) -> None:
    """It changes with every step but those that leave what a reviewer sees as it is."""
    items = story(steps, replace(item(), two_person=two_person))
    for before, after in pairwise(items):
        quiet = replace(
            before,
            lease_until=after.lease_until,
            deadline=after.deadline,
            escalated=after.escalated,
            deadline_missed=after.deadline_missed,
        )
        assert after.version == before.version + (0 if quiet == after else 1)


@given(STEPS)
def test_a_first_approver_cannot_take_it_again(steps: list[tuple[str, str, int]]) -> None:
    """Until somebody else approves a text of their own."""
    items = story(steps, replace(item(), two_person=True))
    for before, after in pairwise(items):
        if before.state is ReviewState.PENDING and after.state is ReviewState.CLAIMED:
            assert after.claimed_by != before.approved_by
