"""Facts that a translation must keep: numbers, entities, denial, asking."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk import negation
from parley.risk.alike import alike
from parley.risk.codes import changed_codes
from parley.risk.daytime import day_times, other_half
from parley.risk.entities import Entity, find_entities, without_entities
from parley.risk.fold import fold
from parley.risk.numbers import Number, Numbers, read_numbers, readable, unmatched
from parley.risk.rule import TranslationRule, in_source, in_translation

_HOURS, _THOUSAND = 12, 1000
# Languages in which a number word that was left as it is reads like one.
_COUSINS = frozenset(["es", "pt"])
# Minutes, hours, days, weeks and months in what is counted instead, and weeks that a day is added
# to: "acht Tage", "quince días".
_UNITS_IN_A_LARGER = (4, 7, 12, 24, 30, 60)
_ABOUT = frozenset([(7, 8), (14, 15), (2, 15), (1, 8)])


class NumberMismatch(TranslationRule):
    id = "number-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.CRITICAL
    description = "A number is in only one of source and translation."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = primary(exchange.source_language), primary(target)
        known = alike((exchange.source, translation), (exchange.source_language, target))
        source = read_numbers(exchange.source, languages[0], known.same[0], known.apart[0])
        other = read_numbers(translation, languages[1], known.same[1], known.apart[1])
        missing = unmatched(source, other)
        extra = unmatched(other, source)
        for number in missing:
            where = in_source(number.start, number.end)
            yield self.flag(f"{_shown(number.surface)} is not in the translation", where)
        for number in extra:
            where = in_translation(number.start, number.end)
            yield self.flag(f"{_shown(number.surface)} is not in the source", where)
        for date, there in () if missing or extra else known.swapped:
            surfaces = exchange.source[date.start : date.end], translation[there.start : there.end]
            reason = (
                f"{_shown(surfaces[0])} became {_shown(surfaces[1])}: day and month are swapped"
            )
            yield self.flag(reason, in_translation(there.start, there.end))
        if missing or extra or source.words is None or other.words is None:
            return
        yield from self._other_time(exchange.source, source, translation, other)
        if source.timed() or other.timed():
            yield from self._other_half(exchange, translation, target)
        strong = source.strong, other.strong
        if frozenset(languages) == _COUSINS:
            strong = (
                strong[0] | _left_over(exchange.source, languages[1]),
                strong[1] | _left_over(translation, languages[0]),
            )
        lost = strong[0] - other.apart - _readings(other.digits)
        gained = strong[1] - source.apart - _readings(source.digits)
        # One alone may be a turn of phrase; a number word for another is a swap.
        if len(lost) == len(gained) == 1:
            was, now = int(min(lost)[1:]), int(min(gained)[1:])
            same_span = source.spans and other.spans and _same_span(was, now)
            if not same_span and not _same_hour(was, now, halves=source.halves or other.halves):
                yield self.flag(f"{was} in words became {now}")
        elif not any(number.scaled for number in (*source.digits, *other.digits)):
            yield from self._other_power(source.powers, other.powers)

    def _other_time(
        self, source: str, said: Numbers, translation: str, says: Numbers
    ) -> Iterator[Flag]:
        """Half past eight for half past seven; a time that only one of them has is let pass."""
        was, now = said.minutes(), says.minutes()
        if was <= now or now <= was:
            return
        gained = [time for time in says.clock if time.partial and time.minute not in was]
        lost = [time for time in said.clock if time.partial and time.minute not in now]
        for time in gained[:1]:
            surface = _shown(translation[time.start : time.end])
            where = in_translation(time.start, time.end)
            yield self.flag(f"{surface} is a time of day that the source does not have", where)
        for time in lost[:1] if not gained else ():
            surface = _shown(source[time.start : time.end])
            where = in_source(time.start, time.end)
            yield self.flag(f"{surface} is a time of day that the translation does not have", where)

    def _other_half(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        """Half past five in the morning for half past five in the afternoon."""
        was = day_times(readable(exchange.source), primary(exchange.source_language))
        now = day_times(readable(translation), primary(target))
        for time, there, surely in other_half(was, now):
            surfaces = exchange.source[time.start : time.end], translation[there.start : there.end]
            says = (
                "is in the other half of the day"
                if surely
                else "may be taken for the other half of the day"
            )
            reason = f"{_shown(surfaces[0])} became {_shown(surfaces[1])}, which {says}"
            severity = self.severity if surely else Severity.MAJOR
            yield self.flag(reason, in_translation(there.start, there.end), severity)

    def _other_power(self, was: Set[int], now: Set[int]) -> Iterator[Flag]:
        """A million for a billion."""
        if len(was) == len(now) == 1 and was != now:
            yield self.flag(f"10^{min(was)} in words became 10^{min(now)}")


def _left_over(text: str, other_language: str) -> frozenset[str]:
    """Number words of a cousin language that stand in a text untranslated.

    From thirteen on: smaller ones may be other words here, as "dos" is.
    """
    values = read_numbers(text, other_language).strong
    return frozenset(value for value in values if int(value[1:]) > _HOURS)


def _same_span(was: int, now: int) -> bool:
    """Whether both may be one stretch of time: sixty days are two months."""
    less, more = sorted((was, now))
    if (less, more) in _ABOUT:
        return True
    return less > 0 and any(less * unit == more for unit in _UNITS_IN_A_LARGER)


def _same_hour(was: int, now: int, *, halves: bool) -> bool:
    """Whether both may be one hour: "ten" is "vingt-deux heures", "half past two" "halb drei"."""
    # "Two and a half thousand" is 2500.
    if halves and not _HOURS < max(was, now) < _THOUSAND:
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
        "and translation, or a code became another."
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
        texts = without_entities(exchange.source), without_entities(translation)
        for (start, end), was in changed_codes(*texts):
            became = f"{_shown(was)} became {_shown(translation[start:end])}"
            yield self.flag(became, in_translation(start, end))


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
