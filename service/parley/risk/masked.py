"""Swear words that their writer masked: "f***ing", "sch***e", "m*erda", "sh1t", "f.u.c.k".

A masked word is replaced by the word of a list that it stands for, and the list then judges the
text as if it had been written out, with all that it knows of company and exceptions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from parley.risk.fold import Folded, fold

_CHUNK = re.compile(r"\S+")
_ENTITY = re.compile(r"@[\w-]+\.\w|://|www\.|\\")
# Most texts end here: a mask has a letter before it, and a letter or more of the mask after it.
_HINT = re.compile(
    r"[^\W\d_](?:[*#%&+•×_@$!.\-]+|[*#%&+•×_@$!013457]+)[^\W\d_]|[^\W\d_][*•]{2}|\$[^\W\d_]"
    r"|[^\W\d_]{3}@(?!\w)|(?<!\w)(?:[^\W\d_] ){3}[^\W\d_](?!\w)"
)
_PIECE = re.compile(
    r"(?<!\w)[^\W\d_](?: [^\W\d_]){3,}(?!\w)|[^\W_][\w*#%&+•×@$!.\-]*|\$[^\W_][\w*#%&+•×@$!.\-]*"
)
_SPELLED = re.compile(r"[^\W\d_](?:([ .*_\-])[^\W\d_])(?:\1[^\W\d_]){2,}")
_BETWEEN_HYPHENS = re.compile(r"[^\-]{4,}")
_LETTER = re.compile(r"[^\W\d_]")
_EMPHASIS = frozenset("*_")
_TRAILING = ".!_-+&"
# "F***" may be a name; with this after it, it is none.
_AFTER_OATH = re.compile(r" (?:you|u|off|this|that|it|him|her|them)(?!\w)")
_LONGEST_PIECE = 40
_LIKE = MappingProxyType(
    {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s", "!": "i"}
)
# A single one of these replaces one letter; stars may also stand between two letters, or for more.
_STRICT = frozenset(".-_@+&")
_STARS = frozenset("*•×")
_SHORTEST = 4
# Three letters that are shown leave no doubt; two of one word in four do ("M****a" is a name).
_SHOWN = 3
# Said so often that one letter before the stars is enough, or one star for the rest: "f*ing".
_OFTEN = frozenset(
    {
        *("fuck", "shit", "scheisse", "scheiße", "mierda", "puta", "merde", "putain", "merda"),
        *("porra", "caralho"),
    }
)
_AT_MOST = 3
_NO_NAME = frozenset(["fuck", "shit"])
_ENDINGS = frozenset(
    ["", "s", "ing", "in", "er", "ers", "ed", "up", "face", "y", "ty", "es", "e", "n", "en", "o"]
)
_GROUP_IN_WORD = re.compile(r"([^\W_]+)\(([^() ]*)\)")
_WORD = re.compile(r"[^\W\d_]+\*?")
_SINGLE = re.compile(r"(?:[^\W\d_]+\*?)(?:\|[^\W\d_]+\*?)*")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word of a list, in folded letters.

    Attributes:
        open_end: the list has it with any ending.
        alone: it is a phrase by itself, and counts without company.
    """

    word: str
    open_end: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class _Mask:
    """A run of signs for at least and at most so many letters; a shown letter is one of `letters`.

    Nothing is shown where `letters` is empty.
    """

    letters: str
    least: int = 1
    most: int = 1


