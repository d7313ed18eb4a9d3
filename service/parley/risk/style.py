"""How a translation sounds: idioms that do not travel, and the form of address."""

from collections.abc import Iterator

from parley.domain.language import primary, same_language
from parley.domain.message import Flag, Formality, Severity
from parley.domain.ports import Exchange
from parley.risk.fold import fold
from parley.risk.lists import Lists
from parley.risk.register import marker
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
            yield self.flag(reason, in_source(*folded.original(hit.start, hit.end)))


_WORDS = {Formality.FORMAL: "formally", Formality.INFORMAL: "informally"}


class RegisterRule(TranslationRule):
    id = "register"
    category = "style/language-register"
    severity = Severity.MINOR
    description = "The translation's form of address is mixed, or not the one asked for."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        language = primary(target)
        found = {
            formality: span
            for formality in Formality
            if (span := marker(translation, language, formality))
        }
        asked = exchange.formality
        if asked is None:
            if len(found) > 1:
                later = max(found.values())
                reason = "the reader is addressed both formally and informally"
                yield self.flag(reason, in_translation(*later))
            elif found:
                yield from self._changed(exchange, language, found)
            return
        for formality, span in found.items():
            if formality is not asked:
                reason = f"the reader is addressed {_WORDS[formality]}, asked was {asked.value}"
                yield self.flag(reason, in_translation(*span))

    def _changed(
        self, exchange: Exchange, language: str, found: dict[Formality, tuple[int, int]]
    ) -> Iterator[Flag]:
        """The last message to the same reader that showed a form of address showed another one."""
        for message in reversed(exchange.history):
            said = message.translation
            if message.author_role is not exchange.author_role or said is None:
                continue
            before = {f for f in Formality if marker(said.text, language, f)}
            if len(before) != 1:
                continue
            ((formality, span),) = found.items()
            if formality not in before:
                reason = f"the reader is addressed {_WORDS[formality]}, unlike before"
                yield self.flag(reason, in_translation(*span))
            return
