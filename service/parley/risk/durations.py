"""Stretches of time, however they are counted: "two weeks" are "14 Tage" and "quinze jours"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from parley.risk.number_phrases import ATOMS
from parley.risk.value_words import ENTRIES, UNIT

# In seconds, or in months, which have no number of days.
_DAY = 86_400
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": _DAY, "week": 7 * _DAY}
_MONTHS = {"month": 1, "year": 12}
# Working days make no weeks.
_WORKING = ("werktag", "arbeitstag")
_MORE_UNITS = {
    "en": {"h": "hour", "hr": "hour"},
    "de": {"h": "hour", "tages": "day", "monats": "month", "jahres": "year"},
    "es": {"h": "hour"},
    "fr": {"h": "hour", "journee": "day", "journees": "day"},
    "pt": {"h": "hour"},
}
_ARTICLES = {"en": "a an", "de": "eine einen einem einer eines", "es": "", "fr": "", "pt": ""}
# "Huit jours" are a week and "quince días" two: both ends are counted.
_BOTH_ENDS: Mapping[str, Mapping[int, int]] = {
    "en": {}, "de": {8: 7}, "es": {8: 7, 15: 14}, "fr": {8: 7, 15: 14}, "pt": {8: 7, 15: 14},
}  # fmt: skip
# A half before a unit, after a number, and after a unit.
_HALVES = {
    "en": ("half[ -](?:an? )?", " and a half", " and a half"),
    "de": ("halbe[nrs]? |halb", "(?:einhalb|thalb)", ""),
    "es": ("medi[oa] ", "", " y medi[oa]"),
    "fr": ("demie?[ -]", "", " et demie?"),
    "pt": ("mei[oa] ", "", " e mei[oa]"),
}
# "1-2 weeks": the lesser of two numbers of one unit.
_LEAST = re.compile(r"(?<![\w.,:/-])(\d{1,3})\s?(?:-|(?:to|or|bis|oder|a|o|ou)(?!\w))\s?$")
_QUARTER, _FORTNIGHT = 900, 14 * _DAY
_NAMED = {
    "en": {"three quarters of an hour": 3 * _QUARTER, "quarter of an hour": _QUARTER},
    "de": {"dreiviertelstunde": 3 * _QUARTER, "viertelstunde": _QUARTER},
    "es": {"tres cuartos de hora": 3 * _QUARTER, "cuarto de hora": _QUARTER},
    "fr": {"trois quarts d'heure": 3 * _QUARTER, "quart d'heure": _QUARTER},
    "pt": {"tres quartos de hora": 3 * _QUARTER, "quarto de hora": _QUARTER},
}
_FORTNIGHTS = {"en": "fortnight", "es": "quincena", "fr": "quinzaine", "pt": "quinzena"}


def _numbers(language: str) -> Mapping[str, int]:
    one = dict.fromkeys(_ARTICLES[language].split(), 1)
    # "Anderthalb" is one and a half as "zweieinhalb" is two.
    return MappingProxyType(
        {**ATOMS[language], **one, **({"ander": 1} if language == "de" else {})}
    )


def _units(language: str) -> Mapping[str, str]:
    units = {
        word: unit
        for word, entries in ENTRIES[language].items()
        for entry in entries
        if entry.kind is UNIT and len(entry.values) == 1 and not word.startswith(_WORKING)
        for unit in entry.values & (_SECONDS.keys() | _MONTHS.keys())
    }
    return MappingProxyType(units | _MORE_UNITS[language])


def _named(language: str) -> Mapping[str, int]:
    fortnight = _FORTNIGHTS.get(language)
    return MappingProxyType(_NAMED[language] | ({fortnight: _FORTNIGHT} if fortnight else {}))


def _any_of(words: Mapping[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _pattern(language: str) -> re.Pattern[str]:
    before, joined, after = _HALVES[language]
    number = rf"\d{{1,4}}(?:[.,]5)?|{_any_of(_NUMBERS[language])}"
    unit = _any_of(_UNITS[language])
    too = f"(?P<too>{after})?" if after else "(?P<too>(?!))?"
    bare = rf"|(?P<bare>{unit}){after}" if after and language != "en" else "|(?P<bare>(?!))"
    return re.compile(
        rf"(?<![\w.,:/])(?<![^\W\d]-)(?:(?P<named>{_any_of(_NAMES[language])})"
        rf"|(?:(?P<half>{before})|(?P<amount>{number})(?P<joined>{joined or '(?!)'})?[ -]?)"
        rf"(?P<unit>{unit}){too}{bare})(?!\w)"
    )


_NUMBERS = MappingProxyType({language: _numbers(language) for language in ATOMS})
_UNITS = MappingProxyType({language: _units(language) for language in ATOMS})
_NAMES = MappingProxyType({language: _named(language) for language in ATOMS})
_PATTERNS = MappingProxyType({language: _pattern(language) for language in ATOMS})


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time, at a half-open range of the text.

    Attributes:
        lengths: in half seconds, and negative in half months; several where days are counted
            loosely.
        count: the number and the unit that it is counted in, empty where there is a half.
    """

    lengths: frozenset[int]
    count: str
    start: int
    end: int

    def equals(self, other: "Duration") -> bool:
        """Whether both may be one, in other units or in halves."""
        # "Huit jours" are a week, and eight days are not seven.
        units = [one.count.partition(" ")[2] for one in (self, other)]
        return bool(self.lengths & other.lengths) and not (units[0] and units[0] == units[1])


