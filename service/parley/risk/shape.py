"""What goes wrong with a translation as a whole: empty, copied, looping, cut off."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parley.domain.copying import is_copy, plain_words
from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.entities import without_entities
from parley.risk.fold import fold
from parley.risk.rule import TranslationRule, in_translation
from parley.risk.runs import longest_common_run

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?…\n]+")
_STUTTER = re.compile(r"(\w{1,6}?)\1{7,}")

# Longest common shape of a loop, in words; longer ones show as a repeated sentence.
_LONGEST_LOOP = 8
# Doubled on purpose: reflexive and relative pronouns, short words for emphasis.
_DOUBLES = frozenset(["nous", "vous"])
_SHORT_WORD = 4
_REPEATED_SENTENCE = 6
# A laugh may be spelt with more letters elsewhere.
_LONGER_STUTTER = 1.5
# An exchange has two texts, and two rules ask for their words. No more are kept than that:
# texts are personal data.
_TEXTS_OF_AN_EXCHANGE = 2
# In lower case, with its code points.
_Word = tuple[str, int, int]


class EmptyTranslation(TranslationRule):
    id = "empty-translation"
    category = "accuracy/omission"
    severity = Severity.CRITICAL
    description = "The source has words, the translation has none."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        if _WORD.search(without_entities(exchange.source)) and not any(
            character.isalnum() for character in without_entities(translation)
        ):
            yield self.flag("the translation is empty")


class Untranslated(TranslationRule):
    """Names, product names and single words may stay; a run of plain words may not.

    A text or a sentence of it that is copied whole is critical, a part of one is not.
    """

    id = "untranslated"
    category = "accuracy/untranslated"
    severity = Severity.MAJOR
    description = "Words of the source stand unchanged in the translation."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        copy = _copied_sentence(exchange, translation, target)
        if copy is not None:
            reason = "the source is copied instead of translated"
            yield self.flag(reason, in_translation(*copy), Severity.CRITICAL)
            return
        # Spanish and Portuguese share whole clauses.
        kin = {primary(exchange.source_language), primary(target)} == {"es", "pt"}
        source = _words(exchange.source)
        other = _words(translation)
        said, says = [word for word, _, _ in source], [word for word, _, _ in other]
        few, many = (5, 8) if kin else (3, 5)
        if len(set(said).intersection(says)) < few:
            return
        start, length = longest_common_run(said, says)
        copied = other[start : start + length]
        # A laugh is the same in many languages, however long it is.
        plain = len({word[0] for word in copied if _is_plain(translation, word)})
        whole = length >= 0.8 * len(source) and plain >= few
        if whole or plain >= many:
            where = in_translation(copied[0][1], copied[-1][2])
            reason = "the source is copied" if whole else "part of the source is copied"
            surfaces = [translation[start:end] for _, start, end in copied]
            sure = len(plain_words(surfaces, primary(exchange.source_language), primary(target)))
            severity = Severity.CRITICAL if whole and not kin and sure >= 3 else self.severity
            yield self.flag(f"{reason} instead of translated", where, severity)


def _copied_sentence(exchange: Exchange, translation: str, target: str) -> tuple[int, int] | None:
    """Where all of the source stands in the translation, or a sentence of it; None if none does."""
    languages = exchange.source_language, target
    source, other = without_entities(exchange.source), without_entities(translation)
    if is_copy(source, other, *languages):
        words = _words(translation)
        return words[0][1], words[-1][2]
    said: dict[tuple[str, ...], str] = {}
    for sentence in _SENTENCE.findall(source):
        said.setdefault(_folded(sentence), sentence)
    for match in _SENTENCE.finditer(other):
        sentence = said.get(_folded(match.group()))
        if sentence is not None and is_copy(sentence, match.group(), *languages):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            return start, match.start() + len(match.group().rstrip())
    return None


def _folded(sentence: str) -> tuple[str, ...]:
    return tuple(map(str.casefold, _WORD.findall(sentence)))


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def _words(text: str) -> Sequence[_Word]:
    """Words in lower case with their code points; entities are none."""
    return tuple(
        (match.group().casefold(), *match.span())
        for match in _WORD.finditer(without_entities(text))
    )


def _is_plain(text: str, word: _Word) -> bool:
    """Neither a name nor a letter: lower case, or all capitals as in shouting."""
    surface = text[word[1] : word[2]]
    return len(surface) > 1 and (surface.islower() or surface.isupper())


class Repetition(TranslationRule):
    id = "repetition"
    category = "accuracy/addition"
    severity = Severity.CRITICAL
    description = "The translation repeats words or sentences that the source says once."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        other = _words(translation)
        words = [word for word, _, _ in other]
        said = [word for word, _, _ in _words(exchange.source)]
        loop = _loop(words)
        if loop and _outruns(words, said) and not _rhetoric(translation, other, loop):
            start, length = loop
            where = in_translation(other[start][1], other[start + length - 1][2])
            yield self.flag("words are repeated that the source says once", where)
            return
        again = _repeated_run(words, _REPEATED_SENTENCE)
        if again is not None and _repeated_run(said, _REPEATED_SENTENCE // 2) is None:
            where = in_translation(other[again][1], other[again + _REPEATED_SENTENCE - 1][2])
            yield self.flag("a sentence is repeated that the source says once", where)
            return
        if _stutter(translation) > _LONGER_STUTTER * _stutter(exchange.source):
            yield self.flag("the translation stutters")


def _rhetoric(text: str, words: Sequence[_Word], loop: tuple[int, int]) -> bool:
    """Whether a short group is said twice across a comma or full stop of a longer text.

    "... happiness. Happiness is ..." is good style; "Perfect! Perfect!" for "Perfect!" is not.
    """
    start, length = loop
    if length > 4 or length % 2 or len(words) <= length + 2:
        return False
    middle = start + length // 2
    between = text[words[middle - 1][2] : words[middle][1]]
    return words[start][0] == words[middle][0] and any(mark in between for mark in ".,;:!?")


def _outruns(words: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the words of a loop follow themselves more often than any of the source's do.

    Once more than there, or a quarter, is another language's way to say it.
    """
    if not _loop(said):
        return True
    times = _most_times(said)
    return _most_times(words) > times + max(1, times // 4)


def _most_times(words: Sequence[str]) -> int:
    """How often in a row a group of words stands at most."""
    most = 1
    for size in range(1, min(_LONGEST_LOOP, len(words) // 2) + 1):
        same = 0
        for index in range(size, len(words)):
            same = same + 1 if words[index] == words[index - size] else 0
            most = max(most, same // size + 1)
    return most


def _stutter(text: str) -> int:
    """Letters of the longest row of a few letters over and over; 0 without."""
    return max((len(match.group()) for match in _STUTTER.finditer(fold(text).text)), default=0)


def _loop(words: Sequence[str]) -> tuple[int, int] | None:
    """(start, length) in words of the first group that follows itself at once."""
    for size in range(1, min(_LONGEST_LOOP, len(words) // 2, _said_again(words)) + 1):
        same = 0
        for index in range(size, len(words)):
            same = same + 1 if words[index] == words[index - size] else 0
            if same >= size and not _harmless(words[index - size + 1 : index + 1], same):
                return index - same - size + 1, same + size
    return None


def _said_again(words: Sequence[str]) -> int:
    """How many of the words stand earlier too: a group said twice has no more than these."""
    return len(words) - len(set(words))


def _harmless(group: Sequence[str], same: int) -> bool:
    """Whether a group said twice may be grammar or emphasis; said three times, it is not."""
    if same > len(group):
        return False
    letters = set(group)
    return len(letters) == 1 and (len(group[0]) <= _SHORT_WORD or group[0] in _DOUBLES)


def _repeated_run(words: Sequence[str], size: int) -> int | None:
    """Where a run of `size` words begins that was there before without overlap."""
    if _said_again(words) < size:
        return None
    first: dict[tuple[str, ...], int] = {}
    for index in range(len(words) - size + 1):
        run = tuple(words[index : index + size])
        if index - first.setdefault(run, index) >= size:
            return index
    return None


# Languages whose letters count alike.
_ALPHABETIC = frozenset(
    ["en", "de", "es", "fr", "pt", "it", "nl", "sv", "da", "nb", "no", "pl", "cs", "ro", "ca"]
)
_LONG = 40
_SHORT = 12
_BOUNDS_LONG = (0.5, 2.2)
_BOUNDS_SHORT = (0.25, 4.0)


class LengthMismatch(TranslationRule):
    id = "truncated"
    category = "accuracy/omission"
    severity = Severity.CRITICAL
    description = "The translation is far shorter or longer than its source, or lost lines."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        letters = _letters(translation)
        if not letters:
            return
        lines, kept = _lines(exchange.source), _lines(translation)
        if kept < lines:
            yield self.flag(f"{lines - kept} of {lines} lines are missing")
            return
        if not {primary(exchange.source_language), primary(target)} <= _ALPHABETIC:
            return
        said = _letters(exchange.source)
        if said < _SHORT and letters < _LONG:
            return
        shortest, longest = _BOUNDS_LONG if said >= _LONG else _BOUNDS_SHORT
        ratio = letters / max(said, _SHORT)
        if ratio < shortest:
            yield self.flag("the translation is far shorter than its source")
        elif ratio > longest:
            yield self.flag("the translation is far longer than its source")


def _letters(text: str) -> int:
    return sum(map(str.isalpha, without_entities(text)))


def _lines(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())
