"""Dates as days of a month, however they are written: "24.12.", "12/24", "24th of December".

English is read by either order of day and month, since some of its readers have the one and some
the other; so are the few regions of other languages that write both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from parley.domain.language import primary
from parley.risk.value_words import ENTRIES, MONTH

_MONTHS, _DAYS = 12, 31
_EITHER_ORDER = frozenset(["fr-ca", "es-us", "es-pr", "es-pa"])
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:\.|º|°|st|nd|rd|th|er|o)?"
_BEFORE = r"(?<![\w.,:/%€$£])"
_YEAR = r"(?P<{}>(?:19|20)\d\d)(?![\d:%€$£]|[.,]\d)"
_SHORT = (
    r"(?P<one>\d{1,2})/(?P<two>\d{1,2})(?![\d/%€$£-]|[.,:]\d|\s?(?:[ap]\.?m\b|uhr|[%€$£h](?!\w)))"
)
_SHORT_GERMAN = (
    r"(?P<one>\d{1,2})\.\s?(?P<two>\d{1,2})"
    r"(?:(?P<point>\.)(?!\s?\d\d?\.\d|\d)|(?![\w.:/%€$£-]|,\d|\s?(?:uhr|[%€$£])))"
)
# "24.12." is a date after these, and may be a chapter or an amount elsewhere.
_SAYS_DATE = re.compile(
    r"(?<!\w)(?:(?:am|vom|zum|beim|dem|\w+tag|\w+abend|\w+woch)(?: (?:dem|den|der|zum))?,?"
    r"|(?P<weak>seit|bis|ab|den|der)|\d{1,2}\.\d{1,2}\.? ?(?:und|bis|oder|-)) ?$"
)
# A day that shares the month of the date beside it.
_DAY_AND = re.compile(
    rf"(?<![\d.,:/-])(?P<day>{_DAY}){_ORDINAL}(?:\s?-\s?|,?\s(?:bis|und|oder|to|until|and|or|et|ou|au|y|o"
    r"|al|e|a)\s(?:(?:zum|dem|the|le|el|o|ao)\s)?)$"
)
_AND_DAY = re.compile(
    r"(?:\s?-\s?|,?\s(?:to|until|till|through|and|or)\s)(?:the\s)?"
    rf"(?P<day>{_DAY})(?:st|nd|rd|th)?(?![\w:%€$£/-]|[.,]\d)"
)
_FULL = (
    r"(?<!\w-)(?:(?P<iso>\d{4})[-/.](?P<isomonth>\d{1,2})[-/.](?P<isoday>\d{1,2})(?!\d|[./-]\d)"
    r"|(?P<first>\d{1,2})(?P<mark>[./-])\s?(?P<second>\d{1,2})(?P=mark)\s?(?P<year>(?:19|20)\d\d|\d\d)"
    r"(?!\d|[./-]\d|[:%€$£]))"
)


def _pattern(language: str) -> re.Pattern[str]:
    words = _NAMES[language]
    month = "|".join(sorted(words, key=len, reverse=True))
    short = _SHORT_GERMAN if language == "de" else _SHORT
    named = rf"(?P<day>{_DAY}){_ORDINAL}\s?(?:(?:de|of|do)\s)?(?P<month>{month})(?!\w)"
    after = (
        rf"(?P<monthfirst>{month})(?!\w)\.?\s(?:the\s)?"
        rf"(?P<dayafter>{_DAY})(?:st|nd|rd|th)?(?![\w:%€$£]|[.,]\d)"
    )
    return re.compile(
        rf"{_BEFORE}(?:{_FULL}|{named}(?:\.?,?\s(?:de\s|del\s|of\s)?{_YEAR.format('yearnamed')})?"
        rf"|{after}(?:,?\s{_YEAR.format('yearafter')})?|(?<!\w-){short})"
    )


_NAMES = MappingProxyType(
    {
        language: MappingProxyType(
            {
                word: int(min(entry.values))
                for word, entries in known.items()
                for entry in entries
                if entry.kind is MONTH
            }
        )
        for language, known in ENTRIES.items()
    }
)
_PATTERNS = MappingProxyType({language: _pattern(language) for language in ENTRIES})


@dataclass(frozen=True, slots=True)
class Date:
    """A day of a month, at a half-open range of the text.

    Attributes:
        readings: month and day, both ways where either may come first.
        year: in two or four digits, empty without one.
        bare: the range without the year.
        sure: it can be nothing but a date.
        digits: its month is a number.
    """

    readings: frozenset[tuple[int, int]]
    year: str
    start: int
    end: int
    bare: tuple[tuple[int, int], ...]
    sure: bool
    digits: bool

    def agrees(self, other: "Date") -> bool:
        same_year = not self.year or not other.year or self.year[-2:] == other.year[-2:]
        return same_year and bool(self.readings & other.readings)

    def swaps(self, other: "Date") -> bool:
        """Whether day and month are the other's month and day, and cannot be the same."""
        return self.readings.isdisjoint(other.readings) and any(
            (day, month) in other.readings for month, day in self.readings
        )


