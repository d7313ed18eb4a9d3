"""The record of the review queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.domain.review import ReviewItem, ReviewState


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """Which items, in order of urgency; empty languages match all."""

    states: tuple[ReviewState, ...]
    source_language: str = ""
    target_language: str = ""
    limit: int = 50
    offset: int = 0


class ReviewStore(Protocol):
    """The review queue's record. Writes go through `ConversationStore.commit` and these."""

    async def review_item(self, review_item_id: str) -> ReviewItem:
        """Raises NotFound: REVIEW_ITEM_NOT_FOUND."""
        ...

    async def review_items(self, query: ReviewQuery) -> list[ReviewItem]: ...

    async def claimable(
        self, now: datetime, source_language: str, target_language: str
    ) -> ReviewItem | None:
        """The most urgent item that nobody holds."""
        ...

    async def update_item(self, item: ReviewItem, was: ReviewItem) -> None:
        """Write an item that changes no message (claim, renewal, escalation).

        Raises:
            Conflict: ITEM_CHANGED, if version or lease is no longer that of `was`.
        """
        ...

    async def items_past_deadline(self, now: datetime, limit: int) -> list[ReviewItem]: ...
