"""Dates and stretches of time that two texts write in different numbers, or mix up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parley.domain.language import primary
from parley.risk.dates import Date, dates, paired
from parley.risk.durations import counted_otherwise, durations
from parley.risk.numbers import has_digits, readable

_Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Of source and translation, in this order.

    Attributes:
        same: ranges of either text whose numbers need no comparison.
        apart: ranges of dates whose day and month are two numbers and look like one.
        swapped: dates whose day and month changed places.
    """

    same: tuple[_Ranges, _Ranges] = ((), ())
    apart: tuple[_Ranges, _Ranges] = ((), ())
    swapped: tuple[tuple[Date, Date], ...] = ()


NOTHING = Alike()


def alike(texts: tuple[str, str], languages: tuple[str, str]) -> Alike:
    """Compare dates and stretches of time of source and translation.

    Args:
        languages: with their regions, which decide the order of day and month.
    """
    if not any(map(has_digits, texts)):
        return NOTHING
    folded = readable(texts[0]), readable(texts[1])
    tags = primary(languages[0]), primary(languages[1])
    was, now = dates(folded[0], languages[0]), dates(folded[1], languages[1])
    pairs = paired(was, now) if was and now else []
    ranges: tuple[list[tuple[int, int]], list[tuple[int, int]]] = [], []
    for pair in pairs:
        # A year that only one of them has is compared as a number.
        whole = all(date.year for date in pair)
        for kept, date in zip(ranges, pair, strict=True):
            kept.extend([(date.start, date.end)] if whole else date.bare)
    stretches = list(durations(folded[0], tags[0]))
    if stretches:
        for pair_of in counted_otherwise(stretches, list(durations(folded[1], tags[1]))):
            for kept, duration in zip(ranges, pair_of, strict=True):
                kept.append((duration.start, duration.end))
    met = {id(date) for pair in pairs for date in pair}
    left = [date for date in was if id(date) not in met], [d for d in now if id(d) not in met]
    return Alike(
        (tuple(ranges[0]), tuple(ranges[1])),
        (_apart(left[0], folded[0], folded[1]), _apart(left[1], folded[1], folded[0])),
        tuple(_swapped(*left)),
    )


def _apart(left: Sequence[Date], text: str, other: str) -> _Ranges:
    """Short dates with points; one that the other text has copied stays as it is."""
    return tuple(
        (date.start, date.end)
        for date in left
        if date.sure and date.digits and not date.year and text[date.start : date.end] not in other
    )


def _swapped(was: Sequence[Date], now: Sequence[Date]) -> Iterator[tuple[Date, Date]]:
    sure = [there for there in now if there.sure]
    swaps = ((date, there) for date in was if date.sure for there in sure if date.swaps(there))
    return islice(swaps, 1)
