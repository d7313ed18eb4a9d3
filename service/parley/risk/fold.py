"""Text as the lists see it: lower case, no accents, plain quotes, every character traceable.

Folding goes character by character, so that a match on folded text maps back to code points of
the stored text without guessing.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = {
    "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'",
    "–": "-", "—": "-", "‑": "-", "−": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "ø": "o", "ł": "l", "đ": "d", "ı": "i",
}  # fmt: skip
# Soft hyphen, zero-width characters: invisible, and a known way round word lists.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_DROPPED = "\x00"
# An exchange has two texts, and two dozen rules fold them. No more are kept than that:
# texts are personal data.
_TEXTS_OF_AN_EXCHANGE = 2


class _FoldTable(dict[int, str]):
    """A translate table that learns each code point the first time it is met."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        if character in _INVISIBLE or unicodedata.combining(character):
            folded = _DROPPED
        elif character == _DROPPED:
            folded = " "
        else:
            lowered = character.lower()[:1]
            base = unicodedata.normalize("NFD", lowered)[0]
            folded = _ALIKE.get(base, base)
        self[code_point] = folded
        return folded


_TABLE = _FoldTable()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `positions` is None where it has exactly the original's code points.

    Otherwise `positions[i]` is the code point of the original behind folded character i, with
    the original's length at the end.
    """

    text: str
    positions: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the original behind a non-empty range of the folded text."""
        if self.positions is None:
            return start, end
        # Up to the next kept character: a combining mark belongs to the letter before it.
        return self.positions[start], self.positions[end]


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def fold(text: str) -> Folded:
    """Fold a text for comparison with the lists."""
    if text.isascii() and "`" not in text and _DROPPED not in text:
        return Folded(text.lower())
    aligned = text.translate(_TABLE)
    if _DROPPED not in aligned:
        return Folded(aligned)
    kept = [i for i, character in enumerate(aligned) if character != _DROPPED]
    return Folded("".join(aligned[i] for i in kept), (*kept, len(text)))