def durations(folded: str, language: str) -> Iterator[Duration]:
    """Every stretch of time in a folded text; none in a language that is not known."""
    pattern = _PATTERNS.get(language)
    for match in pattern.finditer(folded) if pattern else ():
        if match["named"]:
            lengths = frozenset([2 * _NAMES[language][match["named"]]])
            yield Duration(lengths, "", *match.span())
            continue
        unit = _UNITS[language][match["unit"] or match["bare"]]
        halves = _halves(match, language)
        least = _LEAST.search(folded, max(0, match.start() - 10), match.start())
        if least and match["amount"]:
            yield _duration(2 * int(least[1]), unit, language, least.span(1))
        yield _duration(halves, unit, language, match.span())


def _duration(halves: int, unit: str, language: str, span: tuple[int, int]) -> Duration:
    if unit in _MONTHS:
        lengths = frozenset([-halves * _MONTHS[unit]])
    else:
        lengths = frozenset([halves * _SECONDS[unit]])
        if unit == "day" and (fewer := _BOTH_ENDS[language].get(halves // 2)):
            lengths |= {2 * fewer * _DAY}
    return Duration(lengths, "" if halves % 2 else f"{halves // 2} {unit}", *span)


def _halves(match: re.Match[str], language: str) -> int:
    """The number of half units."""
    if match["half"]:
        return 1
    if match["bare"]:
        return 3
    amount, half = match["amount"], bool(match["joined"] or match["too"])
    if amount[0].isdigit():
        whole, _, decimal = amount.replace(",", ".").partition(".")
        return 2 * int(whole) + (half or bool(decimal))
    return 2 * _NUMBERS[language][amount] + half


def counted_otherwise(
    source: Sequence[Duration], other: Sequence[Duration]
) -> Iterator[tuple[Duration, Duration]]:
    """Stretches of one length that the texts count in different units, or one of them in halves."""
    left = list(other)
    rest: list[Duration] = []
    for duration in source:
        same = next(
            (there for there in left if duration.count and there.count == duration.count), None
        )
        if same is None:
            rest.append(duration)
        else:
            left.remove(same)
    for duration in rest:
        partner = next((there for there in left if duration.equals(there)), None)
        if partner is not None:
            left.remove(partner)
            yield duration, partner
