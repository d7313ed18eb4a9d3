"""What an edit changed, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Matching takes the square of the parts: long texts are compared line by line.
_MOST_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """A run that is `same`, `added` or `removed`."""

    kind: str
    text: str


def changes(before: str, after: str) -> list[Change]:
    """Runs in order: without the added ones they are `before`, without the removed ones `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        old, new = _LINES.findall(before), _LINES.findall(after)
    made: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            made.append(Change("same", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            made.append(Change("removed", "".join(old[i1:i2])))
        if j1 < j2:
            made.append(Change("added", "".join(new[j1:j2])))
    return made
