"""The record of the review queue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.domain.audit import Action
from parley.domain.review.item import ReviewItem, ReviewState
from parley.domain.review.urgency import Line

Verb = Callable[[ReviewItem], ReviewItem]


@dataclass(frozen=True, slots=True)
class ReviewQuery:
    """Which items, in order of urgency; empty languages match all.

    `of_lines` picks lines, None for all; it is for the states of `OPEN_STATES` alone. `text` is
    looked for in source and proposed translation, whatever its case.
    """

    states: tuple[ReviewState, ...]
    source_language: str = ""
    target_language: str = ""
    limit: int = 50
    offset: int = 0
    of_lines: Callable[[Line], bool] | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """Which item somebody takes.

    Attributes:
        review_item_id: this one; empty for the most urgent one that fits.
        may_claim: whether the items of a line are for them.
        most_open_claims: refuse beyond so many items in hand; 0 for any number.
    """

    now: datetime
    reviewer: str
    may_claim: Callable[[Line], bool]
    most_open_claims: int = 0
    review_item_id: str = ""


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item and the number of its last change; later changes have higher numbers."""

    change: int
    item: ReviewItem


class ReviewStore(Protocol):
    """The review queue's record. Writes go through `ConversationStore.commit` and these.

    Each write adds the action to the audit log, in the same transaction.
    """

    async def review_item(self, review_item_id: str) -> ReviewItem:
        """Raises NotFound: REVIEW_ITEM_NOT_FOUND."""
        ...

    async def review_items(self, query: ReviewQuery) -> list[ReviewItem]: ...

    async def decided_items_of(self, rule: str) -> list[ReviewItem]:
        """Those that a rule flagged and a person decided on, oldest first."""
        ...

    async def decided_items(self, direction: str) -> list[ReviewItem]:
        """Those of a direction, "de-en", that a person decided on, oldest first."""
        ...

    async def claim(self, query: ClaimQuery, verb: Verb, action: Action) -> ReviewItem | None:
        """Find an item and apply the verb to it, in one transaction; None if nothing fits.

        Raises:
            NotFound: REVIEW_ITEM_NOT_FOUND.
            WrongState: TOO_MANY_CLAIMS, and what the verb raises.
        """
        ...

    async def update_item(self, item: ReviewItem, was: ReviewItem, action: Action) -> None:
        """Write an item that changes no message (renewal, escalation).

        Raises:
            Conflict: ITEM_CHANGED, if version or lease is no longer that of `was`.
        """
        ...

    async def items_past_deadline(self, now: datetime, limit: int) -> list[ReviewItem]:
        """Open items past their deadline that are in nobody's hands, the first due first."""
        ...

    async def items_to_release(self, now: datetime, limit: int) -> list[ReviewItem]:
        """Releases whose undo window has ended."""
        ...

    async def alike(self, item: ReviewItem, limit: int) -> list[ReviewItem]:
        """Waiting items with the likeness and direction of this one, most urgent first."""
        ...

    async def last_change(self) -> int:
        """The number of the newest change of any item; 0 before the first."""
        ...

    async def open_items(
        self, after: ReviewItem | None, source_language: str, target_language: str, limit: int
    ) -> list[ChangedItem]:
        """Open items by urgency, those behind `after`; empty languages match all."""
        ...

    async def changes(
        self, after: int, source_language: str, target_language: str, limit: int
    ) -> Sequence[ChangedItem]:
        """Items, decided ones too, by the number of their last change."""
        ...
