"""Repetition that no person would write: the way small models fail."""

from collections.abc import Sequence

# (pieces in the unit, times in a row that are too many)
_LIMITS = ((1, 5), (2, 4), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3), (8, 3))


def is_looped(pieces: Sequence[str], source: Sequence[str]) -> bool:
    """Whether `pieces` repeat a unit in a row more than language does, and `source` does not."""
    return _longest_run(pieces) > 0 and _longest_run(source) == 0


def _longest_run(pieces: Sequence[str]) -> int:
    """Pieces in the longest run over a limit; 0 if there is none."""
    longest = 0
    for unit, times in _LIMITS:
        needed = unit * (times - 1)
        matched = 0
        for index in range(unit, len(pieces)):
            matched = matched + 1 if pieces[index] == pieces[index - unit] else 0
            if matched >= needed:
                longest = max(longest, matched + unit)
    return longest
