"""Bounds from what reviewers decided about audited messages."""

from parley.domain.decide import AUDIT_RULE
from parley.domain.message import Severity
from parley.domain.review import Cause, ReleaseTag, ReviewItem, ReviewState
from parley.evaluation.audit import bounds
from parley.risk.confidence.bound import upper_bound
from support.build import flag, item, translation

AUDIT = flag(Severity.MINOR, AUDIT_RULE)
STYLE = ReleaseTag("style/awkward-style", Cause.MODEL)
MEANING = ReleaseTag("accuracy/mistranslation", Cause.MODEL)


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
    everything, german = bounds(items, 0.95)
    assert (everything.direction, german.direction) == ("", "de-en")
    assert (german.reviewed, german.changed, german.wrong) == (5, 4, 3)
    assert german.bound == upper_bound(3, 5, 0.95)


def test_other_reviews_say_nothing_of_the_unseen() -> None:
    """They were picked because they looked bad."""
    assert bounds([decided("a", flags=(flag(),))], 0.95)[0].reviewed == 0


def test_directions_are_bounded_apart_and_together() -> None:
    """All of them first."""
    french = translation(source_language="fr")
    rows = bounds([decided("a"), decided("b", translation=french)], 0.9)
    assert [(row.direction, row.reviewed) for row in rows] == [("", 2), ("de-en", 1), ("fr-en", 1)]
