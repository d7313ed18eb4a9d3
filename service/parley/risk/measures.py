"""Units, time zones and currency signs that readers elsewhere do not use or read otherwise."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.entities import without_entities
from parley.risk.numbers import has_digits
from parley.risk.rule import TranslationRule, in_translation

_UNITS = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d+)?\s?(?:°\s?F\b"
    r"|degrees fahrenheit|grad fahrenheit|fahrenheit|inch(?:es)?|ft\b|feet|foot"
    r"|mi\b|miles?|meilen?|millas?|milhas?|mph|lbs?\b|pounds?(?! sterling)|oz\b|ounces?|unzen?"
    r"|onzas?|onces?|onças?|gal\b|gallons?|gallonen?|galones|galões|yards?|zoll|fuß|fu(?:ss|ß)"
    r"|pulgadas?|polegadas?|pouces?|pieds|pies|libras|pints?)\b",
    re.IGNORECASE,
)
_ZONES = re.compile(
    r"(?<!\w)(?:E[SD]T|C[SD]T|M[SD]T|P[SD]T|ET|PT|CES?T|MES?Z|BST|GMT|UTC|BRT|ART|WES?T)(?!\w)"
)
_CLOCK = re.compile(r"\d\s?(?::\d\d|h\b|uhr|[ap]\.?m\b)", re.IGNORECASE)
# "$" is a peso, a real or a US dollar, by who reads it.
_DOLLAR = re.compile(r"(?<![\w$])\$\s?\d|\d\s?\$(?![\w$])")
# Spanish readers in the United States measure as their neighbours do.
_IMPERIAL = frozenset(["es-us", "es-pr"])
# Where "$" is the US dollar, or no currency of the country's own.
_DOLLAR_IS_CLEAR = frozenset(["es-us", "es-pr", "es-ec", "es-pa", "es-sv", "pt-pt"])
_DOLLAR_READS_OTHERWISE = MappingProxyType(
    {"es": "pesos in much of Latin America", "pt": "part of R$ in Brazil"}
)


class ForeignMeasure(TranslationRule):
    """Silent where a value was converted, or its readers measure alike."""

    id = "foreign-measure"
    category = "locale/measurement-format"
    severity = Severity.MINOR
    description = "A unit, time zone or currency sign that readers elsewhere do not use."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        text = without_entities(translation)
        if not has_digits(text):
            return
        if _imperial(exchange.source_language) and not _imperial(target):
            for match in _UNITS.finditer(text):
                reason = f"'{match.group()}' is a unit that readers of '{target}' do not use"
                yield self.flag(reason, in_translation(*match.span()))
        if _CLOCK.search(text):
            for match in _ZONES.finditer(text):
                reason = f"{match.group()}: the reader may live in another time zone"
                yield self.flag(reason, in_translation(*match.span()))
        clear = target.lower() in _DOLLAR_IS_CLEAR
        read = None if clear else _DOLLAR_READS_OTHERWISE.get(primary(target))
        dollar = _DOLLAR.search(text) if read else None
        if dollar:
            yield self.flag(f"$ may be read as {read}", in_translation(*dollar.span()))


def _imperial(language: str) -> bool:
    return primary(language) == "en" or language.lower() in _IMPERIAL
