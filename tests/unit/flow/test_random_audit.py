"""Bounds from what reviewers decided about audited messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.domain.decide import AUDIT_RULE
from parley.domain.message import Severity
from parley.domain.review import Cause, ReleaseTag, ReviewItem, ReviewState
from parley.flow.random_audit import Verdict, bounds, counted, verdict_on, verdicts
from parley.risk.confidence.bound import upper_bound
from parley.risk.confidence.calibrated import Counted
from parley.store.sqlite import SqliteStore
from support.build import conversation, flag, item, later, translation
from support.review import add

AUDIT = flag(Severity.MINOR, AUDIT_RULE)
STYLE = ReleaseTag("style/awkward-style", Cause.MODEL)
MEANING = ReleaseTag("accuracy/mistranslation", Cause.MODEL)


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A store that knows the conversation "c1"."""
    opened = SqliteStore(path)
    await opened.create_conversation(conversation())
    yield opened
    await opened.close()


def decided(name: str, text: str = "", *tags: ReleaseTag, **fields: object) -> ReviewItem:
    """An audited message that was released as it was, or as `text`."""
    released = text or translation().text
    return item(
        name,
        **{"flags": (AUDIT,), "state": ReviewState.RELEASED, "released_text": released,
           "tags": tags, **fields},
    )  # fmt: skip


def test_only_changes_of_meaning_are_wrong() -> None:
    """A change without a reason counts as one, a rejection too; style and confirmation do not."""
    items = [
        decided("a"),
        decided("b", "It is late.", STYLE),
        decided("c", "It is not late.", MEANING),
        decided("d", "It is early."),
        decided("e", state=ReviewState.REJECTED, released_text=""),
    ]
    everything, german = bounds(list(map(verdict_on, items)), 0.95)
    assert (everything.direction, german.direction) == ("", "de-en")
    assert (german.reviewed, german.changed, german.wrong) == (5, 4, 3)
    assert german.bound == upper_bound(3, 5, 0.95)


async def test_verdicts_are_on_audited_messages_alone_oldest_first(store: SqliteStore) -> None:
    """Other reviews were picked because they looked bad; what is open has no verdict yet."""
    flagged, random = (flag(),), (AUDIT,)
    for name, flags, state, age in (
        ("r1", random, ReviewState.RELEASED, 5),
        ("r2", flagged, ReviewState.RELEASED, 1),
        ("r3", random, ReviewState.PENDING, 2),
        ("r4", random, ReviewState.REJECTED, 9),
    ):
        await add(
            store,
            name,
            flags=flags,
            state=state,
            created_at=later(-age),
            channel="chat",
            decided_by="ada",
        )
    found = await verdicts(store)
    assert [(one.sent_at, one.wrong) for one in found] == [(later(-9), True), (later(-5), False)]
    assert {(one.channel, one.direction, one.confidence) for one in found} == {
        ("chat", "de-en", 0.7)
    }


def test_directions_are_bounded_apart_and_together() -> None:
    """All of them first."""
    french = decided("b", translation=translation(source_language="fr"))
    rows = bounds([verdict_on(decided("a")), verdict_on(french)], 0.9)
    assert [(row.direction, row.reviewed) for row in rows] == [("", 2), ("de-en", 1), ("fr-en", 1)]


def audits(*confidences: float, wrong: bool = False) -> list[Verdict]:
    """Of German messages, one a second."""
    return [
        Verdict("chat", "de-en", later(second), confidence, wrong, wrong)
        for second, confidence in enumerate(confidences)
    ]


def test_audited_messages_are_counted_from_the_threshold_in_force() -> None:
    """Of what lies under it an audit has no part."""
    found = [*audits(0.9, 0.8), *audits(0.6, wrong=True)]
    assert counted(found, (0.5, 0.6, 0.85)) == (Counted(0.6, 3, 1), Counted(0.85, 1, 0))
    assert counted([], (0.5,)) == ()


def test_a_threshold_that_was_raised_hides_what_lies_under_it() -> None:
    """Messages between the old and the new one are too small a part of all that were audited."""
    before, after = audits(*[0.3, 0.9] * 50), audits(*[0.7, 0.9] * 50)
    for found in (before + after, after + before):
        assert [row.threshold for row in counted(found, (0.3, 0.5, 0.7, 0.8))] == [0.7, 0.8]