def dates(folded: str, language: str) -> list[Date]:
    """The dates of a folded text from left to right; none of a language that is not known."""
    pattern = _PATTERNS.get(primary(language))
    if pattern is None:
        return []
    return [date for match in pattern.finditer(folded) for date in _read(match, language)]


def _read(match: re.Match[str], language: str) -> Iterator[Date]:
    names = _NAMES[primary(language)]
    said = match.groupdict()
    year, digits, sure = "", True, True
    if said["iso"]:
        readings = _one(int(said["isomonth"]), int(said["isoday"]))
        year = said["iso"]
    elif said["first"]:
        readings = _ordered(int(said["first"]), int(said["second"]), language)
        year = said["year"]
        # "11-12-13" may be much else.
        sure = said["mark"] == "." or len(year) > len("24")
    elif name := said["month"] or said["monthfirst"]:
        readings = _one(names[name], int(said["day"] or said["dayafter"]))
        year, digits = said["yearnamed"] or said["yearafter"] or "", False
    elif primary(language) == "de":
        readings = _one(int(said["two"]), int(said["one"]))
        before = _SAYS_DATE.search(match.string, max(0, match.start() - 24), match.start())
        # Without its second point it may be a decimal number.
        sure = before is not None and (said["point"] is not None or not before["weak"])
        if not sure and said["point"] is None:
            return
    else:
        readings = _ordered(int(said["one"]), int(said["two"]), language)
        sure = False
    if readings:
        date = Date(readings, year, *match.span(), _bare(match, year), sure, digits)
        yield from _beside(match, date)
        yield date


def _beside(match: re.Match[str], date: Date) -> Iterator[Date]:
    """Days that share the month of a date: "24. bis 26.12.", "December 24 to 26"."""
    if len(date.readings) > 1:
        return
    month = min(date.readings)[0]
    found = _DAY_AND.search(match.string, max(0, match.start() - 16), match.start())
    if found is None and match["monthfirst"]:
        found = _AND_DAY.match(match.string, match.end())
    if found:
        day = frozenset([(month, int(found["day"]))])
        yield Date(day, "", *found.span("day"), (found.span("day"),), False, False)


def _bare(match: re.Match[str], year: str) -> tuple[tuple[int, int], ...]:
    if not year:
        return (match.span(),)
    group = next(g for g in ("iso", "year", "yearnamed", "yearafter") if match[g])
    start, end = match.span(group)
    return tuple(r for r in ((match.start(), start), (end, match.end())) if r[0] < r[1])


def _ordered(first: int, second: int, language: str) -> frozenset[tuple[int, int]]:
    day_first, month_first = _one(second, first), _one(first, second)
    either = primary(language) == "en" or language.replace("_", "-").lower() in _EITHER_ORDER
    return day_first | month_first if either else day_first or month_first


def _one(month: int, day: int) -> frozenset[tuple[int, int]]:
    valid = 1 <= month <= _MONTHS and 1 <= day <= _DAYS
    return frozenset([(month, day)]) if valid else frozenset()


def paired(source: Sequence[Date], other: Sequence[Date]) -> list[tuple[Date, Date]]:
    """Dates that both texts have, each with its counterpart."""
    left = list(other)
    found: list[tuple[Date, Date]] = []
    for date in source:
        partner = next((there for there in left if date.agrees(there)), None)
        if partner is not None:
            left.remove(partner)
            found.append((date, partner))
    return found
