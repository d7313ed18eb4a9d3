"""The small pattern language of the word lists, and the search for many patterns at once.

`data/README.md` describes the language for the people who write the lists. Each pattern becomes a
regular expression on folded text, and a set of literals one of which must be there: an
Aho-Corasick pass over those decides which few expressions are worth running.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from parley.risk.fold import Folded, fold

_SPACE = r"[\s,\-]+"
_GAP = rf"{_SPACE}(?:[^\s,.!?;:]+{_SPACE}){{0,4}}"
_SPECIAL = {"*": r"\w*", "'": r"'?\s?", "-": r"[-\s]?", "#": r"\d+", "ß": "(?:ß|ss)"}
_PUNCTUATION = frozenset("&/%€$+")
_UMLAUTS = frozenset("äöüÄÖÜ")


class PatternError(ValueError):
    """A phrase that does not follow the pattern language; the message says where."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of an expression.

    Attributes:
        literals: one of these is in every match; empty when nothing is certain.
    """

    expression: str
    literals: frozenset[str] = frozenset()

    @property
    def certainty(self) -> int:
        """Length of the shortest literal: the longer, the rarer."""
        return min(map(len, self.literals), default=0)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled phrase. `written` is what the list holds, for messages to people."""

    written: str
    expression: re.Pattern[str]
    literals: frozenset[str]


class _Parser:
    """Recursive descent over one phrase."""

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase
        self._at = 0

    def parse(self) -> _Piece:
        piece = self._sequence()
        if self._at < len(self._phrase):
            raise self._error("unbalanced )")
        return piece

    def _error(self, what: str) -> PatternError:
        return PatternError(f"{what} at character {self._at + 1} of {self._phrase!r}")

    def _peek(self) -> str:
        return self._phrase[self._at : self._at + 1]

    def _sequence(self) -> _Piece:
        """Words with spaces between, up to the end, a bar or a closing bracket."""
        expression = ""
        leading = ""
        between = _SPACE
        best = _Piece("")
        while True:
            while self._peek() == " ":
                self._at += 1
            if self._peek() in ("", "|", ")"):
                break
            if self._phrase.startswith("...", self._at):
                if not expression:
                    raise self._error("a phrase cannot begin with ...")
                self._at += 3
                between = _GAP
                continue
            word, optional = self._word()
            if optional and between == _GAP:
                raise self._error("an optional part cannot follow ...")
            if optional and expression:
                expression += f"(?:{_SPACE}{word.expression})?"
            elif optional:
                leading += f"(?:{word.expression}{_SPACE})?"
            else:
                expression += (between if expression else "") + word.expression
                between = _SPACE
                best = max(best, word, key=lambda piece: piece.certainty)
        if between == _GAP:
            raise self._error("a phrase cannot end with ...")
        return _Piece(leading + expression, best.literals)

    def _word(self) -> tuple[_Piece, bool]:
        """One word, and whether it is nothing but a group that may be empty."""
        pieces: list[_Piece] = []
        groups = 0
        optional = False
        literal = ""
        while (character := self._peek()) not in ("", " ", "|", ")"):
            if self._phrase.startswith("...", self._at):
                break
            if character == "(":
                group, optional = self._group()
                groups += 1
                pieces.append(_Piece(group.expression + "?") if optional else group)
                literal = ""
                continue
            self._at += 1
            plain = fold(character).text
            if plain in _SPECIAL:
                pieces.append(_Piece(_SPECIAL[plain]))
                literal = ""
            elif plain.isalnum() or plain in _PUNCTUATION:
                literal += plain
                pieces.append(_Piece(re.escape(plain), frozenset((literal,))))
                if character in _UMLAUTS:
                    # Keyboards without umlauts write ae, oe, ue.
                    pieces.append(_Piece("e?"))
                    literal = ""
            else:
                self._at -= 1
                raise self._error(f"unexpected {character!r}")
        alone = groups == 1 and len(pieces) == 1
        best = max(pieces, key=lambda piece: piece.certainty, default=_Piece(""))
        expression = "".join(piece.expression for piece in pieces)
        if alone and optional:
            # The caller makes it optional together with the space before it.
            expression = expression.removesuffix("?")
        return _Piece(expression, best.literals), alone and optional

    def _group(self) -> tuple[_Piece, bool]:
        """Alternatives in brackets, and whether one of them is empty."""
        self._at += 1
        alternatives = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            alternatives.append(self._sequence())
        if self._peek() != ")":
            raise self._error("missing )")
        self._at += 1
        optional = any(not piece.expression for piece in alternatives)
        full = [piece for piece in alternatives if piece.expression]
        if not full:
            raise self._error("empty group")
        expression = "(?:" + "|".join(piece.expression for piece in full) + ")"
        certain = not optional and all(piece.literals for piece in full)
        literals = frozenset[str]().union(*(piece.literals for piece in full if certain))
        return _Piece(expression, literals), optional


def compile_phrase(phrase: str) -> Pattern:
    """Compile a phrase of the pattern language.

    Raises:
        PatternError: if it does not follow the language, or no part of it is certain to be there.
    """
    piece = _Parser(phrase).parse()
    if not piece.literals:
        raise PatternError(f"no fixed word in {phrase!r}")
    return Pattern(phrase, re.compile(rf"(?<!\w){piece.expression}(?!\w)"), piece.literals)


@dataclass(frozen=True, slots=True)
class Hit:
    """Pattern number `index` of a book at a range of the folded text."""

    index: int
    start: int
    end: int


class PhraseBook:
    """Many phrases searched together."""

    def __init__(self, phrases: Sequence[str], unless: Sequence[str] = ()) -> None:
        """Compile the phrases.

        Args:
            unless: phrases that make any hit harmless that they overlap.

        Raises:
            PatternError: for the first phrase that is not well formed.
        """
        self.patterns = tuple(compile_phrase(phrase) for phrase in phrases)
        self._owners: list[int] = []
        literals: list[str] = []
        for index, pattern in enumerate(self.patterns):
            for literal in sorted(pattern.literals):
                literals.append(literal)
                self._owners.append(index)
        self._automaton = ahocorasick_rs.AhoCorasick(literals) if literals else None
        self._unless = PhraseBook(unless) if unless else None

    def find(self, folded: Folded) -> Iterator[Hit]:
        """Hits from left to right, none overlapping: of two that overlap, the longer."""
        hits = self._all(folded.text)
        if hits and self._unless:
            harmless = self._unless._all(folded.text)
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

    def _all(self, text: str) -> list[Hit]:
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        candidates = sorted({self._owners[literal] for literal, _, _ in found})
        return [
            Hit(index, match.start(), match.end())
            for index in candidates
            for match in self.patterns[index].expression.finditer(text)
        ]
