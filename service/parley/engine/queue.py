"""What waits for one model, and who goes next.

Live chat goes before e-mail, e-mail before backfill. Whoever has been overtaken for longer than
the patience of its class is overdue, and every few batches one begins with the class that is
overdue longest: nothing starves, and yet a backlog of old e-mail holds chat up by no more than
one batch in `_TURNS`. Within a class tenants take turns by tokens (start-time fair queueing,
Goyal, Vin and Cheng 1996, with tokens for packet lengths), so a tenant with a thousand lines
does not keep another's single line waiting.
"""

import itertools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from parley.domain.message import Priority

# Seconds that a class may be overtaken before it is overdue.
PATIENCE_S = {Priority.LIVE: 0.0, Priority.EMAIL: 0.5, Priority.BACKFILL: 3.0}
# Of so many batches one begins with what is overdue.
_TURNS = 4
# How far down the queue a batch looks for segments of like length.
_LOOK_AHEAD = 256
# A shorter segment than this share of the longest would be mostly padding.
_LIKE_LENGTH = 0.4

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Place(Generic[T]):
    """One segment's place in the queue; `left` once it was taken, or is not wanted any more."""

    work: T
    tokens: int
    priority: Priority
    tenant: str
    arrived: float
    left: bool = False


@dataclass(eq=False, slots=True)
class _Tenant(Generic[T]):
    """One tenant's places in one class; `served` is its virtual time, in tokens."""

    served: float
    places: deque[Place[T]] = field(default_factory=deque)

    def head(self) -> Place[T] | None:
        while self.places and self.places[0].left:
            self.places.popleft()
        return self.places[0] if self.places else None


class _Class(Generic[T]):
    """The tenants of one priority."""

    def __init__(self) -> None:
        self._tenants: dict[str, _Tenant[T]] = {}
        self._virtual_time = 0.0

    def push(self, place: Place[T]) -> None:
        tenant = self._tenants.get(place.tenant)
        if tenant is None:
            # Who comes anew has no credit for the time before.
            tenant = self._tenants[place.tenant] = _Tenant(self._virtual_time)
        tenant.places.append(place)

    def oldest(self) -> float | None:
        """When the one that waits longest came; None for an empty class."""
        heads = [head.arrived for tenant in self._tenants.values() if (head := tenant.head())]
        return min(heads, default=None)

    def in_turn(self) -> Iterator[Place[T]]:
        """Places as they would be served, each tenant's in order, nothing changed by looking."""
        self._forget_empty()
        ahead = {name: tenant.served for name, tenant in self._tenants.items()}
        rest = {
            name: (place for place in tenant.places if not place.left)
            for name, tenant in self._tenants.items()
        }
        while ahead:
            name = min(ahead, key=ahead.__getitem__)
            place = next(rest[name], None)
            if place is None:
                del ahead[name]
                continue
            ahead[name] += place.tokens
            yield place

    def charge(self, place: Place[T]) -> None:
        tenant = self._tenants[place.tenant]
        self._virtual_time = max(self._virtual_time, tenant.served)
        tenant.served += place.tokens

    def _forget_empty(self) -> None:
        for name in [name for name, tenant in self._tenants.items() if tenant.head() is None]:
            # A tenant that was ahead of its share stays so until time has caught up with it.
            if self._tenants[name].served <= self._virtual_time or len(self._tenants) == 1:
                del self._tenants[name]


class Queue(Generic[T]):
    """Places in order of service; not safe for threads."""

    def __init__(self) -> None:
        self._classes: dict[Priority, _Class[T]] = {priority: _Class() for priority in PATIENCE_S}
        self._since_overdue = 0
        self.tokens = 0
        self.places = 0

    def __bool__(self) -> bool:
        return self.places > 0

    def push(self, place: Place[T]) -> None:
        self._classes[place.priority].push(place)
        self.tokens += place.tokens
        self.places += 1

    def leave(self, place: Place[T]) -> None:
        """Give up a place; one that has been left already stays so."""
        if not place.left:
            place.left = True
            self.tokens -= place.tokens
            self.places -= 1

    def take(self, budget_tokens: int, now: float) -> list[Place[T]]:
        """The next batch: the first in turn, and what fits beside it.

        Rows times the longest row stay within the budget, unless the first is longer by itself.
        """
        batch: list[Place[T]] = []
        longest = 0
        for place in itertools.islice(self._in_turn(now), _LOOK_AHEAD):
            widest = max(longest, place.tokens)
            fits = widest * (len(batch) + 1) <= budget_tokens
            alike = min(longest or place.tokens, place.tokens) >= _LIKE_LENGTH * widest
            if batch and not (fits and alike):
                # Not even another of the shortest length would fit.
                if longest * (len(batch) + 1) > budget_tokens:
                    break
                continue
            batch.append(place)
            longest = widest
        for place in batch:
            self._classes[place.priority].charge(place)
            self.leave(place)
        return batch

    def _in_turn(self, now: float) -> Iterator[Place[T]]:
        order = [
            priority for priority in PATIENCE_S if self._classes[priority].oldest() is not None
        ]
        first = self._overdue(order, now)
        if first is not None:
            order.remove(first)
            order.insert(0, first)
        for priority in order:
            yield from self._classes[priority].in_turn()

    def _overdue(self, order: list[Priority], now: float) -> Priority | None:
        """The class whose turn it is although a more urgent one waits."""
        overdue: dict[Priority, float] = {}
        for priority in order[1:]:
            oldest = self._classes[priority].oldest()
            assert oldest is not None
            late_s = now - oldest - PATIENCE_S[priority]
            if late_s > 0:
                overdue[priority] = late_s
        if not overdue:
            self._since_overdue = 0
            return None
        self._since_overdue += 1
        if self._since_overdue < _TURNS:
            return None
        self._since_overdue = 0
        return max(overdue, key=overdue.__getitem__)
