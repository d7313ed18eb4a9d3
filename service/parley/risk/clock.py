"""Clock times in words: "half past eight", "halb neun", "huit heures et demie", "8 e meia"."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from parley.risk.number_phrases import ATOMS, LINKS

_HALF_A_DAY = 12 * 60
_HOUR, _HOURS_OF_A_DAY = 60, 24
_NOON = MappingProxyType(
    {
        "en": "noon|midday|midnight",
        "de": "mittag|mitternacht",
        "es": "mediodia|medianoche",
        "fr": "midi|minuit",
        "pt": "meio-dia|meia-noite",
    }
)
_PARTS = MappingProxyType(
    {
        "half": 30, "media": 30, "demie": 30, "demi": 30, "meia": 30,
        "quarter": 15, "viertel": 15, "cuarto": 15, "quart": 15, "quarto": 15,
    }
)  # fmt: skip
_DIGITS = r"(?<![\d.,:])(?:[01]?\d|2[0-4])(?![.,:]?\d)"
# What stands before an English time, WHEN below.
_WHEN = "at|by|around|about|until|till|before|after|from"
# A line is words of which one must be there, what is taken off the hour (minutes), the sign of the
# part that is named, and the whole phrase.
# HOUR is one to twelve in words, noon or midnight; NUM any number in words below sixty; with "#"
# they may be digits. "<..>" marks the part of an hour. The first line that matches a place wins.
_WRITTEN = {
    "en": r"""
        past|after 0 + <half|quarter> (?:past|after) HOUR#
        past|after 0 + <NUM>(?: minutes)? (?:past|after) HOUR
        quarter 0 - <quarter> (?:to|till|before) HOUR#
        minutes 0 - <NUM> minutes (?:to|till|before) HOUR
        to 0 - (?:at|by|until|till) <NUM> to HOUR(?! (?:minutes|hours|days|weeks|months|years)\b)
        half 0 + WHEN <half> HOUR#
        at|by|around|about|until|till|before|after|from 0 + WHEN HOUR[ -]<NUM>
        clock 0 + HOUR# o'?clock
        at 0 + at HOUR#
        """,
    "de": r"""
        halb 30 - <NUM>(?: minuten)? vor halb HOUR#
        halb 30 + <NUM>(?: minuten)? nach halb HOUR#
        halb 30 + halb HOUR#
        viertel|dreiviertel 15 + (?:dreiviertel|drei viertel) HOUR#
        viertel 0 - <viertel> vor HOUR#
        viertel 0 + <viertel> nach HOUR#
        vor 0 - <NUM>(?: minuten)? vor HOUR(?! (?:minuten|stunden|tagen|wochen|monaten|jahren)\b)
        nach 0 + <NUM>(?: minuten)? nach HOUR(?! (?:minuten|stunden|tagen|wochen|monaten|jahren)\b)
        viertel 45 + viertel HOUR#
        uhr 0 + NUM uhr <NUM>
        uhr 0 + NUM# uhr(?! \d)
        um 0 + um HOUR#
        """,
    "es": r"""
        media 0 + HOUR#(?: horas?)? y <media>
        cuarto 0 + las? HOUR# y <cuarto>
        y 0 + las? HOUR y <NUM>
        menos 0 - las? HOUR# menos <cuarto>
        menos 0 - las? HOUR menos <NUM>
        para 0 - <cuarto> para las? HOUR#
        para 0 - <NUM> para las? HOUR
        la|las 0 + las? HOUR#
        """,
    "fr": r"""
        demi|demie|quart 0 + NUM# ?(?:heures?|h) et <demie?|quart>
        moins 0 - NUM# ?(?:heures?|h) moins (?:le |un )?<quart>
        moins 0 - NUM heures? moins <NUM>
        demi|demie|quart 0 + HOUR et <demie?|quart>
        moins 0 - HOUR moins (?:le )?<quart>
        heure|heures 0 + NUM# heures? (?:et )?<NUM#>
        heure|heures 0 + NUM# heures?
        """,
    "pt": r"""
        meia 0 + HOUR#(?: horas?)? e <meia>
        meia 0 + NUM horas e <meia>
        quarto 0 + as? HOUR# e (?:um )?<quarto>
        hora|horas 0 + NUM horas? e <NUM>
        as|a 0 + as? HOUR e <NUM>
        menos 0 - as? HOUR# menos (?:um )?<quarto>
        menos 0 - as? HOUR menos <NUM>
        para 0 - <quarto> para (?:as?|o) HOUR#
        para 0 - <NUM> para (?:as?|o) HOUR#
        hora|horas 0 + NUM# horas?
        as|a 0 + as? HOUR#
        """,
}


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, at a half-open range of the folded text.

    Attributes:
        minute: of the half day, 0 to 719: half past eight is 510 in the morning and at night.
        partial: more than a full hour is said.
        digits: the hour, where it stands in digits, else empty.
    """

    minute: int
    start: int
    end: int
    partial: bool
    digits: str


