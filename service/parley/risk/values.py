"""Months, weekdays, days, currencies and units that a translation must keep.

Numbers have a rule of their own. Here a word counts only where it can be nothing else ("may" with
a day beside it), and two texts are compared only where each names exactly one of a kind.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.entities import without_entities
from parley.risk.fold import fold
from parley.risk.numerals import STRONG, WORDS
from parley.risk.rule import TranslationRule, in_translation
from parley.risk.value_words import CURRENCY, DAY, ENTRIES, MONTH, UNIT, WEEKDAY, Entry

_TOKEN = re.compile(r"(?:(?:us|ca|au|r|c|a)(?=\$))?\$|\d+(?:[.,]\d+)*|[^\W\d_]+|[€£¥%]")
_KINDS = (MONTH, WEEKDAY, DAY, CURRENCY)
_JOINED = frozenset(["", " ", "-", "\u00a0"])
# A month's day, which is as often written after it in English.
_DAY_BEFORE = re.compile(
    r"(?<![\d.,:])(0?[1-9]|[12]\d|3[01])(?:\.|º|°|st|nd|rd|th|er|o)?(?: (?:de|of))? $"
)
_DAY_AFTER = re.compile(r" (?:the )?(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:%€$£]|[.,]\d)")
_DATE_IN_DIGITS = re.compile(r"\d{1,2}[./-]\d{1,2}(?!\d)|\d{4}-\d{2}|\d{1,2}[./-] ?\d{1,2}[./-]")
# Between a day and its month: "3rd of March", "3 de marzo", "1er mars".
_BEFORE_A_MONTH = frozenset(["st", "nd", "rd", "th", "of", "de", "do", "er"])
_MONTH_FOLLOWS = frozenset(
    {
        *("in", "of", "since", "until", "till", "during", "early", "late", "mid"),
        *("en", "de", "debut", "fin", "depuis", "mi", "mois"),
        *("em", "ate", "desde", "proximo"),
    }
)
# Where Portuguese leaves out "-feira": after these, and before a comma or an hour.
_WEEKDAY_FOLLOWS = frozenset(["na", "nesta", "ate", "desde", "proxima"])
_AFTER_A_WEEKDAY = frozenset(["", "as", "a", "ao", "de", "que", "passada", "e", "ou"])
# "Guten Morgen", "por la mañana": the morning.
_MORNINGS = frozenset(
    {
        *("guten", "schonen", "heute", "gestern", "ubermorgen", "am", "jeden", "jedem", "diesen"),
        *("diesem", "der", "den", "dem", "einen", "eines", "vom", "zum", "fruhen", "gegen"),
        *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        *("la", "esta", "una", "cada", "media", "toda", "misma", "buena", "de", "tu"),
    }
)
_TWO_DAYS = {
    ("day", "after", "tomorrow"): "2",
    ("day", "before", "yesterday"): "-2",
    ("depois", "de", "amanha"): "2",
}
_TWO_DAYS_SHORT = {
    ("pasado", "manana"): "2",
    ("apres", "demain"): "2",
    ("avant", "hier"): "-2",
}


@dataclass(frozen=True, slots=True)
class _Mention:
    """One value named, at a half-open range of the folded text.

    Attributes:
        number: a unit's number, without its marks.
    """

    kind: str
    values: frozenset[str]
    start: int
    end: int
    number: str = ""


class ValueMismatch(TranslationRule):
    """Silent where either side names none or several: which answers which is then a guess."""

    id = "value-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.CRITICAL
    description = (
        "A month, weekday, day, currency or unit became another, or a date lost its month."
    )

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = primary(exchange.source_language), primary(target)
        if not all(language in ENTRIES for language in languages):
            return
        source = fold(without_entities(exchange.source))
        named = _mentions(source.text, languages[0])
        if not named:
            return
        other = fold(without_entities(translation))
        says = _mentions(other.text, languages[1])
        for month, day in _lost_months(named, source.text, says, other.text, languages[0]):
            lost = exchange.source[slice(*source.original(*month))]
            there = in_translation(*other.original(*day))
            yield self.flag(f"{lost} is not in the translation, its day is", there)
        for was, now in _swaps(named, says):
            first, last = source.original(was.start, was.end)
            where = other.original(now.start, now.end)
            surfaces = exchange.source[first:last], translation[slice(*where)]
            yield self.flag(" became ".join(surfaces), in_translation(*where))


def _swaps(
    source: Sequence[_Mention], other: Sequence[_Mention]
) -> Iterator[tuple[_Mention, _Mention]]:
    numbers = {mention.number for mention in other if mention.kind is UNIT}
    groups = [(kind, "") for kind in _KINDS]
    groups.extend((UNIT, m.number) for m in source if m.kind is UNIT and m.number in numbers)
    for kind, number in dict.fromkeys(groups):
        was = [m for m in source if m.kind is kind and m.number == number]
        now = [m for m in other if m.kind is kind and m.number == number]
        if was and now and not _common(was) & _common(now) and _common(was) and _common(now):
            yield was[0], now[0]


def _lost_months(
    source: Sequence[_Mention],
    text: str,
    other: Sequence[_Mention],
    translation: str,
    language: str,
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Ranges of each month with a day that is lost, and of the day without it in the other text.

    A month may have become a number: "3 de mayo" is "05/03" as well.
    """
    months = [mention for mention in source if mention.kind is MONTH]
    if not months or _DATE_IN_DIGITS.search(translation):
        return
    left = [mention.values for mention in other if mention.kind is MONTH]
    if len(left) >= len({mention.values for mention in months}):
        return
    for month in months:
        if any(month.values & values for values in left):
            continue
        day = _DAY_BEFORE.search(text, 0, month.start)
        if day is None and language == "en":
            day = _DAY_AFTER.match(text, month.end)
        if day is None:
            continue
        number = day.group(1).lstrip("0")
        there = re.search(rf"(?<![\d.,:/-])0?{number}(?![\d:%€$£/-]|[.,]\d)", translation)
        if there:
            yield (month.start, month.end), there.span()


