"""What a deployment's own random audit says of the messages that nobody reviews."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import msgspec

from parley.domain.decide import AUDIT_RULE
from parley.domain.language import primary
from parley.domain.ports import ReviewQuery, ReviewStore
from parley.domain.review import ReviewItem, ReviewState
from parley.risk.confidence.bound import upper_bound

_PAGE = 500
_DECIDED = (ReviewState.RELEASED, ReviewState.REJECTED)


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


@dataclass(slots=True)
class _Count:
    reviewed: int = 0
    changed: int = 0
    wrong: int = 0


async def audited(store: ReviewStore, level: float) -> list[Audited]:
    """Bounds from every audited message that was decided, all directions first."""
    return bounds([item async for item in _decided(store)], level)


def bounds(items: Iterable[ReviewItem], level: float) -> list[Audited]:
    """Clopper and Pearson's bound for all directions together, then for each by itself.

    An audit is a sample of what goes out unseen at the thresholds in force, so that one exact
    test is enough; it says nothing of lower thresholds.
    """
    counts: defaultdict[str, _Count] = defaultdict(_Count)
    counts[""] = _Count()
    for item in items:
        if all(flag.rule != AUDIT_RULE for flag in item.flags):
            continue
        made = item.translation
        direction = f"{primary(made.source_language)}-{primary(made.target_language)}"
        for count in (counts[""], counts[direction]):
            count.reviewed += 1
            count.changed += is_changed(item)
            count.wrong += is_wrong(item)
    return [
        Audited(
            direction, count.reviewed, count.changed, count.wrong,
            upper_bound(count.wrong, count.reviewed, level),
        )
        for direction, count in sorted(counts.items())
    ]  # fmt: skip


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


async def _decided(store: ReviewStore) -> AsyncIterator[ReviewItem]:
    offset = 0
    while page := await store.review_items(ReviewQuery(_DECIDED, limit=_PAGE, offset=offset)):
        for item in page:
            yield item
        offset += len(page)
