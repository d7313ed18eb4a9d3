"""Many customers, one sentence: items whose sources differ in their values only."""

from dataclasses import dataclass
from datetime import timedelta

from parley.domain import review
from parley.domain.audit import Action
from parley.domain.errors import ParleyError
from parley.domain.review import (
    LONGEST_UNDO,
    ReleaseTag,
    ReviewItem,
    ReviewState,
    text_in_hand,
)
from parley.domain.review.urgency import line_of
from parley.domain.reviewer import Reviewer, may_claim
from parley.flow.memory import unit_of
from parley.flow.review.verdicts import Verdicts, with_distance
from parley.flow.slots import filled, slotted
from parley.text.normalise import memory_key

_MOST = 200
_MOST_RELEASING = 1_000
_BRIEF = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class ReleasedAlike:
    """The item that a reviewer released, the others, and how many stayed in the queue."""

    item: ReviewItem
    others: tuple[ReviewItem, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Fitting:
    """A look-alike and the text that it would go out with; None where it would stay."""

    item: ReviewItem
    text: str | None


class LookAlikes(Verdicts):
    """Releases one text for every waiting item that asks for it."""

    async def alike(self, review_item_id: str) -> list[ReviewItem]:
        """Waiting items of the same direction and likeness, 200 at most."""
        item = await self._desk.store.review_item(review_item_id)
        return await self._desk.store.alike(item, _MOST)

    async def fittings(self, item: ReviewItem, reviewer: Reviewer, text: str) -> list[Fitting]:
        """What releasing `item` with a text would do to each of its look-alikes."""
        return [
            Fitting(other, _text_for(item, text, other, reviewer))
            for other in await self._desk.store.alike(item, _MOST)
        ]

    async def undo_alike(
        self, review_item_id: str, reviewer: str, lease: timedelta | None
    ) -> ReviewItem:
        """Take back a release and those of its look-alikes, which return to the queue.

        Raises as `undo_release`; what went out meanwhile stays out.
        """
        store = self._desk.store
        item = await store.review_item(review_item_id)
        undone = await self.undo_release(review_item_id, reviewer, lease)
        horizon = self._desk.clock.now() + LONGEST_UNDO
        for other in await store.items_to_release(horizon, _MOST_RELEASING):
            if _was_released_along(item, other, reviewer):
                now = self._desk.clock.now()
                try:
                    free = review.returned(review.undo(other, reviewer, now, _BRIEF))
                    await self._desk.write(free, other, Action(reviewer, "undo", now))
                except ParleyError:
                    continue
        return undone

    async def release_alike(
        self,
        review_item_id: str,
        reviewer: str,
        etag: str,
        edited_text: str | None,
        *,
        undo_window: timedelta | None = None,
        tags: tuple[ReleaseTag, ...] = (),
    ) -> ReleasedAlike:
        """Release an item, then its look-alikes with their own values in the text.

        Each goes its own way: what somebody else took meanwhile, what this reviewer may not
        claim, and what the text cannot be made to fit stays where it is.

        Raises:
            As `release`.
        """
        item = await self.release(
            review_item_id, reviewer, etag, edited_text, undo_window=undo_window, tags=tags
        )
        profile = await self._desk.reviewer(reviewer)
        text = item.released_text or text_in_hand(item)
        others: list[ReviewItem] = []
        alike = await self.fittings(item, profile, text)
        for found in alike:
            if found.text is None:
                continue
            try:
                others.append(
                    await self._release_like(item, found.item, reviewer, found.text, undo_window)
                )
            except ParleyError:
                continue
        return ReleasedAlike(item, tuple(others), len(alike) - len(others))

    async def _release_like(
        self,
        model: ReviewItem,
        other: ReviewItem,
        reviewer: str,
        text: str,
        undo_window: timedelta | None,
    ) -> ReviewItem:
        now = self._desk.clock.now()
        claimed = review.claim(other, reviewer, now, _BRIEF)
        released = with_distance(
            review.release(
                claimed,
                reviewer,
                claimed.etag,
                text,
                now,
                undo_window=self._desk.undo_window(undo_window),
                tags=model.tags,
            )
        )
        verb = "release_alike" if released.state is not ReviewState.PENDING else "approve_alike"
        return await self.carry_out(other, released, Action(reviewer, verb, now))


def _text_for(item: ReviewItem, text: str, other: ReviewItem, reviewer: Reviewer) -> str | None:
    if other.approved_by == reviewer.reviewer_id or not may_claim(reviewer, line_of(other)):
        return None
    return fitting_text(item, text, other)


def _was_released_along(item: ReviewItem, other: ReviewItem, reviewer: str) -> bool:
    """Whether a release belongs to the one of `item`: the same line, no sooner."""
    return (
        other.review_item_id != item.review_item_id
        and other.likeness == item.likeness != ""
        and line_of(other) == line_of(item)
        and other.decided_by == reviewer
        and other.decided_at is not None
        and item.decided_at is not None
        and other.decided_at >= item.decided_at
    )


def likeness_of(source: str) -> str:
    """The same for texts that differ in amounts, dates, links, order numbers and the like."""
    return slotted(source)[0]


def fitting_text(item: ReviewItem, text: str, other: ReviewItem) -> str | None:
    """The released text with another item's values in it; None if they cannot be placed."""
    key, values = slotted(other.source_text)
    unit = unit_of(
        source=item.source_text,
        target=text,
        source_language=item.translation.source_language,
        target_language=item.translation.target_language,
        formality=item.translation.formality,
        message_id=item.message_id,
        at=item.created_at,
    )
    if unit.source == key and item.translation.formality == other.translation.formality:
        return filled(unit.target, values)
    same = memory_key(item.source_text) == memory_key(other.source_text)
    return text if same and item.translation.formality == other.translation.formality else None
