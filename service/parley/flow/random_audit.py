"""What a deployment's own random audit says of the messages that nobody reviews."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import msgspec

from parley.domain.decide import AUDIT_RULE
from parley.domain.language import primary
from parley.domain.ports import ReviewStore
from parley.domain.review import ReviewItem, ReviewState
from parley.risk.confidence.bound import upper_bound
from parley.risk.confidence.calibrated import Counted

# Verdicts, in the order in which their messages came, of which the lowest confidence shows what
# threshold was in force.
_STRETCH = 50


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer made of one audited message.

    Attributes:
        direction: "de-en", primary tags.
        confidence: of the translation as the model's own calibration has it, 0..1.
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
    """Of every audited message that a person decided on, oldest message first."""
    return [verdict_on(item) for item in await store.decided_items_of(AUDIT_RULE)]


def bounds(found: Sequence[Verdict], level: float) -> list[Audited]:
    """Clopper and Pearson's bound for all directions together, then for each by itself.

    An audit is a sample of what goes out unseen at the thresholds in force, so that one exact
    test is enough; it says nothing of lower thresholds.
    """
    groups = [("", found), *by_direction(found).items()]
    return [_bounded(direction, those, level) for direction, those in groups]


def by_direction(found: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    """The verdicts of each direction, in their order."""
    ordered = sorted(found, key=lambda verdict: verdict.direction)
    return {key: list(those) for key, those in groupby(ordered, lambda verdict: verdict.direction)}


def count(
    found: Iterable[Verdict], thresholds: Callable[[str], Iterable[float]]
) -> Mapping[str, tuple[Counted, ...]]:
    """Audited messages by direction, counted at the thresholds for each.

    Args:
        found: of one channel, oldest first.
    """
    return {
        direction: counted(those, thresholds(direction))
        for direction, those in by_direction(found).items()
    }


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


def verdict_on(item: ReviewItem) -> Verdict:
    """What a decided item says."""
    made = item.translation
    return Verdict(
        channel=item.channel,
        direction=f"{primary(made.source_language)}-{primary(made.target_language)}",
        sent_at=item.created_at,
        confidence=made.estimated,
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
