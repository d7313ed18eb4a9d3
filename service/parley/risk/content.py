"""What the customer or the agent says that a person should see, however well it is translated."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from parley.domain.attempts import is_content
from parley.domain.language import primary
from parley.domain.message import AuthorRole, Flag, Severity, SpanSide
from parley.domain.ports import Exchange
from parley.risk.books import PhraseBook
from parley.risk.fold import Folded, fold
from parley.risk.lists import Lists
from parley.risk.masked import Unmasker
from parley.risk.ranges import blanked
from parley.risk.renderings import Said, only_renders
from parley.risk.rule import Rule, in_source, in_translation

_FUNNY = re.compile("[🙃😂🤣😹😆😜😝🤪😏🤡]+")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = frozenset(".!?\n")


class PhraseRule(Rule):
    """A rule that is nothing but its phrases: section `id` of `data/content/<language>.toml`.

    The source speaks first. The translation is asked where it has nothing: it may be in a language
    with a list when the source is not, and it may say what the source did not. It is not believed
    where it only renders what the source's list takes for harmless.
    """

    reason: ClassVar[str]
    # Such a thing is a customer's to say; from an agent the same words are an offer or an answer.
    said_by_customers: ClassVar[bool] = False

    def __init__(self, lists: Lists) -> None:
        self._books: Mapping[str, PhraseBook] = lists.content[self.id]

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        if self.said_by_customers and exchange.author_role is AuthorRole.AGENT:
            return
        found = self._spans(exchange.source, exchange.source_language)
        for span in found:
            yield self.flag(self.reason, in_source(*span))
        if found or not exchange.translation:
            return
        said = self._said(exchange.translation, exchange.target_language or "")
        # Most translations say nothing of the kind, and then the source is not asked again.
        if not said.ranges or only_renders(
            said, self._harmless(exchange.source, exchange.source_language)
        ):
            return
        for span in said.ranges:
            where = in_translation(*said.folded.original(*span))
            yield self.flag(f"{self.reason}, as the translation has it", where)

    def says(self, text: str, language: str) -> bool:
        """Whether any of its phrases stands in a text."""
        return bool(self._spans(text, language))

    def _harmless(self, text: str, language: str) -> Said:
        """What of a text its list takes for harmless."""
        book = self._books.get(primary(language))
        folded = fold(text)
        hits = book.find_exceptions(folded) if book else ()
        ranges = {hit.start: (hit.start, hit.end) for hit in hits}
        return Said(folded, primary(language), tuple(ranges.values()))

    def without_exceptions(self, text: str, language: str) -> str:
        """A text with spaces in place of what its list says is harmless, all else where it was."""
        book = self._books.get(primary(language))
        folded = fold(text)
        hits = book.find_exceptions(folded) if book else ()
        return blanked(text, (folded.original(hit.start, hit.end) for hit in hits))

    def _spans(self, text: str, language: str) -> list[tuple[int, int]]:
        """Code points of what was found, the hits of one sentence as one."""
        said = self._said(text, language)
        return [said.folded.original(*span) for span in said.ranges]

    def _said(self, text: str, language: str) -> Said:
        """What was found, the hits of one sentence as one."""
        book = self._books.get(primary(language))
        folded = self._folded(text, primary(language)) if book else fold(text)
        spans: list[tuple[int, int]] = []
        for hit in book.find(folded) if book else ():
            if spans and _SENTENCE_END.isdisjoint(folded.text[spans[-1][1] : hit.start]):
                spans[-1] = (spans[-1][0], hit.end)
            else:
                spans.append((hit.start, hit.end))
        return Said(folded, primary(language), spans)

    def _folded(self, text: str, _language: str) -> Folded:
        """A text as its phrases look at it."""
        return fold(text)


class SelfHarm(PhraseRule):
    id = "self-harm"
    category = "business/self-harm-or-violence"
    severity = Severity.CRITICAL
    description = "Someone may harm themselves."
    reason = "speaks of ending or harming their own life"


class Violence(PhraseRule):
    id = "violence"
    category = "business/self-harm-or-violence"
    severity = Severity.CRITICAL
    description = "Someone threatens or fears violence against people."
    reason = "speaks of violence against people"


class MedicalEmergency(PhraseRule):
    id = "medical-emergency"
    category = "business/medical"
    severity = Severity.CRITICAL
    description = "Someone's health is in acute danger."
    reason = "speaks of a medical emergency"


class MedicalQuestion(PhraseRule):
    """Of either side: an answer that is lost in translation may harm as well."""

    id = "medical-question"
    category = "business/medical"
    severity = Severity.MAJOR
    description = "A dose, an interaction, a pregnancy, side effects or symptoms are spoken of."
    reason = "asks or says something medical"


class LegalThreat(PhraseRule):
    id = "legal-threat"
    category = "business/legal-threat"
    severity = Severity.CRITICAL
    description = "Someone threatens legal steps, the police, a regulator or the press."
    reason = "threatens legal or official steps"


class Offensive(PhraseRule):
    id = "offensive"
    category = "audience/offensive"
    severity = Severity.MAJOR
    description = "Insults, slurs and obscenities, masked ones too."
    reason = "offensive words"

    def __init__(self, lists: Lists) -> None:
        super().__init__(lists)
        self._unmaskers = {
            language: Unmasker(pattern.written for pattern in book.patterns)
            for language, book in self._books.items()
        }

    def _folded(self, text: str, language: str) -> Folded:
        return self._unmaskers[language].unmask(text) or fold(text)


class Anger(PhraseRule):
    id = "anger-escalation"
    category = "business/anger-escalation"
    severity = Severity.MAJOR
    description = "Someone is angry, threatens to leave, or wants a superior."
    reason = "angry or escalating"


class WantsHuman(PhraseRule):
    id = "wants-a-human"
    category = "business/wants-a-human"
    severity = Severity.MAJOR
    description = "Someone asks for a person instead of a machine."
    reason = "asks for a person"
    said_by_customers = True


class RepeatedContact(PhraseRule):
    """Silent where somebody praises: "I called three times and was always helped"."""

    id = "repeated-contact"
    category = "business/repeated-contact"
    severity = Severity.MAJOR
    description = "Someone says that they have asked before, in vain."
    reason = "has contacted us about this before"
    said_by_customers = True

    def without_exceptions(self, text: str, language: str) -> str:
        return " " * len(text) if is_content(text) else super().without_exceptions(text, language)

    def _said(self, text: str, language: str) -> Said:
        said = super()._said(text, language)
        return replace(said, ranges=()) if said.ranges and is_content(text) else said


class FinancialHardship(PhraseRule):
    id = "financial-hardship"
    category = "business/financial-hardship"
    severity = Severity.MAJOR
    description = "Someone cannot pay."
    reason = "speaks of money trouble"
    said_by_customers = True


class Sarcasm(PhraseRule):
    id = "sarcasm"
    category = "audience/humour-and-sarcasm"
    severity = Severity.MINOR
    description = "Words that mean the opposite of what they say."
    reason = "sounds sarcastic: a literal translation may read as praise"


class Humour(PhraseRule):
    """Apart from sarcasm: who jokes is not angry."""

    id = "humour"
    category = "audience/humour-and-sarcasm"
    severity = Severity.MINOR
    description = "Something is meant to be funny: a laugh, a joke, a pun, an emoji that says so."
    reason = "meant to be funny: a literal translation may not be"

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        flags = list(super().find(exchange))
        for flag in flags:
            if not _is_only_a_laugh(exchange, flag):
                yield flag
        # Any language smiles with the same signs, and a sign by itself is no joke to translate.
        mark = None if flags else _FUNNY.search(exchange.source)
        if mark and _LETTER.search(exchange.source):
            yield self.flag(self.reason, in_source(*mark.span()))


def _is_only_a_laugh(exchange: Exchange, flag: Flag) -> bool:
    """Whether one word is all that a text says: "haha" needs no care."""
    span = flag.span
    if span is None or span.side is not SpanSide.SOURCE:
        return False
    text = exchange.source
    rest = text[: span.start] + text[span.end :]
    return " " not in text[span.start : span.end] and _LETTER.search(rest) is None


class AgentCommitment(PhraseRule):
    """Silent on what a customer says: only an agent binds the business."""

    id = "agent-commitment"
    category = "business/commitment"
    severity = Severity.MAJOR
    description = "An agent promises a refund, a price, a result, or admits liability."
    reason = "commits the business: money, price, promise or liability"

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        if exchange.author_role is AuthorRole.AGENT:
            yield from super().find(exchange)
