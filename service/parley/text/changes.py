"""Which words an editor put in place of which."""

from collections.abc import Iterator
from difflib import SequenceMatcher

import regex

# With digits, a word is a value, not one that a glossary would hold.
_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*")
_BREAK = regex.compile(r"[.!?…:;\n\p{N}@/]")
LONGEST_PHRASE = 4


def changed_words(before: str, after: str) -> list[tuple[str, str]]:
    """Pairs of phrases, as they are written, of four words at most.

    A word that was put in or left out comes with the word next to it. Where as many words took
    the place of as many, each pair of them is given, too. Case alone is no change, and a phrase
    does not reach over the end of a sentence or over a number.
    """
    old, new = list(_WORD.finditer(before)), list(_WORD.finditer(after))
    matcher = SequenceMatcher(
        None,
        [word.group().casefold() for word in old],
        [word.group().casefold() for word in new],
        autojunk=False,
    )
    pairs: dict[tuple[str, str], None] = {}
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        before_it = after_it = 0
        if tag != "replace":
            # The opcode before or after is one of equal words, or there are none.
            after_it = int(i2 < len(old) and j2 < len(new))
            before_it = int(not after_it and i1 > 0 and j1 > 0)
        for left, right in _parts(i1 - before_it, i2 + after_it, j1 - before_it, j2 + after_it):
            was, now = _phrase(before, old[left]), _phrase(after, new[right])
            if was and now and was.casefold() != now.casefold():
                pairs[was, now] = None
    return list(pairs)


def phrases(text: str, longest: int) -> Iterator[str]:
    """Every run of 1 to `longest` words, as it is written."""
    words = list(_WORD.finditer(text))
    for first in range(len(words)):
        for last in range(first, min(first + longest, len(words))):
            phrase = _phrase(text, words[first : last + 1])
            if phrase:
                yield phrase


def _parts(i1: int, i2: int, j1: int, j2: int) -> Iterator[tuple[slice, slice]]:
    if max(i2 - i1, j2 - j1) <= LONGEST_PHRASE:
        yield slice(i1, i2), slice(j1, j2)
    if 1 < i2 - i1 == j2 - j1 <= LONGEST_PHRASE:
        for offset in range(i2 - i1):
            yield slice(i1 + offset, i1 + offset + 1), slice(j1 + offset, j1 + offset + 1)


def _phrase(text: str, words: "list[regex.Match[str]]") -> str:
    if not words:
        return ""
    phrase = text[words[0].start() : words[-1].end()]
    return "" if _BREAK.search(phrase) else phrase
