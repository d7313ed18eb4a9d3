"""How a translation sounds: idioms that do not travel, and the form of address."""

from collections.abc import Iterator

from parley.domain.language import primary, same_language
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.fold import fold
from parley.risk.lists import Lists
from parley.risk.register import Address, addresses
from parley.risk.rule import Rule, TranslationRule, in_source, in_translation


class IdiomRule(Rule):
    """Silent where the translation already has the suggested rendering."""

    id = "idiom"
    category = "style/unidiomatic-style"
    severity = Severity.MAJOR
    description = "The source has a figurative phrase that a literal translation distorts."
    judges_translation = True

    def __init__(self, lists: Lists) -> None:
        self._books = lists.idioms

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        language = primary(exchange.source_language)
        target = primary(exchange.target_language or "")
        known = self._books.get(language)
        if known is None or same_language(language, target):
            return
        folded = fold(exchange.source)
        rendered = fold(exchange.translation or "").text
        for hit in known.book.find(folded):
            idiom = known.idioms[hit.index]
            suggested = idiom.suggest.get(target, "")
            if suggested and fold(suggested).text in rendered:
                continue
            reason = f"figurative: {idiom.meaning}"
            if suggested:
                reason += f"; in {target} rather: {suggested}"
            where = in_source(*folded.original(hit.start, hit.end))
            yield self.flag(reason, where, idiom.severity)


_WORDS = {
    Address.FORMAL: "formally",
    Address.INFORMAL: "informally",
    Address.NEUTRAL: 'with "você"',
}


class RegisterRule(TranslationRule):
    id = "register"
    category = "style/language-register"
    severity = Severity.MINOR
    description = "The translation's form of address is mixed, or not the one asked for."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        language = primary(target)
        found = addresses(translation, language)
        if exchange.formality is not None:
            asked = Address(exchange.formality.value)
            for address, span in found.items():
                if address not in {asked, Address.NEUTRAL}:
                    reason = f"the reader is addressed {_WORDS[address]}, asked was {asked.value}"
                    yield self.flag(reason, in_translation(*span))
            return
        formal = Address.FORMAL in found
        if formal and len(found) > 1:
            later = max(found, key=lambda address: found[address])
            other = next(address for address in found if address is not Address.FORMAL)
            reason = f"the reader is addressed both formally and {_WORDS[other]}"
            yield self.flag(reason, in_translation(*found[later]))
        elif found:
            yield from self._changed(exchange, language, found)

    def _changed(
        self, exchange: Exchange, language: str, found: dict[Address, tuple[int, int]]
    ) -> Iterator[Flag]:
        """The last message to the same reader that showed a form of address showed another one."""
        for message in reversed(exchange.history):
            said = message.translation
            if message.author_role is not exchange.author_role or said is None:
                continue
            before = addresses(said.text, language)
            if not before or (Address.FORMAL in before and len(before) > 1):
                continue
            if (Address.FORMAL in before) is not (Address.FORMAL in found):
                address, span = min(found.items(), key=lambda item: item[1])
                reason = f"the reader is addressed {_WORDS[address]}, unlike before"
                yield self.flag(reason, in_translation(*span))
            return
