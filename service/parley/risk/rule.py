"""What every rule is: an id, a category, a description and one method."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from parley.domain.language import same_language
from parley.domain.message import Flag, Severity, Span, SpanSide
from parley.domain.ports import Exchange


class Rule(ABC):
    """One thing that may be wrong with a message.

    Attributes:
        id: stable, kebab-case; stored with every flag.
        category: MQM name as `dimension/type`, or `business/...` for the critical group.
        severity: of its flags, unless a flag says otherwise.
        description: one sentence for the people who set policies.
        judges_translation: the rule is about the translation's quality, so it says nothing
            about one that a person wrote.
    """

    id: ClassVar[str]
    category: ClassVar[str]
    severity: ClassVar[Severity]
    description: ClassVar[str]
    judges_translation: ClassVar[bool] = False

    @abstractmethod
    def find(self, exchange: Exchange) -> Iterator[Flag]:
        """Every reason that this rule sees, from left to right."""

    def flag(self, reason: str, span: Span | None = None, severity: Severity | None = None) -> Flag:
        """A flag of this rule."""
        return Flag(
            rule=self.id,
            category=self.category,
            severity=self.severity if severity is None else severity,
            reason=reason,
            span=span,
        )


class TranslationRule(Rule):
    """A rule that compares source and translation; silent where nothing was translated."""

    judges_translation = True

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        target = exchange.target_language
        if exchange.translation is None or target is None:
            return
        if not same_language(exchange.source_language, target):
            yield from self.compare(exchange, exchange.translation, target)

    @abstractmethod
    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        """Reasons from the source and its translation into another language."""


def in_source(start: int, end: int) -> Span:
    """A half-open range of the source's code points."""
    return Span(start, end, SpanSide.SOURCE)


def in_translation(start: int, end: int) -> Span:
    """A half-open range of the translation's code points."""
    return Span(start, end, SpanSide.TRANSLATION)
