"""How the time of a search grows with its text, whatever else the machine does."""

import time
from collections.abc import Callable

_SIZES = (25_000, 100_000)
_MEASURES = 5


def is_linear(
    search: Callable[[str], object], unit: str, end: str = "", sizes: tuple[int, int] = _SIZES
) -> bool:
    """Whether four times as much of a unit takes four times as long, and not sixteen times.

    What counts is the time that the processor spends on this process. Other work on the machine
    still disturbs it, but a quadratic search is one in every measurement: of several, one that
    says linear is enough.

    Args:
        end: what follows the last unit.
        sizes: in characters; the second is four times the first.
    """
    small, large = (unit * (size // len(unit)) + end for size in sizes)
    # Half way between the two, on the scale on which they are 4 and 16.
    return any(_spent(search, large) < 8 * _spent(search, small) for _ in range(_MEASURES))


def _spent(search: Callable[[str], object], text: str) -> float:
    """Seconds of the processor for one search; the better of two."""
    found = []
    for _ in range(2):
        start = time.process_time()
        search(text)
        found.append(time.process_time() - start)
    return min(found)