class Unmasker:
    """Finds what masked words of one list stand for."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take a list's phrases, with all names spelled out."""
        entries: dict[tuple[str, bool], _Entry] = {}
        for entry in _entries(phrases):
            known = entries.get((entry.word, entry.open_end))
            if known is None or entry.alone > known.alone:
                entries[entry.word, entry.open_end] = entry
        by_first: dict[str, list[_Entry]] = {}
        # A word that counts alone is the likelier one; then the longer.
        for entry in sorted(entries.values(), key=lambda e: (not e.alone, -len(e.word))):
            by_first.setdefault(entry.word[0], []).append(entry)
        self._by_first: Mapping[str, Sequence[_Entry]] = MappingProxyType(by_first)

    def unmask(self, text: str) -> Folded | None:
        """The folded text with masked words written out; None if it has none.

        Every character of such a word leads back to all of the masked one.
        """
        folded = fold(text)
        if _HINT.search(folded.text) is None:
            return None
        parts: list[str] = []
        positions: list[int] = []
        done = 0
        for start, end, word in self._found(text, folded):
            parts += folded.text[done:start], word
            positions += (folded.original(i, i + 1)[0] for i in range(done, start))
            positions += [folded.original(start, end)[0]] * len(word)
            done = end
        if not parts:
            return None
        parts.append(folded.text[done:])
        positions += (folded.original(i, i + 1)[0] for i in range(done, len(folded.text)))
        return Folded("".join(parts), (*positions, len(text)))

    def _found(self, text: str, folded: Folded) -> Iterator[tuple[int, int, str]]:
        """Ranges of the folded text that are masked words, and these words."""
        plain = _CHUNK.sub(_blank_entity, folded.text)
        for match in _PIECE.finditer(plain):
            start = match.start()
            piece = match.group().rstrip(_TRAILING)
            before = plain[start - 1 : start]
            if before and before in _EMPHASIS:
                # **Bold** is no mask, nor is "*.txt".
                piece = piece.rstrip(before)
            if piece.isalpha() or not _SHORTEST <= len(piece) <= _LONGEST_PIECE:
                continue
            name = text[folded.original(start, start + 1)[0]].isupper()
            name = name and not _AFTER_OATH.match(plain, start + len(piece))
            if word := self._word(piece, may_be_name=name):
                yield start, start + len(piece), word
                continue
            if "-" in piece:
                # "F*da-se".
                for part in _BETWEEN_HYPHENS.finditer(piece):
                    first, last = part.span()
                    if not part.group().isalnum() and (
                        word := self._word(part.group(), may_be_name=name)
                    ):
                        yield start + first, start + last, word

    def _word(self, piece: str, *, may_be_name: bool) -> str | None:
        """What a piece of text stands for, if it is a masked word."""
        if _SPELLED.fullmatch(piece):
            letters = "".join(_LETTER.findall(piece))
            return letters if self._is_listed(letters) else None
        shown = sum(character.isalnum() or character in _LIKE for character in piece)
        masks, loose = _masks(piece, shown), _masks(piece, shown, loose=True)
        for entry in self._by_first.get(_LIKE.get(piece[0], piece[0])[0], ()):
            if not _allowed(entry, piece, shown, may_be_name=may_be_name):
                continue
            if shown == 1:
                # The stars may also stand for an ending: "f*****".
                if len(piece) in _lengths(entry):
                    return entry.word
                continue
            often = shown > _SHOWN and entry.word in _OFTEN
            rest = _rest_after(loose if often else masks, entry.word)
            if rest is None or (rest and not entry.open_end):
                continue
            if rest in _ENDINGS or shown - len(rest) >= _SHOWN:
                return entry.word + rest
        return None

    def _is_listed(self, letters: str) -> bool:
        return any(
            letters == entry.word or (entry.open_end and letters.startswith(entry.word))
            for entry in self._by_first.get(letters[0], ())
            if entry.alone
        )


def _entries(phrases: Iterable[str]) -> Iterator[_Entry]:
    for phrase in phrases:
        spelled = fold(phrase).text
        while match := _GROUP_IN_WORD.search(spelled):
            endings = match[2].split("|")
            words = "|".join(match[1] + ending for ending in endings)
            spelled = f"{spelled[: match.start()]}({words}){spelled[match.end() :]}"
        bare = spelled.strip()
        while bare.startswith("(") and bare.endswith(")") and "(" not in bare[1:-1]:
            bare = bare[1:-1]
        alternatives = bare.split("|") if "(" not in bare else []
        alone = {a.strip() for a in alternatives if _SINGLE.fullmatch(a.strip())}
        for found in _WORD.findall(spelled):
            word = found.rstrip("*")
            if len(word) >= _SHORTEST:
                for form in {word, word.replace("ß", "ss")}:
                    yield _Entry(form, found.endswith("*"), found in alone)


def _blank_entity(chunk: re.Match[str]) -> str:
    text = chunk.group()
    return " " * len(text) if _ENTITY.search(text) else text


def _masks(piece: str, shown: int, *, loose: bool = False) -> Sequence[_Mask]:
    masks: list[_Mask] = []
    place = 0
    while place < len(piece):
        character = piece[place]
        run = place + 1
        if character in _LIKE or character.isalnum():
            masks.append(_Mask(_LIKE.get(character, character)))
        else:
            while run < len(piece) and not piece[run].isalnum() and piece[run] not in _LIKE:
                run += 1
            masks.append(_run(piece[place:run], shown, loose=loose))
        place = run
    return masks


def _run(signs: str, shown: int, *, loose: bool) -> _Mask:
    count = len(signs)
    if shown < _SHOWN or not _STRICT.isdisjoint(signs):
        return _Mask("", count, count)
    if count == 1:
        return _Mask("", 0 if signs in _STARS else 1, _AT_MOST if loose else 1)
    return _Mask("", count - 1, count + 1)


def _allowed(entry: _Entry, piece: str, shown: int, *, may_be_name: bool) -> bool:
    if not entry.alone:
        # Harmless by themselves: only a slight mask, since their company decides.
        return shown >= _SHOWN and len(entry.word) - shown <= 1
    if may_be_name and shown < _SHOWN and entry.word not in _NO_NAME:
        return False
    if shown > 1:
        return True
    return entry.word in _OFTEN and not may_be_name and set(piece[1:]) <= _STARS


def _lengths(entry: _Entry) -> Iterator[int]:
    """Letters that a word may have with its endings."""
    endings = _ENDINGS if entry.open_end and entry.word in _NO_NAME else ("",)
    return (len(entry.word) + len(ending) for ending in endings)


def _rest_after(masks: Sequence[_Mask], word: str) -> str | None:
    """What is shown after a word that the first of some masks stand for; None if they do not."""
    if not word:
        if any(len(mask.letters) != 1 for mask in masks):
            return None
        return "".join(mask.letters for mask in masks)
    if not masks:
        return None
    mask, *others = masks
    if mask.letters:
        return _rest_after(others, word[1:]) if word[0] in mask.letters else None
    for letters in range(mask.least, mask.most + 1):
        if letters <= len(word):
            rest = _rest_after(others, word[letters:])
            if rest is not None:
                return rest
    return None
