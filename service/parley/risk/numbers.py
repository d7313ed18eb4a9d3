"""The numbers of a text, read so that two locales' ways of writing them compare equal.

A number in digits may have several readings ("1.500" in Spanish, "2:00" without am or pm); two
numbers agree if a reading of one is a reading of the other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from parley.risk.clock import ClockTime, clock_times
from parley.risk.entities import without_entities
from parley.risk.fold import fold
from parley.risk.magnitudes import magnitude_at, magnitudes
from parley.risk.number_phrases import phrases
from parley.risk.numerals import HALVES, SCALES, SPANS, WORDS
from parley.risk.ranges import blanked

_ROUND_THE_CLOCK = re.compile(r"\b(?:24\s?[/-]\s?7|24\s?h?\s?/\s?24|7\s?j?\s?/\s?7)\b")
_TOKEN = re.compile(
    r"(?P<date>(?<![\d.,/-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d))"
    r"|(?P<hour>(?<![\d.,])(?:[01]?\d|2[0-4]))"
    r"(?:(?:[:h](?P<minute>[0-5]\d)(?::[0-5]\d)?(?!\d)|\.(?P<dotted>[0-5]\d)(?=\s?(?:uhr|[ap]\.?m\b)))"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b)?"
    r"|\s?(?P<meridiem>[ap])\.?\s?m\b|\s?(?P<clock>uhr|h(?![\w]))(?:\s(?P<after>[0-5]\d)(?!\d))?)"
    r"|(?P<number>\d{1,3}(?:[.,' ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_SCALE_AFTER = re.compile(r"\s?([a-z]+)")
_DECIMAL_MARK = {"en": "."}
_AFTERNOON, _HALF_A_DAY = 12, 12 * 60
_MILLION = 6
# Numbers, dates and times of a message are each read from both of its texts. No more are kept:
# texts are personal data.
_TEXTS_AT_ONCE = 2
_LATE = re.compile(
    r"(?<!\w)(?:afternoon|evening|night|noon|nachmittags?|abends?|mittags?|tarde|noche|mediodia"
    r"|apres-midi|soir|midi|noite|meio-dia)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number in digits, at a half-open range of code points.

    Attributes:
        exact: readings that agree with any reading of another number.
        loose: readings that agree only with another number's exact ones.
        scaled: readings with the scale word or sign that follows, as "2 million" is 2000000.
        power: the power of ten of this word; 0 for a sign that may be a unit, as "m" is.
    """

    surface: str
    start: int
    end: int
    exact: frozenset[str]
    loose: frozenset[str] = frozenset()
    scaled: frozenset[str] = frozenset()
    power: int = 0

    def agrees(self, other: "Number") -> bool:
        if (self.power or other.power) and self.scaled and other.scaled:
            return bool(self.scaled & other.scaled)
        return bool(
            self.surface == other.surface
            or self.exact & other.exact
            or self.exact & other.loose
            or self.loose & other.exact
        )


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of a text's numbers.

    Attributes:
        digits: those in digits, from left to right.
        words: readings of its number words, None where the language's words are unknown.
        apart: the same without words that are only part of another number, as "soixante" is in
            "soixante-dix".
        strong: values of the words, or words together, that can be nothing but a number.
        halves: it speaks of half or quarter hours.
        spans: it speaks of minutes, hours, days, weeks, months or years.
        clock: its times of day that have words in them, where the language's words are known.
        powers: the powers of ten of its millions, billions and trillions in words.
    """

    digits: tuple[Number, ...]
    words: frozenset[str] | None
    strong: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    halves: bool = False
    spans: bool = False
    clock: tuple[ClockTime, ...] = ()
    powers: frozenset[int] = frozenset()

    def timed(self) -> bool:
        """Whether a number in digits is a time of day and can be nothing else."""
        return any(reading[0] == "t" for number in self.digits for reading in number.exact)

    def minutes(self) -> frozenset[int]:
        """Every time of day, as minutes of the half day."""
        readings = (r[1:].split(":") for n in self.digits for r in n.exact | n.loose if r[0] == "t")
        written = {(int(hour) * 60 + int(minute)) % _HALF_A_DAY for hour, minute in readings}
        return frozenset(written.union(time.minute for time in self.clock))


def _plain(value: Decimal | int | str) -> str:
    return f"n{Decimal(value).normalize():f}"


def _clock(hour: int, minute: int) -> str:
    return f"t{hour % 24}:{minute:02}"


def _readings(written: str, language: str) -> frozenset[str]:
    """What digits with separators may mean: grouped, or with a decimal part, or both."""
    groups = re.split(r"[.,' ]", written)
    marks = [character for character in written if not character.isdigit()]
    if not marks:
        return frozenset((_plain(written),))
    whole = "".join(groups)
    grouped = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    if len(set(marks)) == 1 and grouped:
        readings = {_plain(whole)}
        if len(marks) == 1 and marks[0] == _DECIMAL_MARK.get(language, ","):
            readings.add(_plain(f"{groups[0]}.{groups[1]}"))
        return frozenset(readings)
    if len(marks) == 1 or (len(set(marks[:-1])) == 1 and marks[-1] != marks[0]):
        return frozenset((_plain("".join(groups[:-1]) + "." + groups[-1]),))
    # A version or an address: its parts in order.
    return frozenset(("v" + ".".join(groups),))


def _time(
    match: re.Match[str], language: str, *, late: bool
) -> tuple[frozenset[str], frozenset[str]]:
    hour = int(match["hour"])
    minutes = match["minute"] or match["dotted"] or match["after"]
    minute = int(minutes or 0)
    half = match["half"] or match["meridiem"]
    if half and not (language == "de" and match.group().endswith(" am")):
        as_24 = hour % _AFTERNOON + (_AFTERNOON if half == "p" else 0)
        loose = {_plain(hour), _plain(as_24)} if not minute else set()
        return frozenset((_clock(as_24, minute),)), frozenset(loose)
    exact = {_clock(hour, minute)}
    # "2 Uhr" is at night unless the text says otherwise; "2:00" leaves it open.
    either = hour <= _AFTERNOON and (late or match["clock"] is None)
    loose = {_clock(hour + _AFTERNOON, minute)} if either else set()
    if not minute:
        loose.add(_plain(hour))
    if match["clock"] == "h" and not minutes:
        exact.add(_plain(hour))
    return frozenset(exact), frozenset(loose)


def _date(written: str) -> Iterator[tuple[str, int, int]]:
    for part in re.finditer(r"\d+", written):
        yield part.group(), part.start(), part.end()


def _year(written: str) -> frozenset[str]:
    loose = {_plain(f"20{written}"), _plain(f"19{written}")} if len(written) == 2 else set()
    return frozenset(loose)


def _digits(text: str, language: str) -> Iterator[Number]:
    if not has_digits(text):
        return
    late = _LATE.search(text) is not None
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["date"]:
            for part, first, last in _date(match["date"]):
                exact = frozenset((_plain(part),))
                yield Number(part, start + first, start + last, exact, _year(part))
        elif match["hour"]:
            exact, loose = _time(match, language, late=late)
            yield Number(match.group(), start, end, exact, loose)
        else:
            exact = _readings(match["number"], language)
            scale = _SCALE_AFTER.match(text, end)
            loose = scaled = frozenset[str]()
            power = magnitude_at(text, end, language) if scale else 0
            if scale and scale[1] == "s" and len(match["number"]) == 4:
                # The 1980s are "die 80er", "les années 80".
                loose = frozenset((_plain(match["number"][2:]),))
            elif scale and (power or scale[1] in SCALES):
                times = 10**power if power else SCALES[scale[1]]
                loose = scaled = frozenset(
                    _plain(Decimal(reading[1:]) * times)
                    for reading in exact
                    if reading.startswith("n")
                )
            yield Number(match["number"], start, end, exact, loose, scaled, power)


@lru_cache(maxsize=_TEXTS_AT_ONCE)
def readable(text: str) -> str:
    """The folded text without entities, every character at its place in the text."""
    return fold(without_entities(_SHIFTING.sub(" ", text))).text


def read_numbers(
    text: str,
    language: str,
    without: Sequence[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
) -> Numbers:
    """Every number of a text.

    Args:
        language: primary tag; decides how "1.500" and which words are read.
        without: ranges of the text that are not read.
        apart: ranges in which a point is no decimal one.
    """
    folded = readable(text)
    if without:
        folded = blanked(folded, without)
    for start, end in apart:
        folded = folded[:start] + folded[start:end].replace(".", " ") + folded[end:]
    if has_digits(folded):
        folded = _ROUND_THE_CLOCK.sub(lambda match: " " * len(match.group()), folded)
    known = WORDS.get(language)
    if known is None:
        return Numbers(tuple(_digits(folded, language)), None)
    found = set(_WORD.findall(folded))
    found.update(part for word in tuple(found) if "-" in word for part in word.split("-"))
    clock = clock_times(folded, found, language)
    partial = [time for time in clock if time.partial]
    # The numbers in a time are no numbers by themselves.
    rest = blanked(folded, ((time.start, time.end) for time in partial)) if partial else folded
    digits = [
        *_digits(rest, language),
        *(_of_clock(folded, time) for time in partial if time.digits),
    ]
    digits.sort(key=lambda number: number.start)
    strong: set[str] = set()
    whole: set[str] = set()
    inside: Counter[str] = Counter()
    for value, surely, parts in phrases(rest, found, language):
        whole.add(_plain(value))
        if surely:
            strong.add(_plain(value))
            if len(parts) > 1:
                inside.update(parts)
                inside["-".join(parts)] += 1
    words = _in_words_of(known, found).union(*map(_on_the_clock, partial))
    alone = words
    if inside:
        said = Counter(_PART.findall(folded))
        said.update(word for word in found if "-" in word)
        alone = _in_words_of(known, {word for word in found if said[word] > inside[word]})
    return Numbers(
        tuple(digits),
        words | whole,
        frozenset(strong),
        alone | whole,
        halves=not HALVES.isdisjoint(found),
        spans=not SPANS.isdisjoint(found),
        clock=tuple(clock),
        powers=magnitudes(folded, language),
    )


def _of_clock(folded: str, time: ClockTime) -> Number:
    # "8 horas e meia" may be a stretch of time, and "8 hours and a half" there.
    loose = frozenset([_plain(time.digits)])
    surface = folded[time.start : time.end]
    return Number(surface, time.start, time.end, _on_the_clock(time), loose)


def _on_the_clock(time: ClockTime) -> frozenset[str]:
    hour, minute = divmod(time.minute, 60)
    return frozenset([_clock(hour, minute), _clock(hour + _AFTERNOON, minute)])


def _in_words_of(known: Mapping[str, int], found: AbstractSet[str]) -> frozenset[str]:
    values = {known[word] for word in found & known.keys()}
    return frozenset[str]().union(*(_IN_WORDS[value] for value in values))


def has_digits(text: str) -> bool:
    """Whether there is any digit at all; most messages have none."""
    return _DIGIT.search(text) is not None


def _in_words_readings(value: int) -> frozenset[str]:
    """What a number word may mean: a number, an hour, an hour of the afternoon."""
    hours = [_clock(value, 0)] if value <= 24 else []
    if value <= _AFTERNOON:
        hours.append(_clock(value + _AFTERNOON, 0))
    return frozenset((_plain(value), *hours))


_IN_WORDS = MappingProxyType(
    {value: _in_words_readings(value) for known in WORDS.values() for value in known.values()}
)
# Combining marks and invisible characters would shift what follows; spaces keep every place.
_SHIFTING = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")


def unmatched(numbers: Numbers, other: Numbers) -> list[Number]:
    """Numbers in digits that the other text has neither in digits nor in words.

    Each of the other's numbers in digits stands for one of these; a word stands for any number
    of them.
    """
    left = _Left(other.digits)
    missing: list[Number] = []
    for number in numbers.digits:
        partner = next(
            (
                o
                for o in left.like(number)
                if number.agrees(o) and not _lost_scale(number, numbers, o, other)
            ),
            None,
        )
        if partner is not None:
            left.take(partner)
        elif not _in_words(number, other):
            missing.append(number)
    return missing


class _Left:
    """Numbers without a partner yet, by what they may be read as: a text may have thousands."""

    def __init__(self, numbers: Iterable[Number]) -> None:
        self._by_reading: defaultdict[str, dict[int, Number]] = defaultdict(dict)
        for number in numbers:
            for reading in self._readings(number):
                self._by_reading[reading][number.start] = number

    @staticmethod
    def _readings(number: Number) -> frozenset[str]:
        return number.exact | number.loose | number.scaled | {number.surface}

    def like(self, number: Number) -> Iterator[Number]:
        """Those with a reading in common, first what is written alike, then from left to right."""
        alike = self._by_reading.get(number.surface, {})
        yield from (o for o in alike.values() if o.surface == number.surface)
        found: dict[int, Number] = {}
        for reading in self._readings(number):
            found |= self._by_reading.get(reading, {})
        yield from (found[start] for start in sorted(found))

    def take(self, number: Number) -> None:
        """Leave it out from now on."""
        for reading in self._readings(number):
            del self._by_reading[reading][number.start]


def _lost_scale(number: Number, numbers: Numbers, partner: Number, other: Numbers) -> bool:
    """Whether one is in millions or more, and the other's text neither is nor says so elsewhere.

    It may say so once for several: "2 to 3 million".
    """
    if number.power < _MILLION <= partner.power:
        number, other, partner = partner, numbers, number
    known = other.words is not None and not partner.scaled
    lost = number.power >= _MILLION and number.power not in other.powers
    return known and lost and number.scaled.isdisjoint(partner.exact)


def _in_words(number: Number, other: Numbers) -> bool:
    readings = number.exact | number.loose
    if other.words is None:
        return any(reading in _SMALL for reading in readings)
    if number.power >= _MILLION and number.power not in other.powers:
        return bool(number.scaled & other.words)
    if readings & other.words:
        return True
    return other.halves and any(r.startswith("t") and not r.endswith(":00") for r in readings)


_SMALL = frozenset(_plain(value) for value in range(13))