@dataclass(frozen=True)
class _Pattern:
    """`words` is compiled when one of the cues is met for the first time."""

    cues: frozenset[str]
    less: int
    sign: int
    written: str

    @cached_property
    def words(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){self.written}(?!\w)")


def _pattern(line: str, forms: Mapping[str, str]) -> _Pattern:
    cues, less, sign, words = line.split(maxsplit=3)
    words = re.sub(r"<([a-z|?]+)>", r"(?P<part>\1)", words)
    for name, form in forms.items():
        words = words.replace(name, form)
    return _Pattern(frozenset(cues.split("|")), int(less), -1 if sign == "-" else 1, words)


def _patterns(language: str) -> tuple[_Pattern, ...]:
    atoms = ATOMS[language]

    def any_of(first: int, last: int, step: int = 1) -> str:
        words = (word for word, value in atoms.items() if value in range(first, last + 1, step))
        return rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})"

    both = rf"{any_of(20, 50, 10)}[ -](?:{LINKS[language]}[ -])?{any_of(1, 9)}"
    number = rf"(?:{both}|dix[ -](?:sept|huit|neuf)|{any_of(1, 59)})"
    hour = rf"{any_of(1, 12)}|{_NOON[language]}"
    forms = {
        "WHEN": f"(?:{_WHEN})",
        "<NUM#>": rf"(?P<part>{number}|[0-5]\d)",
        "<NUM>": rf"(?P<part>{number})",
        "HOUR#": rf"(?P<hour>{hour}|{_DIGITS})",
        "HOUR": rf"(?P<hour>{hour})",
        "NUM#": rf"(?P<hour>{number}|{_DIGITS})",
        "NUM": rf"(?P<hour>{number})",
    }
    lines = filter(None, map(str.strip, _WRITTEN[language].split("\n")))
    return tuple(_pattern(line, forms) for line in lines)


_PATTERNS = MappingProxyType({language: _patterns(language) for language in _WRITTEN})
_WORD = re.compile(r"[^\W\d_]+")


def clock_times(folded: str, found: AbstractSet[str], language: str) -> list[ClockTime]:
    """The times of day that have words in them, full hours too, from left to right.

    What is said alike of a stretch of time ("duas horas e meia") is among them.

    Args:
        found: the words of the folded text, those joined by hyphens apart too.
    """
    times: list[ClockTime] = []
    for pattern in _PATTERNS[language]:
        for match in () if pattern.cues.isdisjoint(found) else pattern.words.finditer(folded):
            start, end = match.span()
            if all(end <= time.start or time.end <= start for time in times):
                times.extend(_read(match, pattern, language))
    return sorted(times, key=lambda time: time.start)


def _read(match: re.Match[str], pattern: _Pattern, language: str) -> Iterator[ClockTime]:
    said = match.groupdict()
    hour, part = said["hour"], said.get("part")
    minutes = _value(part, language) if part else 0
    at = _value(hour, language)
    if at > _HOURS_OF_A_DAY or minutes >= _HOUR:
        return
    minute = (at * _HOUR - pattern.less + pattern.sign * minutes) % _HALF_A_DAY
    partial = bool(part or pattern.less)
    yield ClockTime(minute, *match.span(), partial, hour if hour.isdigit() else "")


def _value(said: str, language: str) -> int:
    if said.isdigit():
        return int(said)
    atoms = ATOMS[language]
    # "Dix-sept", "veinte y cinco"; noon and midnight are neither and begin a half day.
    return _PARTS.get(said) or sum(atoms.get(word, 0) for word in _WORD.findall(said))
