"""The review item's verbs in every state that an item can be in."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from parley.domain import review
from parley.domain.errors import Conflict, InvalidInput, WrongState
from parley.domain.review import ReviewItem, ReviewState
from support.build import NOW, item, later

LEASE = timedelta(seconds=60)
Verb = Callable[[ReviewItem], ReviewItem]

PENDING = item()
MINE = review.claim(PENDING, "ada", NOW, LEASE)
THEIRS = review.claim(PENDING, "bob", NOW, LEASE)
MINE_LAPSED = review.claim(PENDING, "ada", later(-61), LEASE)
THEIRS_LAPSED = review.claim(PENDING, "bob", later(-61), LEASE)
RELEASED = review.release(MINE, "ada", MINE.etag, None, NOW)
REJECTED = review.reject(MINE, "ada", MINE.etag, NOW)
ITEMS = {
    "pending": PENDING,
    "mine": MINE,
    "theirs": THEIRS,
    "mine lapsed": MINE_LAPSED,
    "theirs lapsed": THEIRS_LAPSED,
    "released": RELEASED,
    "rejected": REJECTED,
}
VERBS: dict[str, Verb] = {
    "claim": lambda i: review.claim(i, "ada", NOW, LEASE),
    "renew": lambda i: review.renew(i, "ada", NOW, LEASE),
    "release": lambda i: review.release(i, "ada", i.etag, "edited", NOW),
    "reject": lambda i: review.reject(i, "ada", i.etag, NOW),
    "escalate": lambda i: review.escalate(i, "ada", i.etag, "too hard", NOW),
    "expire": review.expire_deadline,
    "send unreviewed": review.send_unreviewed,
}
_HELD_ONLY = {
    "pending": "NOT_CLAIMED",
    "mine": "",
    "theirs": "NOT_CLAIMED",
    "mine lapsed": "LEASE_EXPIRED",
    "theirs lapsed": "NOT_CLAIMED",
    "released": "ITEM_DECIDED",
    "rejected": "ITEM_DECIDED",
}
_DECIDED_REFUSED = dict.fromkeys(ITEMS, "") | {
    "released": "ITEM_DECIDED",
    "rejected": "ITEM_DECIDED",
}
# By verb and state, the reason of the refusal; "" where the verb is allowed.
REFUSALS = {
    "claim": _DECIDED_REFUSED | {"theirs": "ITEM_CLAIMED"},
    "renew": _HELD_ONLY,
    "release": _HELD_ONLY,
    "reject": _HELD_ONLY,
    "escalate": _HELD_ONLY,
    "expire": _DECIDED_REFUSED,
    "send unreviewed": _DECIDED_REFUSED,
}


@pytest.mark.parametrize("state", ITEMS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(verb: str, state: str) -> None:
    """A verb is allowed or refused with one reason, for each state and holder."""
    before = ITEMS[state]
    reason = ""
    try:
        VERBS[verb](before)
    except WrongState as error:
        reason = error.reason
    assert reason == REFUSALS[verb][state]


def test_claiming_starts_a_lease_and_a_new_version() -> None:
    """The claimed item names its reviewer and until when."""
    assert MINE.state is ReviewState.CLAIMED
    assert MINE.claimed_by == "ada"
    assert MINE.lease_until == later(60)
    assert MINE.etag != PENDING.etag


@pytest.mark.parametrize(("seconds", "held"), [(0, True), (59.999, True), (60, False), (61, False)])
def test_a_lease_ends_at_its_time(seconds: float, held: bool) -> None:
    """At any moment an item is either held or claimable, never both and never neither."""
    assert review.is_held_by(MINE, "ada", later(seconds)) is held
    assert review.is_claimable(MINE, later(seconds)) is not held
    assert not review.is_held_by(MINE, "bob", later(seconds))


def test_a_lapsed_claim_passes_to_the_next_reviewer() -> None:
    """Whoever claims after the lease takes the item over, and the first has lost it."""
    taken = review.claim(MINE, "bob", later(60), LEASE)
    assert (taken.claimed_by, taken.lease_until) == ("bob", later(120))
    with pytest.raises(WrongState, match="claim the item first"):
        review.release(taken, "ada", taken.etag, None, later(61))


def test_renewing_keeps_the_etag_in_hand_good() -> None:
    """A reviewer who renews while typing can still release with the etag of the claim."""
    renewed = review.renew(MINE, "ada", later(50), LEASE)
    assert renewed.lease_until == later(110)
    assert renewed.etag == MINE.etag
    released = review.release(renewed, "ada", MINE.etag, None, later(100))
    assert released.state is ReviewState.RELEASED


@pytest.mark.parametrize("verb", ["release", "reject", "escalate"])
@pytest.mark.parametrize("etag", ["", "1", "3", "x"])
def test_a_stale_etag_is_refused(verb: str, etag: str) -> None:
    """Nobody decides on what they have not seen; the error tells the etag there is."""
    verbs = {
        "release": lambda: review.release(MINE, "ada", etag, None, NOW),
        "reject": lambda: review.reject(MINE, "ada", etag, NOW),
        "escalate": lambda: review.escalate(MINE, "ada", etag, "", NOW),
    }
    assert MINE.etag == "2"
    with pytest.raises(Conflict) as refused:
        verbs[verb]()
    assert refused.value.reason == "ETAG_MISMATCH"
    assert refused.value.metadata == {"current": "2"}


@pytest.mark.parametrize(
    ("edited", "text"), [(None, PENDING.translation.text), (" Better. ", " Better. ")]
)
def test_a_release_says_what_goes_out_and_who_decided(edited: str | None, text: str) -> None:
    """An edit goes out exactly as it was typed, without one the proposed translation does."""
    released = review.release(MINE, "ada", MINE.etag, edited, later(5))
    assert released.released_text == text
    assert (released.decided_by, released.decided_at) == ("ada", later(5))
    assert (released.claimed_by, released.lease_until) == ("", None)
    assert released.version == MINE.version + 1


@pytest.mark.parametrize("edited", ["", " ", "\n\t"])
def test_an_edit_cannot_be_empty(edited: str) -> None:
    """A reviewer who wants nothing sent rejects; an emptied box is a mistake."""
    with pytest.raises(InvalidInput) as refused:
        review.release(MINE, "ada", MINE.etag, edited, NOW)
    assert refused.value.reason == "EMPTY_TEXT"


def test_a_rejection_lets_nothing_out() -> None:
    """A rejected item has no text to release."""
    assert REJECTED.state is ReviewState.REJECTED
    assert REJECTED.released_text == ""
    assert REJECTED.decided_by == "ada"


def test_escalation_returns_the_item_with_a_note() -> None:
    """The next reviewer finds it free, marked and explained."""
    back = review.escalate(MINE, "ada", MINE.etag, "too hard", NOW)
    assert back.state is ReviewState.PENDING
    assert (back.escalated, back.escalation_note) == (True, "too hard")
    assert (back.claimed_by, back.lease_until) == ("", None)
    assert back.etag != MINE.etag
    assert review.is_claimable(back, NOW)


def test_a_deadline_marks_the_item_without_taking_it_away() -> None:
    """Whoever is at work on it keeps the claim, the lease and the etag."""
    expired = review.expire_deadline(MINE)
    assert expired.escalated
    assert expired.deadline is None
    assert (expired.claimed_by, expired.lease_until, expired.etag) == (
        MINE.claimed_by,
        MINE.lease_until,
        MINE.etag,
    )


def test_a_deadline_can_send_what_nobody_read() -> None:
    """The item waits on, in nobody's hands, marked as sent and as too late; no verdict is made."""
    sent = review.send_unreviewed(MINE)
    assert (sent.state, sent.claimed_by, sent.lease_until) == (ReviewState.PENDING, "", None)
    assert (sent.sent_already, sent.deadline, sent.deadline_missed) == (True, None, True)
    assert (sent.decided_by, sent.decided_at, sent.released_text) == ("", None, "")
    assert sent.etag != MINE.etag
