"""What could not be applied when it was due, and when it is tried again."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class _Setback:
    """Of one item: the latest reason, the pause after it, and when that ends."""

    reason: str
    pause_s: float
    until: float


class Setbacks:
    """By item; each pause is twice the one before, up to a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        self._clock = clock
        self._by_item: dict[str, _Setback] = {}

    def __len__(self) -> int:
        return len(self._by_item)

    def is_pausing(self, item_id: str) -> bool:
        setback = self._by_item.get(item_id)
        return setback is not None and setback.until > self._clock()

    def add(self, item_id: str, reason: str) -> bool:
        """Whether the reason is news, which an operator is to be told of."""
        before = self._by_item.get(item_id)
        pause_s = min(_LONGEST_PAUSE_S, 2 * before.pause_s) if before else _FIRST_PAUSE_S
        self._by_item[item_id] = _Setback(reason, pause_s, self._clock() + pause_s)
        return before is None or before.reason != reason

    def keep(self, item_ids: Collection[str]) -> None:
        """Forget all but these: what is not due any more has been applied."""
        self._by_item = {key: self._by_item[key] for key in self._by_item if key in item_ids}
