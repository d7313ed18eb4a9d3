"""What every part of the review flow works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from parley.domain.audit import Action
from parley.domain.errors import InvalidInput, NotAllowed
from parley.domain.ports import REVIEW_QUEUE, Clock, EventBus, Store
from parley.domain.review import LONGEST_LEASE, LONGEST_UNDO, SHORTEST_LEASE, ReviewItem
from parley.domain.reviewer import Reviewer, stranger
from parley.flow.pipeline import Pipeline
from parley.flow.suggest import Suggester


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Settings of the queue.

    Attributes:
        undo_window: how long a release can be undone where a call does not say.
        known_reviewers_only: whether names without a profile are refused.
    """

    default_lease: timedelta
    undo_window: timedelta = timedelta(0)
    known_reviewers_only: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Store, bus, pipeline, memory and time; `on_commit` is called after each event committed."""

    store: Store
    bus: EventBus
    pipeline: Pipeline
    clock: Clock
    on_commit: Callable[[], None]
    rules: ReviewRules
    suggester: Suggester

    async def reviewer(self, name: str) -> Reviewer:
        """The profile behind a name, or a stranger with every right.

        Raises:
            InvalidInput: MISSING_REVIEWER.
            NotAllowed: UNKNOWN_REVIEWER, where the settings want a profile.
        """
        if not name.strip():
            raise InvalidInput("MISSING_REVIEWER", "say who claims", field="reviewer")
        known = await self.store.reviewer(name)
        if known is None and self.rules.known_reviewers_only:
            raise NotAllowed("UNKNOWN_REVIEWER", "no reviewer of this name has a profile here")
        return known or stranger(name)

    async def write(self, item: ReviewItem, was: ReviewItem, action: Action) -> ReviewItem:
        """Store an item that changes no message, and tell the watchers."""
        await self.store.update_item(item, was, action)
        self.bus.wake(REVIEW_QUEUE)
        return item

    def lease(self, asked: timedelta | None) -> timedelta:
        """Raises InvalidInput: INVALID_LEASE."""
        if asked is None:
            return self.rules.default_lease
        if not SHORTEST_LEASE <= asked <= LONGEST_LEASE:
            raise InvalidInput(
                "INVALID_LEASE", "a lease lasts 5 seconds to 4 hours", field="lease_duration"
            )
        return asked

    def undo_window(self, asked: timedelta | None) -> timedelta:
        """Raises InvalidInput: INVALID_UNDO_WINDOW."""
        if asked is None:
            return self.rules.undo_window
        if not timedelta(0) <= asked <= LONGEST_UNDO:
            raise InvalidInput(
                "INVALID_UNDO_WINDOW", "an undo window lasts 5 minutes at most", field="undo_window"
            )
        return asked
