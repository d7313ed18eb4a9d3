"""Parts of a text, asked for quickly even where a stranger has made thousands of them."""

from bisect import bisect_left
from collections.abc import Iterable


def blanked(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of these half-open ranges, all else where it was."""
    kept = list(text)
    for start, end in ranges:
        kept[start:end] = " " * (end - start)
    return "".join(kept)


class Ranges:
    """A union of half-open ranges of code points."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meet(self, start: int, end: int) -> bool:
        """Whether a range that is not empty has a code point in common with them."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._ends[before - 1] > start

    def add(self, start: int, end: int) -> None:
        """Take in one that meets none of them."""
        place = bisect_left(self._starts, start)
        self._starts.insert(place, start)
        self._ends.insert(place, end)
