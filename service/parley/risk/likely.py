"""A look where the lists have nothing: what reads like a message that a person should see.

Lists say in which words, and miss what nobody foresaw; a classifier has seen many ways to say a
thing, and cannot say why. So it speaks only where all lists of its category are silent, and what
these take for harmless ("my lawyer has the same printer") counts for nothing.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from parley.domain.language import primary
from parley.domain.message import AuthorRole, Flag, SpanSide
from parley.domain.ports import Exchange
from parley.risk import content
from parley.risk.binding import binds
from parley.risk.likeness import Likeness
from parley.risk.lists import LANGUAGES
from parley.risk.rule import Rule, in_source, in_translation


class LikelyRule(Rule):
    """Beside a rule of phrases: of the same category and severity, for the same side to say."""

    beside: ClassVar[type[content.PhraseRule]]
    reason: ClassVar[str]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.category, cls.severity = cls.beside.category, cls.beside.severity

    def __init__(self, likeness: Likeness, phrases: Sequence[content.PhraseRule]) -> None:
        """Take what tells likeness, and all rules of phrases; those of this category matter.

        A milder rule of the category does not: a question of a dose may be a cry for help as well.
        """
        self._likeness = likeness
        self._phrases = [
            rule
            for rule in phrases
            if rule.category == self.category and rule.severity >= self.severity
        ]

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        by_agent = exchange.author_role is AuthorRole.AGENT
        if by_agent and self.beside.said_by_customers:
            return
        # A translation is asked only where the source is in a language that nothing was learnt of.
        if primary(exchange.source_language) in LANGUAGES:
            text, language, span_in = exchange.source, exchange.source_language, in_source
        elif primary(exchange.target_language or "") in LANGUAGES and exchange.translation:
            language = exchange.target_language or ""
            text, span_in = exchange.translation, in_translation
        else:
            return
        among = _SAID_BY_AGENTS if by_agent else None
        span = self._likeness.find(self.beside.id, text, among)
        if span is None or any(True for rule in self._phrases for _ in rule.find(exchange)):
            return
        rest = text
        for rule in self._phrases:
            rest = rule.without_exceptions(rest, language)
        if rest != text:
            span = self._likeness.find(self.beside.id, rest, among)
        if span is not None:
            yield self.flag(
                f"{self.reason}; no listed phrase, but it reads like it", span_in(*span)
            )


class LikelySelfHarm(LikelyRule):
    beside = content.SelfHarm
    id = "likely-self-harm"
    description = "Someone may harm themselves, in words that no list has."
    reason = "may speak of harming themselves"


class LikelyViolence(LikelyRule):
    beside = content.Violence
    id = "likely-violence"
    description = "Someone threatens or fears violence, in words that no list has."
    reason = "may speak of violence against people"


class LikelyMedicalEmergency(LikelyRule):
    beside = content.MedicalEmergency
    id = "likely-medical-emergency"
    description = "Someone's health may be in danger, in words that no list has."
    reason = "may speak of a medical emergency"


class LikelyLegalThreat(LikelyRule):
    beside = content.LegalThreat
    id = "likely-legal-threat"
    description = "Someone threatens legal steps, in words that no list has."
    reason = "may threaten legal or official steps"


class LikelyWantsHuman(LikelyRule):
    beside = content.WantsHuman
    id = "likely-wants-a-human"
    description = "Someone asks for a person, in words that no list has."
    reason = "may ask for a person"


class LikelyRepeatedContact(LikelyRule):
    beside = content.RepeatedContact
    id = "likely-repeated-contact"
    description = "Someone has asked before, in words that no list has."
    reason = "may have contacted us about this before"


class LikelyFinancialHardship(LikelyRule):
    beside = content.FinancialHardship
    id = "likely-financial-hardship"
    description = "Someone cannot pay, in words that no list has."
    reason = "may speak of money trouble"


class LikelyAgentCommitment(LikelyRule):
    """Silent on what a customer says, and on prices and facts: what binds has a word for it."""

    beside = content.AgentCommitment
    id = "likely-agent-commitment"
    description = "An agent binds the business, in words that no list has."
    reason = "may commit the business: money, price, promise or liability"

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        if exchange.author_role is not AuthorRole.AGENT:
            return
        for flag in super().find(exchange):
            by_source = flag.span is not None and flag.span.side is SpanSide.SOURCE
            text = exchange.source if by_source else exchange.translation or ""
            language = exchange.source_language if by_source else exchange.target_language or ""
            if binds(text, language):
                yield flag


RULES: tuple[type[LikelyRule], ...] = (
    LikelySelfHarm,
    LikelyViolence,
    LikelyMedicalEmergency,
    LikelyLegalThreat,
    LikelyWantsHuman,
    LikelyRepeatedContact,
    LikelyFinancialHardship,
    LikelyAgentCommitment,
)
# What only customers say makes no text of an agent's worth reading twice.
_SAID_BY_AGENTS = frozenset(rule.beside.id for rule in RULES if not rule.beside.said_by_customers)
