"""Which parts of a line find the lines that are like it: the index of the translation memory.

A line is indexed under parts that few others have, so that a lookup reads short lists: its
neighbouring word pairs, its longest words, and, for a short line, the line without each of its
words in turn. Two short lines that differ in one word always share one of the last (the deletion
neighbourhood of Mor & Fraenkel 1982, with words for letters). Of many pairs those with the least
hashes are taken, the same in like lines (Broder 1997).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

from parley.domain.placeholders import PLACEHOLDER, is_placeholder

# Of the way the parts are made: raise it with any change, and stored lines are indexed anew.
GRAM_VERSION = 1

# Private-use characters are the slots of a line; which one it is does not matter.
_TOKEN = re.compile(rf"[^\W_]+|{PLACEHOLDER.pattern}")
_SHORT_LINE_WORDS = 6
_MOST_PAIRS = 10
_MOST_WORDS = 4
_LONG_WORD_CHARACTERS = 5
_POSITIVE = 0x7FFF_FFFF


def grams(source: str, source_language: str, target_language: str) -> frozenset[int]:
    """Hashes of the line's parts in one direction, 31 bits each; at most 21."""
    direction = crc32(f"{source_language} {target_language} ".encode())
    words = ["#" if is_placeholder(word[0]) else word for word in _TOKEN.findall(source.casefold())]
    pairs = sorted(_hashed(direction, f"{a} {b}") for a, b in pairwise(words))
    longest = sorted(set(words), key=len, reverse=True)[:_MOST_WORDS]
    return frozenset(
        (
            *pairs[:_MOST_PAIRS],
            *(_hashed(direction, word) for word in longest if len(word) >= _LONG_WORD_CHARACTERS),
            *(_hashed(direction, part) for part in _without_a_word(words)),
        )
    )


def _without_a_word(words: list[str]) -> Iterator[str]:
    if len(words) > _SHORT_LINE_WORDS:
        return
    yield "=" + " ".join(words)
    for index in range(len(words)):
        yield "=" + " ".join((*words[:index], *words[index + 1 :]))


def _hashed(direction: int, part: str) -> int:
    return crc32(part.encode(), direction) & _POSITIVE
