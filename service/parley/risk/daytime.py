"""Which half of the day a time in digits is in: "5:30 pm" is not "5:30 Uhr".

German and French count 24 hours in writing, so that a time without more is in the morning there.
The others leave it open, and a reader takes it for one between six and six of the day: "a las
3:15" is no loss for "3:15 pm", "a las 7:15" may be one for "7:15 pm".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

_MORNING, _EVENING, _NIGHT = "morning", "evening", "night"
_EITHER = frozenset("ap")
_NOON, _HALF_A_DAY = 12, 12 * 60
_WAKING = 6 * 60
_COUNT_24 = frozenset(["de", "fr"])
_TIME = re.compile(
    r"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?::|\s?h\s?)(?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d)|\.(?P<dotted>[0-5]\d)(?=\s?(?:uhr|[ap]\.?m\b)))?"
    r"(?P<clock>\s?(?:uhr|h|heures?|horas?)(?!\w)(?:\s(?P<after>[0-5]\d)(?![\d.,:/]))?)?"
    r"(?:\s?(?P<half>[ap](?P<dot>\.?)\s?m)\b)?(?!\d|[.,:/]\d)"
)
# What makes a time of a number that stands alone.
_AT = MappingProxyType(
    {
        "en": re.compile(r"(?<!\w)at $"),
        "de": re.compile(r"(?<!\w)um $"),
        "es": re.compile(r"(?<!\w)a las? $"),
        "pt": re.compile(r"(?<!\w)as? $"),
    }
)
_WORDS = {
    "en": {_MORNING: "morning", _EVENING: "afternoon|evening|tonight", _NIGHT: "night"},
    "de": {
        _MORNING: r"morgens|fruh|vormittags?|(?<=am )morgen|\w+tagmorgen",
        _EVENING: r"(?:\w+tag)?(?:nach)?mittags?|(?:\w+tag)?abends?",
        _NIGHT: "nachts?",
    },
    "es": {
        _MORNING: "(?<=la )manana|madrugada",
        _EVENING: "(?<=la )tarde|mediodia",
        _NIGHT: "noche",
    },
    "fr": {_MORNING: "matin|matinee", _EVENING: "apres-midi|soir|soiree|midi", _NIGHT: "nuit"},
    "pt": {
        _MORNING: "manha|madrugada",
        _EVENING: "(?<=da )tarde|(?<=a )tarde|(?<=de )tarde|meio-dia",
        _NIGHT: "noite",
    },
}
# "Good evening" says nothing of the time that follows.
_GREETED = "(?<!good )(?<!guten )(?<!schonen )(?<!buena )(?<!boa )(?<!bonne )"
_PART = MappingProxyType(
    {
        language: re.compile(
            _GREETED
            + "(?:"
            + "|".join(rf"(?<!\w)(?P<{k}>{w})(?!\w)" for k, w in words.items())
            + ")"
        )
        for language, words in _WORDS.items()
    }
)
# Between a time and its part of the day.
_LEADS_ON = re.compile(
    r"[.,]?(?:\s(?:o'clock|in|the|this|at|tomorrow|am|der|heute|morgen|de|en|por|la|du|le|demain"
    r"|da|a|pela)(?!\w)){0,3}\s"
)


@dataclass(frozen=True, slots=True)
class DayTime:
    """A time in digits, at a half-open range of the text.

    Attributes:
        minute: of the half day, 0 to 719.
        halves: the halves of the day that it may be in, "a" and "p".
        told: the text says which, by a mark, a word or an hour beyond twelve.
        open: nothing in the text says which.
    """

    minute: int
    halves: frozenset[str]
    told: bool
    open: bool
    start: int
    end: int


def day_times(folded: str, language: str) -> list[DayTime]:
    """Every time of a folded text of one of the five languages; none of any other."""
    part = _PART.get(language)
    if part is None:
        return []
    found = [match for match in _TIME.finditer(folded) if _is_time(match, language)]
    if not found:
        return []
    parts = {match.lastgroup for match in part.finditer(folded)}
    marked = any(_half(match, language) for match in found)
    return [_read(match, language, parts, marked=marked) for match in found]


def other_half(
    source: list[DayTime], other: list[DayTime]
) -> Iterator[tuple[DayTime, DayTime, bool]]:
    """Times whose counterparts are all in the other half of the day.

    Yields:
        The time, its first counterpart, and whether this surely is in the other half, or only
        taken for it.
    """
    for time in source:
        if len(time.halves) > 1:
            continue
        there = [candidate for candidate in other if candidate.minute == time.minute]
        if not there:
            continue
        likely = [candidate for candidate in there if candidate.halves & time.halves]
        if not likely:
            yield time, there[0], True
        elif (
            time.told
            and _taken_for(time.minute) not in time.halves
            and all(candidate.open for candidate in likely)
        ):
            yield time, likely[0], False


def _taken_for(minute: int) -> str:
    """The half of the day in which a reader expects a time: from six to six."""
    return "a" if minute >= _WAKING else "p"


def _is_time(match: re.Match[str], language: str) -> bool:
    if match["minute"] or match["dotted"] or match["clock"] or _half(match, language):
        return True
    at = _AT.get(language)
    return (
        at is not None
        and at.search(match.string, max(0, match.start() - 6), match.start()) is not None
    )


def _half(match: re.Match[str], language: str) -> str:
    half = match["half"]
    # "Um 8:30 am Montag" is on Monday.
    if (
        not half
        or int(match["hour"]) > _NOON
        or (language == "de" and half[0] == "a" and not match["dot"])
    ):
        return ""
    return half[0]


def _read(match: re.Match[str], language: str, parts: set[str | None], *, marked: bool) -> DayTime:
    hour = int(match["hour"])
    minutes = match["minute"] or match["dotted"] or match["after"]
    minute = (hour * 60 + int(minutes or 0)) % _HALF_A_DAY
    half = _half(match, language) or _said_after(match, language)
    told, unclear = True, False
    if half:
        halves = frozenset(half)
    elif hour > _NOON or hour == 0:
        halves = frozenset("p" if _NOON < hour < 2 * _NOON else "a")
    else:
        counts_24 = match["hour"].startswith("0") or (
            language in _COUNT_24 and bool(minutes or match["clock"])
        )
        told = False
        if counts_24 and parts.isdisjoint((_EVENING, _NIGHT)):
            halves = frozenset("p" if hour == _NOON else "a")
        else:
            halves = _EITHER
            unclear = not (counts_24 or parts or marked or hour == _NOON)
    return DayTime(minute, halves, told, unclear, *match.span())


def _said_after(match: re.Match[str], language: str) -> str:
    """The half of the day that is named right after a time, empty if none is."""
    leads = _LEADS_ON.match(match.string, match.end())
    said = leads and _PART[language].match(match.string, leads.end())
    if not said:
        return ""
    if said.lastgroup == _NIGHT:
        hour = int(match["hour"]) % _NOON
        return "a" if hour * 60 < _WAKING else "p"
    if int(match["hour"]) % _NOON == 0:
        return "" if said.lastgroup == _MORNING else "p"
    return "a" if said.lastgroup == _MORNING else "p"
