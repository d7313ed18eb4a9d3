"""What a deployment's own random audit says of the messages that nobody reviews."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import msgspec

from parley.domain.decide import AUDIT_RULE
from parley.domain.language import primary
from parley.domain.ports import ReviewQuery, ReviewStore
from parley.domain.review import ReviewItem, ReviewState
from parley.risk.confidence.bound import upper_bound
from parley.risk.confidence.calibrated import Counted

_PAGE = 500
_DECIDED = (ReviewState.RELEASED, ReviewState.REJECTED)
# Verdicts, in the order in which their messages came, of which the lowest confidence shows what
# threshold was in force.
_STRETCH = 50


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer made of one audited message.

    Attributes:
        direction: "de-en", primary tags.
        confidence: of the translation as it went out, 0..1.
        changed: it was not released as it was.
        wrong: it was rejected, or changed for the sake of accuracy or without a reason given.
    """

    channel: str
    direction: str
    sent_at: datetime
    confidence: float
    changed: bool
    wrong: bool


class Audited(msgspec.Struct, frozen=True):
    """One direction, or "" for all of them together.

    Attributes:
        reviewed: audited messages that a reviewer has decided on.
        changed: those of them that were not released as they were.
        wrong: those rejected, or changed for the sake of accuracy or without a reason given.
        bound: upper bound on the share of wrong ones, at the level asked for.
    """

    direction: str
    reviewed: int
    changed: int
    wrong: int
    bound: float


async def verdicts(store: ReviewStore) -> list[Verdict]:
    """Of every audited message that was decided, oldest message first."""
    found = [verdict_on(item) async for item in _decided(store) if is_audit(item)]
    return sorted(found, key=lambda verdict: verdict.sent_at)


def bounds(found: Sequence[Verdict], level: float) -> list[Audited]:
    """Clopper and Pearson's bound for all directions together, then for each by itself.

    An audit is a sample of what goes out unseen at the thresholds in force, so that one exact
    test is enough; it says nothing of lower thresholds.
    """
    groups = [("", found), *by_direction(found).items()]
    return [_bounded(direction, those, level) for direction, those in groups]


def by_direction(found: Iterable[Verdict]) -> Mapping[str, Sequence[Verdict]]:
    """The verdicts of each direction, in their order."""
    ordered = sorted(found, key=lambda verdict: verdict.direction)
    return {key: list(those) for key, those in groupby(ordered, lambda verdict: verdict.direction)}


def counted(found: Sequence[Verdict], thresholds: Iterable[float]) -> tuple[Counted, ...]:
    """How many audited messages lie at or above each threshold, and how many of those are wrong.

    Thresholds under that in force are left out: of what lies between them an audit has no part, or
    too small a one where the threshold was raised meanwhile. What was in force shows in the lowest
    confidence of each stretch of verdicts. That looks at no verdict, so that tests along the rows
    stay exact.

    Args:
        found: of one direction, oldest first.
        thresholds: chosen without looking at these verdicts.
    """
    if not found:
        return ()
    stretches = [found[i : i + _STRETCH] for i in range(0, len(found), _STRETCH)]
    if len(stretches) > 1 and len(stretches[-1]) < _STRETCH:
        stretches.pop()
    in_force = max(min(verdict.confidence for verdict in stretch) for stretch in stretches)
    rows = []
    for threshold in thresholds:
        if threshold >= in_force:
            kept = [verdict for verdict in found if verdict.confidence >= threshold]
            rows.append(Counted(threshold, len(kept), sum(verdict.wrong for verdict in kept)))
    return tuple(rows)


def is_audit(item: ReviewItem) -> bool:
    """Whether the item was drawn at random from what nobody would have seen."""
    return any(flag.rule == AUDIT_RULE for flag in item.flags)


def verdict_on(item: ReviewItem) -> Verdict:
    """What a decided item says."""
    made = item.translation
    return Verdict(
        channel=item.channel,
        direction=f"{primary(made.source_language)}-{primary(made.target_language)}",
        sent_at=item.created_at,
        confidence=made.confidence,
        changed=is_changed(item),
        wrong=is_wrong(item),
    )


def is_changed(item: ReviewItem) -> bool:
    """Whether a reviewer did not let the translation stand."""
    released = item.released_text or item.translation.text
    return item.state is ReviewState.REJECTED or released != item.translation.text


def is_wrong(item: ReviewItem) -> bool:
    """Whether what was sent counts as a critical error.

    A change for style alone does not. One without a reason counts, to be on the safe side.
    """
    if not is_changed(item):
        return False
    return not item.tags or any(tag.category.startswith("accuracy/") for tag in item.tags)


def _bounded(direction: str, found: Sequence[Verdict], level: float) -> Audited:
    wrong = sum(verdict.wrong for verdict in found)
    changed = sum(verdict.changed for verdict in found)
    return Audited(direction, len(found), changed, wrong, upper_bound(wrong, len(found), level))


async def _decided(store: ReviewStore) -> AsyncIterator[ReviewItem]:
    offset = 0
    while page := await store.review_items(ReviewQuery(_DECIDED, limit=_PAGE, offset=offset)):
        for item in page:
            yield item
        offset += len(page)