def _common(mentions: Sequence[_Mention]) -> frozenset[str]:
    """What all of them may name; nothing if they name different things."""
    return frozenset.intersection(*(mention.values for mention in mentions))


def _mentions(text: str, language: str) -> list[_Mention]:
    known = ENTRIES[language]
    if known.keys().isdisjoint(_TOKEN.findall(text)):
        return []
    matches = list(_TOKEN.finditer(text))
    words = ["", "", *(match.group() for match in matches), ""]
    found: list[_Mention] = []
    for place, match in enumerate(matches, start=2):
        for entry in known.get(match.group(), ()):
            values: frozenset[str] | None = entry.values
            number = ""
            if entry.kind is UNIT:
                joined = place > 2 and text[matches[place - 3].end() : match.start()] in _JOINED
                number = _number(words[place - 1], language) if joined else ""
                values = values if number else None
            elif not entry.alone:
                values = _in_context(entry, words, place, text, match.end())
            if values:
                found.append(_Mention(entry.kind, values, *match.span(), number))
    return found


def _number(word: str, language: str) -> str:
    if word[:1].isdigit():
        return word.replace(".", "").replace(",", "")
    return str(WORDS[language][word]) if word in STRONG[language] else ""


def _in_context(
    entry: Entry, words: Sequence[str], place: int, text: str, end: int
) -> frozenset[str] | None:
    """What a word of several senses names between its neighbours, None for another sense."""
    before, after = words[place - 1], words[place + 1]
    if entry.kind is MONTH:
        day = words[place - 2] if before in _BEFORE_A_MONTH else before
        dated = day[:1].isdigit() or after[:1].isdigit()
        said = dated or (not entry.short and before in _MONTH_FOLLOWS)
    elif entry.kind is WEEKDAY:
        loose = before in _WEEKDAY_FOLLOWS and (
            after in _AFTER_A_WEEKDAY or text[end : end + 1] not in {"", " "}
        )
        said = after == "feira" or loose
    elif entry.kind is DAY:
        return _day(entry, words, place)
    else:
        said = before[:1].isdigit()
    return entry.values if said else None


def _day(entry: Entry, words: Sequence[str], place: int) -> frozenset[str] | None:
    before, word = words[place - 1], words[place]
    two = _TWO_DAYS.get((words[place - 2], before, word)) or _TWO_DAYS_SHORT.get((before, word))
    if two:
        return frozenset([two])
    morning = word in {"morgen", "manana"} and before in _MORNINGS
    # "Heute Nacht" may be the night that was.
    night = word == "heute" and words[place + 1].startswith("nacht")
    return None if morning or night else entry.values
