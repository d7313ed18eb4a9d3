"""The small pattern language of the word lists.

`data/README.md` describes the language for the people who write the lists. Each phrase becomes a
regular expression on folded text, and a set of keys one of which must be there. Most expressions
are never needed, so a phrase is parsed when one of its keys turns up for the first time, and its
expression is compiled when everything does that every match has.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from parley.risk.fold import fold

# What stands between two words; after an apostrophe, as in "d'en", nothing need to.
_SPACE = r"(?:[\s,\-]+|(?<='))"
_GAPS = {
    dots: rf"{_SPACE}(?:[^\s,.!?;:]+{_SPACE}){{0,{most}}}" for dots, most in (("...", 4), ("..", 2))
}
# Of more keys than these, to look for each takes longer than the expression does.
_QUICK_KEYS = 16
# How much of a phrase a message quotes, before and after what is wrong.
_EXCERPT = 24
_DOTS = re.compile(r"\.\.\.?")
_SPECIAL = {"*": r"\w*", "'": r"'?\s?", "-": r"[-\s]?", "#": r"\d+", "ß": "(?:ß|ss)"}
_UMLAUTS = frozenset("äöüÄÖÜ")
_ENDS = frozenset(("", "|", ")"))
_ENDS_OF_WORD = _ENDS | {" "}
# Folded text has no capitals: in a phrase that is parsed, they stand for the umlauts.
_RUN = re.compile(r"(?:[^\W_A-Zß]|[&/%€$+])*[AOU]|(?:[^\W_A-Zß]|[&/%€$+])+")
# Most of every list is words without anything special, alone or as alternatives: read at a stroke.
_WORDS = re.compile(r"[^\W_A-Zß]+(?: [^\W_A-Zß]+)*(?=[ |)]|$)")
_ALTERNATIVES = re.compile(r"\(((?:[^\W_A-Zß]| (?! )|\|)+)\)")
# A phrase of this shape is well formed, and its keys can be told without the parser. A full group
# has no empty alternative: it may stand at either side of a gap.
_LETTER = r"[\w*'#&/%€$+-]"
_PLAIN_GROUP = rf"\([ |]*{_LETTER}[\w*'#&/%€$+| -]*\)"
_FULL_GROUP = rf"\({_LETTER}(?:{_LETTER}| |\|{_LETTER})*\)"
_REST = rf"(?:{_LETTER}|{_PLAIN_GROUP})*"
_PLAIN_PHRASE = re.compile(
    rf"(?:{_LETTER}|{_PLAIN_GROUP}){_REST}"
    rf"(?: (?:(?:{_LETTER}|{_PLAIN_GROUP})|\.\.\.? (?:{_LETTER}|{_FULL_GROUP})){_REST})*"
)
_FULL_BEGINNING = re.compile(rf"{_LETTER}|{_FULL_GROUP}")
_GROUP_IN_GROUP = re.compile(rf"(\([^()]*){_PLAIN_GROUP}")
_PLAIN_PART = re.compile(r"\(([^()]+)\)|([^()]+)")
# A key ends at whatever may be written in more than one way, as it does at a star.
_VARYING = re.compile(r"\.\.\.?|['#ß-]")
_UMLAUT = re.compile("[äöüÄÖÜ]")


class PatternError(ValueError):
    """A phrase that does not follow the pattern language; the message says where.

    `phrase` is the phrase as the list has it.
    """

    def __init__(self, message: str, phrase: str) -> None:
        super().__init__(message)
        self.phrase = phrase


class _Piece(NamedTuple):
    """A part of an expression.

    Attributes:
        keys: one of these is in every match, where words stand one space apart; empty when
            nothing is certain.
        exact: all that the expression matches, if that is one string.
        needs: of each of these sets, too, one key is in every match; `keys` is among them.
    """

    expression: str
    keys: frozenset[str] = frozenset()
    exact: str = ""
    needs: tuple[frozenset[str], ...] = ()


def _shortest(keys: Collection[str]) -> int:
    """How long the shortest key is: of several sets, the longer is the surer one, being rarer."""
    return min(map(len, keys), default=0)


class Pattern:
    """A phrase. `written` is what the list holds, for messages to people."""

    __slots__ = ("_compiled", "_needs", "_source", "keys", "written")

    def __init__(self, written: str, keys: Collection[str]) -> None:
        self.written = written
        self.keys = keys
        self._source = ""
        self._needs: tuple[frozenset[str], ...] = ()
        self._compiled: re.Pattern[str] | None = None

    def may_be_in(self, apart: str) -> bool:
        """Whether a folded text with one space between words has what every match has.

        It has one of `keys` already.
        """
        if not self._source:
            self._parse()
        # Plain loops take half as long as generators do, and every text meets dozens of these.
        for keys in self._needs:
            for key in keys:
                if key in apart:
                    break
            else:
                return False
        return True

    @property
    def expression(self) -> re.Pattern[str]:
        if self._compiled is None:
            if not self._source:
                self._parse()
            self._compiled = re.compile(rf"(?<!\w){self._source}(?!\w)")
        return self._compiled

    def _parse(self) -> None:
        piece = _Parser(self.written).parse()
        needs = (keys for keys in piece.needs if keys != piece.keys)
        self._needs = tuple(sorted((n for n in needs if len(n) <= _QUICK_KEYS), key=len))
        self._source = piece.expression


class _Sequence:
    """Words one after the other, as they are read."""

    __slots__ = ("_between", "_expression", "_leading", "_needs", "_together", "_varies")

    def __init__(self) -> None:
        self._expression = ""
        self._leading = ""
        self._between = _SPACE
        # The certain words that stand together here, for as long as nothing comes between.
        self._together = ""
        self._varies = False
        self._needs: list[frozenset[str]] = []

    def __bool__(self) -> bool:
        return bool(self._expression)

    @property
    def after_gap(self) -> bool:
        return self._between != _SPACE

    def gap(self, dots: str) -> None:
        self._between = _GAPS[dots]
        self._together = ""
        self._varies = True

    def add_optional(self, word: _Piece) -> None:
        self._together = ""
        self._varies = True
        if self.after_gap:
            self._between += f"(?:{word.expression}{_SPACE})?"
        elif self._expression:
            self._expression += f"(?:{_SPACE}{word.expression})?"
        else:
            self._leading += f"(?:{word.expression}{_SPACE})?"

    def add(self, word: _Piece) -> None:
        self._expression += (self._between if self._expression else "") + word.expression
        self._between = _SPACE
        keys = word.keys
        if word.exact:
            if self._together:
                self._needs.pop()
            self._together += (" " if self._together else "") + word.exact
            keys = frozenset((self._together,))
        else:
            self._together = ""
            self._varies = True
        if keys:
            self._needs.append(keys)

    def piece(self) -> _Piece:
        exact = "" if self._varies else self._together
        keys = max(self._needs, key=_shortest, default=frozenset[str]())
        return _Piece(self._leading + self._expression, keys, exact, tuple(self._needs))


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
        near = self._phrase[max(0, self._at - _EXCERPT) : self._at + _EXCERPT]
        return PatternError(f"{what} at character {self._at + 1}, by {near!r}", self._phrase)

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
            if dots := _DOTS.match(self._text, self._at):
                if not sequence:
                    raise self._error(f"a phrase cannot begin with {dots.group()}")
                self._at = dots.end()
                sequence.gap(dots.group())
                continue
            word, optional = self._word()
            if optional:
                sequence.add_optional(word)
            else:
                sequence.add(word)
        if sequence.after_gap:
            raise self._error("a phrase cannot end with a gap")
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
        while self._peek() not in _ENDS_OF_WORD and not self._text.startswith("..", self._at):
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
        keys = max((piece.keys for piece in pieces), key=_shortest, default=frozenset[str]())
        return _Piece("".join(piece.expression for piece in pieces), keys), False

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
    folded = fold(phrase if phrase.isascii() else _UMLAUT.sub(r"\g<0>*", phrase))
    text = folded.text
    if folded.positions is not None or "_" in text or "  " in text:
        return ()
    if "ß" not in text and text.replace(" ", "").isalnum():
        return (text.strip(),)
    nested = text.count("(") > 1
    while nested:
        text, count = _GROUP_IN_GROUP.subn(r"\1*", text)
        nested = count > 0
    if not _PLAIN_PHRASE.fullmatch(text):
        return ()
    if ".." in text and not _FULL_BEGINNING.match(text):
        # Whether there is anything before the gap.
        return ()
    best: list[str] = []
    longest = 0
    for group, words in _PLAIN_PART.findall(_VARYING.sub("*", text)):
        parts = group.split("|") if group else [words]
        keys = [_certain(part) if "*" in part else part.strip() for part in parts]
        shortest = min(map(len, keys))
        if shortest > longest:
            best, longest = keys, shortest
    return best


def _certain(words: str) -> str:
    """The longest part of some words with stars that is in every match."""
    return max(map(str.strip, words.split("*")), key=len)


def compile_phrase(phrase: str) -> Pattern:
    """Read a phrase of the pattern language; its expression is compiled when it is first used.

    Raises:
        PatternError: if it does not follow the language, or no part of it is certain to be there.
    """
    keys = _plain_keys(phrase) or _Parser(phrase).parse().keys
    if not keys:
        raise PatternError(f"no fixed word in {phrase!r}", phrase)
    return Pattern(phrase, keys)
