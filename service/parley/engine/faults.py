"""What goes wrong when small models decode: nothing, loops, copies, lost placeholders."""

from collections import Counter
from collections.abc import Sequence

from parley.domain.copying import is_copy
from parley.domain.placeholders import placeholders

# (pieces in the unit, times in a row that are too many)
_LIMITS = ((1, 5), (2, 4), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3), (8, 3))
# A language may take a word more for the same emphasis: a run may be this part longer than the
# source's, and once in any case.
_LONGER = 4
_EMPTY = 100
_LOOP = 10
_COPY = 10
# The fewest times in a row that are too many, of any unit.
_FEWEST = min(times for _, times in _LIMITS)


def faults(pieces: Sequence[str], source: Sequence[str]) -> int:
    """How faulty a hypothesis is, 0 for not at all.

    Empty is worse than a loop, a loop worse than a placeholder lost or invented; several of
    those add up.
    """
    if not pieces:
        return _EMPTY
    lost = misplaced(placeholders("".join(pieces)), placeholders("".join(source)))
    return lost + (_LOOP if is_looped(pieces, source) else 0)


def copy_fault(segment: str, text: str, languages: tuple[str, str]) -> int:
    """What a hypothesis is faulty for being its source: as much as for a loop, or 0.

    Args:
        segment: the source's text, `text` the hypothesis's; placeholders are in both.
        languages: of both, primary tags.
    """
    return _COPY if is_copy(segment, text, *languages) else 0


def misplaced(found: Sequence[str], wanted: Sequence[str]) -> int:
    """Placeholders that are missing, and those too many."""
    if found == wanted:
        return 0
    have, need = Counter(found), Counter(wanted)
    return (need - have).total() + (have - need).total()


def is_looped(pieces: Sequence[str], source: Sequence[str]) -> bool:
    """Whether `pieces` repeat a unit in a row more than language does, and than `source` does.

    "ha" nine times may be "ja" nine times, or ten, and not forty. Words count apart from
    punctuation: a row of dots is no leave to stutter.
    """
    if max(Counter(pieces).values(), default=0) < _FEWEST:
        return False
    said = None
    for unit, too_many in _LIMITS:
        for is_spoken, times in _longest_runs(pieces, unit).items():
            if times < too_many:
                continue
            said = said or _said(source)
            if times > said[is_spoken] + max(1, said[is_spoken] // _LONGER):
                return True
    return False


def _said(source: Sequence[str]) -> dict[bool, int]:
    """How often a source repeats any unit in a row, with letters and without."""
    runs = [_longest_runs(source, unit) for unit, _ in _LIMITS]
    return {is_spoken: max(run[is_spoken] for run in runs) for is_spoken in (True, False)}


def _longest_runs(pieces: Sequence[str], unit: int) -> dict[bool, int]:
    """How often in a row a unit of so many pieces stands at most, with letters and without."""
    longest = {True: 1, False: 1}
    matched = 0
    for index in range(unit, len(pieces)):
        matched = matched + 1 if pieces[index] == pieces[index - unit] else 0
        if matched and matched % unit == 0:
            is_spoken = any(map(_is_spoken, pieces[index - unit + 1 : index + 1]))
            longest[is_spoken] = max(longest[is_spoken], matched // unit + 1)
    return longest


def _is_spoken(piece: str) -> bool:
    return any(map(str.isalnum, piece))
