"""Facts that a translation must keep: numbers, entities, denial, asking."""

from collections import Counter
from collections.abc import Iterator, Sequence

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk import negation
from parley.risk.entities import Entity, find_entities, without_entities
from parley.risk.fold import fold
from parley.risk.numbers import Number, read_numbers, unmatched
from parley.risk.rule import TranslationRule, in_source, in_translation

_HOURS = 12


class NumberMismatch(TranslationRule):
    id = "number-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.CRITICAL
    description = "A number is in only one of source and translation."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        source = read_numbers(exchange.source, primary(exchange.source_language))
        other = read_numbers(translation, primary(target))
        missing = unmatched(source, other)
        extra = unmatched(other, source)
        for number in missing:
            where = in_source(number.start, number.end)
            yield self.flag(f"{_shown(number.surface)} is not in the translation", where)
        for number in extra:
            where = in_translation(number.start, number.end)
            yield self.flag(f"{_shown(number.surface)} is not in the source", where)
        if missing or extra or source.words is None or other.words is None:
            return
        lost = source.strong - other.words - _readings(other.digits)
        gained = other.strong - source.words - _readings(source.digits)
        # One alone may be a turn of phrase; a number word for another is a swap.
        if len(lost) == len(gained) == 1:
            was, now = min(lost)[1:], min(gained)[1:]
            if not _same_hour(int(was), int(now), halves=source.halves or other.halves):
                yield self.flag(f"{was} in words became {now}")


def _same_hour(was: int, now: int, *, halves: bool) -> bool:
    """Whether both may be one hour: "ten" is "vingt-deux heures", "half past two" "halb drei"."""
    if halves and max(was, now) <= _HOURS:
        return True
    return max(was, now) <= 2 * _HOURS and was % _HOURS == now % _HOURS


def _readings(numbers: Sequence[Number]) -> frozenset[str]:
    return frozenset(r for n in numbers for r in (*n.exact, *n.loose))


def _shown(surface: str) -> str:
    return surface if len(surface) <= 24 else surface[:23] + "…"


class EntityMismatch(TranslationRule):
    id = "entity-mismatch"
    category = "accuracy/do-not-translate"
    severity = Severity.CRITICAL
    description = (
        "A link, e-mail address, placeholder, tag, reference or emoji is in only one of source "
        "and translation."
    )

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        source = find_entities(exchange.source)
        other = find_entities(translation)
        for entity in _beyond(source, other):
            where = in_source(entity.start, entity.end)
            yield self.flag(f"a {entity.kind} is not in the translation", where)
        for entity in _beyond(other, source):
            where = in_translation(entity.start, entity.end)
            yield self.flag(f"a {entity.kind} is not in the source", where)


def _beyond(entities: Sequence[Entity], others: Sequence[Entity]) -> Iterator[Entity]:
    """Those of `entities` for which `others` has no counterpart left."""
    left = Counter(_key(entity) for entity in others)
    for entity in entities:
        if left[_key(entity)]:
            left[_key(entity)] -= 1
        else:
            yield entity


def _key(entity: Entity) -> str:
    # "COVID-19" and "Covid-19" are the same; the case of a link or a placeholder matters.
    return entity.surface.casefold() if entity.kind == "reference" else entity.surface


class NegationMismatch(TranslationRule):
    """Silent unless one side surely denies and nothing on the other side may."""

    id = "negation-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.MAJOR
    description = "One of source and translation denies something, the other does not."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = primary(exchange.source_language), primary(target)
        # Negative questions are a polite form in some languages and mean their opposite in others.
        if not all(map(negation.knows, languages)) or "?" in exchange.source:
            return
        source, other = fold(exchange.source), fold(translation)
        denied = negation.denial(source, languages[0])
        if denied and not negation.may_deny(other, languages[1]):
            where = in_source(*source.original(*denied))
            yield self.flag("the source denies something, the translation does not", where)
        denied = negation.denial(other, languages[1])
        if denied and not negation.may_deny(source, languages[0]):
            where = in_translation(*other.original(*denied))
            yield self.flag("the translation denies something, the source does not", where)


class QuestionMismatch(TranslationRule):
    id = "question-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.MINOR
    description = "Only one of source and translation asks a question."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        asked = _asks(exchange.source)
        asks = _asks(translation)
        if asked and not asks:
            yield self.flag("the source asks a question, the translation does not")
        elif asks and not asked:
            yield self.flag("the translation asks a question, the source does not")


def _asks(text: str) -> bool:
    # A question mark inside a link asks nothing.
    asked = without_entities(text)
    return any(mark in asked for mark in "?？؟\u037e")
