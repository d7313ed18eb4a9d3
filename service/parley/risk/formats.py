"""Dates and numbers that both texts write alike and their readers read differently."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.dates import dates
from parley.risk.entities import without_entities
from parley.risk.numbers import has_digits, readable
from parley.risk.rule import TranslationRule, in_translation

_DATE = re.compile(r"(?<![\w./-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\w/-]|\.\d)")
_SHORT = re.compile(r"(?<![\w.,/-])\d{1,2}\.\s?\d{1,2}(?![\w/-]|[.,]\d)")
_GROUPED = re.compile(r"(?<![\w.,/:-])[1-9]\d{0,2}([.,])\d{3}(?![\w/:-]|[.,]\d)")

# English without a region may be read either way: what matters is that a reader may err.
_MONTH_FIRST = frozenset(["en", "en-us", "en-ph"])
# Mexico, Central America and the Spanish of the United States write 1,500.00 as English does.
_POINT_FOR_DECIMALS = frozenset(
    ["en", "es-mx", "es-us", "es-gt", "es-hn", "es-ni", "es-pa", "es-pr", "es-sv", "es-do", "de-ch"]
)
_POINTED = "de"
_MONTHS_KNOWN = frozenset(["de", "en", "es", "fr", "pt"])
_MARKS = MappingProxyType({".": "a point", ",": "a comma"})


class AmbiguousFormat(TranslationRule):
    """Silent where the translation writes the value in a way of its own."""

    id = "ambiguous-format"
    category = "locale/format"
    severity = Severity.MINOR
    description = "A date or a number reads differently where the translation is read."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = exchange.source_language, target
        if not {primary(language) for language in languages} <= _MONTHS_KNOWN:
            return
        if not has_digits(translation):
            return
        source, other = without_entities(exchange.source), without_entities(translation)
        yield from self._copied(exchange, translation, target)
        if len({_month_first(language) for language in languages}) > 1:
            kept = {_order(match) for match in _DATE.finditer(source) if _either_way(match)}
            for match in _DATE.finditer(other):
                if _order(match) in kept:
                    reason = f"{match.group()}: day and month may be read the other way round"
                    yield self.flag(reason, in_translation(*match.span()))
        if len({_point_for_decimals(language) for language in languages}) > 1:
            written = {match.group() for match in _GROUPED.finditer(source)}
            for match in _GROUPED.finditer(other):
                if match.group() in written:
                    reason = f"{match.group()}: {_MARKS[match[1]]} may mean thousands or decimals"
                    yield self.flag(reason, in_translation(*match.span()))

    def _copied(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        """A short date with points, "3.5.", which only German writes so."""
        if primary(exchange.source_language) != _POINTED or primary(target) == _POINTED:
            return
        said = readable(exchange.source)
        written = {
            said[date.start : date.end].rstrip(".")
            for date in dates(said, exchange.source_language)
            if date.sure and date.digits and not date.year
        }
        for match in _SHORT.finditer(readable(translation)) if written else ():
            if match.group() in written:
                reason = f"{match.group()}: reads as a number, and was a day and a month"
                yield self.flag(reason, in_translation(*match.span()))


def _order(match: re.Match[str]) -> tuple[int, int]:
    """What comes first, and what second, whatever stands between."""
    return int(match[1]), int(match[3])


def _either_way(match: re.Match[str]) -> bool:
    first, second = int(match[1]), int(match[3])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def _month_first(language: str) -> bool:
    return language.replace("_", "-").lower() in _MONTH_FIRST


def _point_for_decimals(language: str) -> bool:
    return primary(language) == "en" or language.replace("_", "-").lower() in _POINT_FOR_DECIMALS
