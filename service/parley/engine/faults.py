"""What goes wrong when small models decode: nothing, loops, lost or invented placeholders."""

from collections import Counter
from collections.abc import Sequence

# (pieces in the unit, times in a row that are too many)
_LIMITS = ((1, 5), (2, 4), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3), (8, 3))
_EMPTY = 100
_LOOP = 10
_FIRST_PLACEHOLDER, _LAST_PLACEHOLDER = "\ue000", "\uf8ff"


def faults(pieces: Sequence[str], source: Sequence[str]) -> int:
    """How faulty a hypothesis is, 0 for not at all.

    Empty is worse than a loop, a loop worse than a placeholder lost or invented; several of
    those add up.
    """
    if not pieces:
        return _EMPTY
    lost = misplaced(_placeholders(pieces), _placeholders(source))
    return lost + (_LOOP if is_looped(pieces, source) else 0)


def misplaced(found: Sequence[str], wanted: Sequence[str]) -> int:
    """Placeholders that are missing, and those too many."""
    have, need = Counter(found), Counter(wanted)
    return (need - have).total() + (have - need).total()


def is_looped(pieces: Sequence[str], source: Sequence[str]) -> bool:
    """Whether `pieces` repeat a unit in a row more than language does, and `source` does not."""
    return _has_run(pieces) and not _has_run(source)


def _has_run(pieces: Sequence[str]) -> bool:
    for unit, times in _LIMITS:
        needed = unit * (times - 1)
        matched = 0
        for index in range(unit, len(pieces)):
            matched = matched + 1 if pieces[index] == pieces[index - unit] else 0
            if matched >= needed:
                return True
    return False


def _placeholders(pieces: Sequence[str]) -> list[str]:
    """The private-use characters of a sequence, whatever piece holds them."""
    return [
        character
        for piece in pieces
        for character in piece
        if _FIRST_PLACEHOLDER <= character <= _LAST_PLACEHOLDER
    ]
