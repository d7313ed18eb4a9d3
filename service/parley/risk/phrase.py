"""The small pattern language of the word lists, and the search for many patterns at once.

`data/README.md` describes the language for the people who write the lists. Each phrase becomes a
regular expression on folded text, and a set of keys one of which must be there: an Aho-Corasick
pass over those decides which few expressions are worth running. Most are never needed, so an
expression is compiled when one of its keys turns up for the first time.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import NamedTuple

import ahocorasick_rs

from parley.risk.fold import Folded, fold

# What stands between two words; after an apostrophe, as in "d'en", nothing need to.
_SPACE = r"(?:[\s,\-]+|(?<='))"
_GAP = rf"{_SPACE}(?:[^\s,.!?;:]+{_SPACE}){{0,4}}"
_SPECIAL = {"*": r"\w*", "'": r"'?\s?", "-": r"[-\s]?", "#": r"\d+", "ß": "(?:ß|ss)"}
_UMLAUTS = frozenset("äöüÄÖÜ")
_ENDS = frozenset(("", "|", ")"))
_ENDS_OF_WORD = _ENDS | {" "}
# Folded text has no capitals: in a phrase that is parsed, they stand for the umlauts.
_RUN = re.compile(r"(?:[^\W_A-Zß]|[&/%€$+])*[AOU]|(?:[^\W_A-Zß]|[&/%€$+])+")
# Most of every list is words without anything special, alone or as alternatives: read at a stroke.
_WORDS = re.compile(r"[^\W_A-Zß]+(?: [^\W_A-Zß]+)*(?=[ |)]|$)")
_ALTERNATIVES = re.compile(r"\(((?:[^\W_A-Zß]| (?! )|\|)+)\)")
# Where there is nothing but words, stars, gaps and brackets within no brackets, the keys can be
# told without the parser.
_PLAIN_GROUP = r"\((?:[^\W_ß]|[*|]| (?! ))+\)"
_PLAIN_WORD = rf"[^\W_ß](?:[^\W_ß]|\*|{_PLAIN_GROUP})*"
_PLAIN_PHRASE = re.compile(
    rf"(?:{_PLAIN_WORD}|{_PLAIN_GROUP})(?: (?:(?:\.\.\. )?{_PLAIN_WORD}|{_PLAIN_GROUP}))*"
)
_PLAIN_PART = re.compile(r"\(([^()]+)\)|([^()]+)")
_UNCERTAIN = re.compile(r"\*|\.\.\.")
# A key ends at an umlaut, which is one letter or two in the text, as it does at a star.
_UMLAUTS_ENDED = {ord(umlaut): f"{umlaut}*" for umlaut in _UMLAUTS}
_BETWEEN_WORDS = re.compile(r"[\s,\-]+")
_AFTER = frozenset(".!?;\n…")
_BEFORE = _AFTER | {",", ":"}
_OPENING, _CLOSING = " \"'(¡¿", " \"')"
# An exchange has two texts, and every book asks for both. No more are kept than that:
# texts are personal data.
_TEXTS_OF_AN_EXCHANGE = 2


class PatternError(ValueError):
    """A phrase that does not follow the pattern language; the message says where."""


class _Piece(NamedTuple):
    """A part of an expression.

    Attributes:
        keys: one of these is in every match, where words stand one space apart; empty when
            nothing is certain.
        exact: all that the expression matches, if that is one string.
    """

    expression: str
    keys: frozenset[str] = frozenset()
    exact: str = ""


def _surer(one: _Piece, other: _Piece) -> _Piece:
    """The one whose shortest key is longer: the longer, the rarer."""
    if not other.keys:
        return one
    longer = min(map(len, other.keys)) > min(map(len, one.keys), default=0)
    return other if longer else one


class Pattern:
    """A phrase. `written` is what the list holds, for messages to people."""

    __slots__ = ("_compiled", "keys", "written")

    def __init__(self, written: str, keys: Collection[str]) -> None:
        self.written = written
        self.keys = keys
        self._compiled: re.Pattern[str] | None = None

    @property
    def expression(self) -> re.Pattern[str]:
        if self._compiled is None:
            source = _Parser(self.written).parse().expression
            self._compiled = re.compile(rf"(?<!\w){source}(?!\w)")
        return self._compiled


class _Sequence:
    """Words one after the other, as they are read."""

    __slots__ = ("_best", "_between", "_expression", "_leading", "_together", "_varies")

    def __init__(self) -> None:
        self._expression = ""
        self._leading = ""
        self._between = _SPACE
        # The certain words that stand together here, for as long as nothing comes between.
        self._together = ""
        self._varies = False
        self._best = _Piece("")

    def __bool__(self) -> bool:
        return bool(self._expression)

    @property
    def after_gap(self) -> bool:
        return self._between == _GAP

    def gap(self) -> None:
        self._between = _GAP
        self._together = ""
        self._varies = True

    def add_optional(self, word: _Piece) -> None:
        self._together = ""
        self._varies = True
        if self._expression:
            self._expression += f"(?:{_SPACE}{word.expression})?"
        else:
            self._leading += f"(?:{word.expression}{_SPACE})?"

    def add(self, word: _Piece) -> None:
        self._expression += (self._between if self._expression else "") + word.expression
        self._between = _SPACE
        if word.exact:
            self._together += (" " if self._together else "") + word.exact
            word = _Piece("", frozenset((self._together,)))
        else:
            self._together = ""
            self._varies = True
        self._best = _surer(self._best, word)

    def piece(self) -> _Piece:
        exact = "" if self._varies else self._together
        return _Piece(self._leading + self._expression, self._best.keys, exact)


class _Parser:
    """Recursive descent over one phrase."""

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase
        folded = fold(phrase)
        if folded.positions is not None:
            kept = (*folded.positions, None)
            self._at = next(i for i, position in enumerate(kept) if i != position)
            raise self._error(f"unexpected {phrase[self._at]!r}")
        self._text = folded.text
        if not _UMLAUTS.isdisjoint(phrase):
            pairs = zip(folded.text, phrase, strict=True)
            self._text = "".join(c.upper() if o in _UMLAUTS else c for c, o in pairs)
        self._at = 0

    def parse(self) -> _Piece:
        piece = self._sequence()
        if self._at < len(self._text):
            raise self._error("unbalanced )")
        return piece

    def _error(self, what: str) -> PatternError:
        return PatternError(f"{what} at character {self._at + 1} of {self._phrase!r}")

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _sequence(self) -> _Piece:
        """Words with spaces between, up to the end, a bar or a closing bracket."""
        sequence = _Sequence()
        while True:
            while self._peek() == " ":
                self._at += 1
            if self._peek() in _ENDS:
                break
            if self._text.startswith("...", self._at):
                if not sequence:
                    raise self._error("a phrase cannot begin with ...")
                self._at += 3
                sequence.gap()
                continue
            word, optional = self._word()
            if not optional:
                sequence.add(word)
            elif sequence.after_gap:
                raise self._error("an optional part cannot follow ...")
            else:
                sequence.add_optional(word)
        if sequence.after_gap:
            raise self._error("a phrase cannot end with ...")
        return sequence.piece()

    def _word(self) -> tuple[_Piece, bool]:
        """One word, and whether it is nothing but a group that may be empty.

        Plain words that stand together count as one.
        """
        if words := _WORDS.match(self._text, self._at):
            self._at = words.end()
            plain = words.group()
            return _Piece(plain.replace(" ", _SPACE), frozenset((plain,)), plain), False
        pieces: list[_Piece] = []
        optional = False
        while self._peek() not in _ENDS_OF_WORD and not self._text.startswith("...", self._at):
            if self._peek() != "(":
                pieces.append(self._plain())
                continue
            group, optional = self._group()
            if optional and not pieces and self._peek() in _ENDS_OF_WORD:
                # The caller makes it optional together with the space before it.
                return group, True
            pieces.append(_Piece(group.expression + "?") if optional else group)
        if len(pieces) == 1:
            return pieces[0], False
        best = reduce(_surer, pieces, _Piece(""))
        return _Piece("".join(piece.expression for piece in pieces), best.keys), False

    def _plain(self) -> _Piece:
        """A sign of the language, or letters without one."""
        if self._peek() in _SPECIAL:
            self._at += 1
            return _Piece(_SPECIAL[self._text[self._at - 1]])
        run = _RUN.match(self._text, self._at)
        if run is None:
            raise self._error(f"unexpected {self._phrase[self._at]!r}")
        self._at = run.end()
        plain = run.group().lower()
        if plain == run.group():
            return _Piece(re.escape(plain), frozenset((plain,)), plain)
        # Keyboards without umlauts write ae, oe, ue.
        return _Piece(re.escape(plain) + "e?", frozenset((plain,)))

    def _group(self) -> tuple[_Piece, bool]:
        """Alternatives in brackets, and whether one of them is empty."""
        if plain := _ALTERNATIVES.match(self._text, self._at):
            texts = [text.strip() for text in plain[1].split("|")]
            words = [text for text in texts if text]
            if words:
                self._at = plain.end()
                expression = "(?:" + "|".join(words).replace(" ", _SPACE) + ")"
                keys = frozenset(words if len(words) == len(texts) else ())
                return _Piece(expression, keys, words[0] if len(texts) == 1 else ""), not keys
        self._at += 1
        alternatives = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            alternatives.append(self._sequence())
        if self._peek() != ")":
            raise self._error("missing )")
        self._at += 1
        full = [piece for piece in alternatives if piece.expression]
        optional = len(full) < len(alternatives)
        if not full:
            raise self._error("empty group")
        expression = "(?:" + "|".join(piece.expression for piece in full) + ")"
        certain = not optional and all(piece.keys for piece in full)
        keys = frozenset[str]().union(*(piece.keys for piece in full if certain))
        exact = full[0].exact if len(alternatives) == 1 else ""
        return _Piece(expression, keys, exact), optional


def _plain_keys(phrase: str) -> Collection[str]:
    """The keys of a plain phrase; none where only the parser can tell."""
    folded = fold(phrase.translate(_UMLAUTS_ENDED))
    if folded.positions is not None or not _PLAIN_PHRASE.fullmatch(folded.text):
        return ()
    if folded.text.startswith("(") and "..." in folded.text:
        # Whether there is anything before the gap.
        return ()
    best: list[str] = []
    longest = 0
    for group, words in _PLAIN_PART.findall(folded.text):
        keys = [_certain(part) for part in group.split("|")] if group else [_certain(words)]
        shortest = min(map(len, keys))
        if shortest > longest:
            best, longest = keys, shortest
        elif group and not group.strip("| "):
            return ()
    return best


def _certain(words: str) -> str:
    """The longest part of some words that is in every match."""
    if "*" in words or "..." in words:
        return max(map(str.strip, _UNCERTAIN.split(words)), key=len)
    return words.strip()


def compile_phrase(phrase: str) -> Pattern:
    """Read a phrase of the pattern language; its expression is compiled when it is first used.

    Raises:
        PatternError: if it does not follow the language, or no part of it is certain to be there.
    """
    keys = _plain_keys(phrase) or _Parser(phrase).parse().keys
    if not keys:
        raise PatternError(f"no fixed word in {phrase!r}")
    return Pattern(phrase, keys)


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def _one_space_apart(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text)


@dataclass(frozen=True, slots=True)
class Hit:
    """Pattern number `index` of a book at a range of the folded text."""

    index: int
    start: int
    end: int


class PhraseBook:
    """Many phrases searched together."""

    def __init__(
        self, phrases: Sequence[str], unless: Sequence[str] = (), whole: Sequence[str] = ()
    ) -> None:
        """Read the phrases.

        Args:
            unless: phrases that make any hit harmless that they overlap.
            whole: phrases that count where they are a sentence by themselves; numbered after
                `phrases`.

        Raises:
            PatternError: for the first phrase that is not well formed.
        """
        self.patterns = tuple(compile_phrase(phrase) for phrase in (*phrases, *whole))
        self._first_whole = len(phrases)
        self._owners: list[int] = []
        keys: list[str] = []
        for index, pattern in enumerate(self.patterns):
            for key in pattern.keys:
                keys.append(key)
                self._owners.append(index)
        self._automaton = ahocorasick_rs.AhoCorasick(keys) if keys else None
        self._unless = PhraseBook(unless) if unless else None

    def find(self, folded: Folded) -> Iterator[Hit]:
        """Hits from left to right, none overlapping: of two that overlap, the longer."""
        hits = self.find_all(folded)
        if hits and self._unless:
            harmless = self._unless.find_all(folded)
            hits = [
                hit
                for hit in hits
                if not any(h.start < hit.end and hit.start < h.end for h in harmless)
            ]
        kept: list[Hit] = []
        for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
            if not any(h.start < hit.end and hit.start < h.end for h in kept):
                kept.append(hit)
        yield from sorted(kept, key=lambda hit: hit.start)

    def find_all(self, folded: Folded) -> list[Hit]:
        """Every hit of every phrase, whatever overlaps, and whatever `unless` says."""
        if self._automaton is None:
            return []
        text = folded.text
        found = self._automaton.find_matches_as_indexes(_one_space_apart(text), overlapping=True)
        if not found:
            return []
        candidates = sorted({self._owners[key] for key, _, _ in found})
        return [
            Hit(index, match.start(), match.end())
            for index in candidates
            for match in self.patterns[index].expression.finditer(text)
            if index < self._first_whole or _is_sentence(text, match)
        ]


def _is_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a match has nothing before and after it in its sentence."""
    before, after = text[: match.start()].rstrip(_OPENING), text[match.end() :].lstrip(_CLOSING)
    return (not before or before[-1] in _BEFORE) and (not after or after[0] in _AFTER)
