"""What is at home in one culture: it may say nothing, or something else, in another."""

from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.fold import fold
from parley.risk.lists import Lists
from parley.risk.rule import Rule, in_source

# By section of `data/culture/<language>.toml`.
_REASONS = MappingProxyType(
    {
        "disputed-place": (Severity.MINOR, "a place whose name or belonging is disputed"),
        "politics": (Severity.MINOR, "speaks of politics"),
        "taboo": (Severity.MAJOR, "touches what may not be joked about elsewhere"),
        "religion": (Severity.MINOR, "a religious turn of phrase"),
        "holiday": (Severity.MINOR, "a holiday or custom that is not known everywhere"),
    }
)


class CultureReference(Rule):
    id = "culture-reference"
    category = "audience/culture-specific-reference"
    severity = Severity.MINOR
    description = "Religion, holidays, politics, disputed places or taboos of one culture."

    def __init__(self, lists: Lists) -> None:
        self._books = lists.culture

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        language = primary(exchange.source_language)
        folded = fold(exchange.source)
        for section, (severity, reason) in _REASONS.items():
            book = self._books[section].get(language)
            for hit in book.find(folded) if book else ():
                where = in_source(*folded.original(hit.start, hit.end))
                yield self.flag(reason, where, severity)
