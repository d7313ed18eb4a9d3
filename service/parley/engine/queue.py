"""What waits for one model, and who goes next.

Live chat goes before e-mail, e-mail before backfill. Whoever has been overtaken for longer than
the patience of its class is overdue, and every few batches one begins with the class that is
overdue longest: nothing starves, and yet a backlog of old e-mail holds chat up by no more than
one batch in `_TURNS`. Within a class tenants take turns by tokens (start-time fair queueing,
Goyal, Vin and Cheng 1996, with tokens for packet lengths), so a tenant with a thousand lines
does not keep another's single line waiting.

Within a tenant calls go in rounds: the first `_ROUND_TOKENS` of a call in the round that is open
when it comes, the next in the round after it, and so on; in a round, whoever came first goes
first. A batch closes the round that it begins with, so whoever comes later enters the next one:
before it go only those of two rounds, however long their texts are, and no batch begins with it
while somebody waits in a round that was closed before it came. What a batch takes along from later
rounds closes none of them, or a line that comes after a long text would enter as far back as that
has got.
"""

import heapq
import itertools
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from parley.domain.message import Priority

# Seconds that a class may be overtaken before it is overdue.
PATIENCE_S = {Priority.LIVE: 0.0, Priority.EMAIL: 0.5, Priority.BACKFILL: 3.0}
# Of so many batches one begins with what is overdue.
_TURNS = 4
# Tokens of one call in a round: a message of a few sentences is not cut, and half of a batch, by
# default, is the most that a single long text puts before a line that comes after it.
_ROUND_TOKENS = 128
# How far down the queue a batch looks for segments of like length.
_LOOK_AHEAD = 256
# A shorter segment than this share of the longest would be mostly padding.
_LIKE_LENGTH = 0.4

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class Call:
    """Whoever asks for segments, and when it came (monotonic seconds).

    `entered` is the round of its first place, `tokens` those of its places until now: all are
    pushed at once.
    """

    priority: Priority
    tenant: str
    arrived: float
    entered: int = 0
    tokens: int = 0


@dataclass(eq=False, slots=True)
class Place(Generic[T]):
    """One segment's place in the queue; `left` once it was taken, or is not wanted any more."""

    work: T
    tokens: int
    call: Call
    round: int = 0
    left: bool = False


class _Tenant(Generic[T]):
    """One tenant's places in one class; `served` is its virtual time, in tokens."""

    def __init__(self, served: int) -> None:
        self.served = served
        # In the order of coming. The first of a plain dict is slow to find once many are gone.
        self._rounds: dict[int, OrderedDict[Place[T], None]] = {}
        self._open = 0

    def __bool__(self) -> bool:
        return bool(self._rounds)

    def round_of(self, call: Call) -> int:
        """The round that the call's next place is in."""
        entered = call.entered if call.tokens else self._open
        return entered + call.tokens // _ROUND_TOKENS

    def push(self, place: Place[T]) -> None:
        call = place.call
        place.round = self.round_of(call)
        if not call.tokens:
            call.entered = place.round
        call.tokens += place.tokens
        self._rounds.setdefault(place.round, OrderedDict())[place] = None

    def remove(self, place: Place[T]) -> None:
        places = self._rounds[place.round]
        del places[place]
        if not places:
            del self._rounds[place.round]

    def close(self, number: int) -> None:
        """Let nobody enter this round any more."""
        self._open = max(self._open, number + 1)

    def in_turn(self) -> Iterator[Place[T]]:
        # There are no more rounds than the longest text has turns.
        for number in sorted(self._rounds):
            yield from self._rounds[number]


class _Class(Generic[T]):
    """The tenants of one priority."""

    def __init__(self) -> None:
        self._tenants: dict[str, _Tenant[T]] = {}
        self._virtual_time = 0
        # All that wait, in the order of coming.
        self._places: OrderedDict[Place[T], None] = OrderedDict()

    def push(self, place: Place[T]) -> None:
        tenant = self._tenants.get(place.call.tenant)
        if tenant is None:
            # Who comes anew has no credit for the time before.
            tenant = self._tenants[place.call.tenant] = _Tenant(self._virtual_time)
        tenant.push(place)
        self._places[place] = None

    def remove(self, place: Place[T]) -> None:
        self._tenants[place.call.tenant].remove(place)
        del self._places[place]

    def oldest(self) -> float | None:
        """When the one that waits longest came; None for an empty class."""
        first = next(iter(self._places), None)
        return None if first is None else first.call.arrived

    def comes_sooner(self, call: Call, place: Place[T]) -> bool:
        """Whether the call's next place would be in an earlier round than its tenant's `place`."""
        return self._tenants[call.tenant].round_of(call) < place.round

    def in_turn(self) -> Iterator[Place[T]]:
        """Places as they would be served, each tenant's in order, nothing changed by looking."""
        self._forget_empty()
        turns = [
            (tenant.served, number, tenant.in_turn())
            for number, tenant in enumerate(self._tenants.values())
        ]
        heapq.heapify(turns)
        while turns:
            served, number, places = turns[0]
            place = next(places, None)
            if place is None:
                heapq.heappop(turns)
                continue
            yield place
            heapq.heapreplace(turns, (served + place.tokens, number, places))

    def begin_with(self, place: Place[T]) -> None:
        """Close the round of what a batch begins with."""
        self._tenants[place.call.tenant].close(place.round)

    def charge(self, place: Place[T]) -> None:
        tenant = self._tenants[place.call.tenant]
        self._virtual_time = max(self._virtual_time, tenant.served)
        tenant.served += place.tokens

    def _forget_empty(self) -> None:
        for name in [name for name, tenant in self._tenants.items() if not tenant]:
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
        self._classes[place.call.priority].push(place)
        self.tokens += place.tokens
        self.places += 1

    def leave(self, place: Place[T]) -> None:
        """Give up a place; one that has been left already stays so."""
        if not place.left:
            place.left = True
            self._classes[place.call.priority].remove(place)
            self.tokens -= place.tokens
            self.places -= 1

    def comes_sooner(self, call: Call, place: Place[T]) -> bool:
        """Whether the call's next place may be served before `place`, which waits."""
        other = place.call
        if call.tenant != other.tenant or call.priority < other.priority:
            return True
        if call.priority > other.priority:
            return False
        return self._classes[call.priority].comes_sooner(call, place)

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
        if batch:
            self._classes[batch[0].call.priority].begin_with(batch[0])
        for place in batch:
            self._classes[place.call.priority].charge(place)
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
