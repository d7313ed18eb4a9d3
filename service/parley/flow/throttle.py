"""Slowing down whoever guesses passwords."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from parley.domain.errors import Overloaded

_FREE_FAILURES = 5
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=15)
_MOST_REMEMBERED = 10_000


class Throttle:
    """After five failures under a key each further one doubles the pause before the next try.

    Kept in memory: a restart forgives. The keys that failed longest ago are forgotten first.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def require_patience(self, key: str) -> None:
        """Raises Overloaded: TOO_MANY_SIGN_INS."""
        count, last = self._failures.get(key, (0, self._now()))
        left = last + _pause(count) - self._now()
        if count >= _FREE_FAILURES and left > timedelta(0):
            raise Overloaded(
                "TOO_MANY_SIGN_INS",
                f"too many failed sign-ins: try again in {left.total_seconds():.0f} seconds",
                retry_after_s=left.total_seconds(),
            )

    def failed(self, key: str) -> None:
        count, last = self._failures.pop(key, (0, self._now()))
        if self._now() - last > _LONGEST_PAUSE:
            count = 0
        self._failures[key] = (count + 1, self._now())
        if len(self._failures) > _MOST_REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        self._failures.pop(key, None)


def _pause(failures: int) -> timedelta:
    doublings = min(max(0, failures - _FREE_FAILURES), 16)
    return min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)
