"""Placeholders for models that were never taught them.

A masked entity is one private-use character. A vocabulary without these characters would read
each as unknown and write nothing for it, so they are spelt as a short code that any model with
Latin letters and digits can copy, and read back from the translation.
"""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace

from parley.domain.placeholders import CAPACITY, FIRST_PLACEHOLDER, PLACEHOLDER, placeholder
from parley.domain.ports import ScoredToken

# A model that has this many as single tokens was taught them.
_TAUGHT = 8
# Codes to choose from: no word of any language, capitals around a number, short to copy.
_SHAPES = (("QX", "Q"), ("ZX", "Z"), ("XQ", "K"), ("VX", "V"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One way to spell placeholders: "QX0Q" for the first one."""

    before: str
    after: str
    pattern: re.Pattern[str]

    @classmethod
    def shaped(cls, before: str, after: str) -> "Mark":
        letters = r"\s?".join(before)
        # Models change the case and put spaces between the parts; the number they leave alone.
        # A private-use character that such a model writes by itself means nothing.
        code = rf"(?i:{letters}\s?(\d{{1,4}})\s?{after})"
        return cls(before, after, re.compile(f"{code}|{PLACEHOLDER.pattern}"))

    def spell(self, segment: str) -> str:
        """The segment with every placeholder as its code."""
        return PLACEHOLDER.sub(
            lambda match: f"{self.before}{ord(match.group()) - FIRST_PLACEHOLDER}{self.after}",
            segment,
        )

    def survives(self, segment: str) -> bool:
        """Whether no words of the segment's own are taken for a code."""
        return self.read(self.spell(segment), ())[0] == segment

    def read(self, text: str, tokens: Sequence[ScoredToken]) -> tuple[str, tuple[ScoredToken, ...]]:
        """The text with placeholders again, and its tokens where they lie then."""
        places: list[int] = []
        parts: list[str] = []
        position = length = 0
        for match in self.pattern.finditer(text):
            number = int(match.group(1)) if match.group(1) else -1
            kept = 0 <= number < CAPACITY
            parts.append(text[position : match.start()])
            parts.append(placeholder(number) if kept else "")
            places += range(length, length + match.start() - position)
            length += match.start() - position
            places += [length] * (match.end() - match.start())
            length += kept
            position = match.end()
        parts.append(text[position:])
        places += range(length, length + len(text) - position + 1)
        moved = tuple(
            replace(token, start=places[token.start], end=places[token.end]) for token in tokens
        )
        return "".join(parts), moved


class Marks:
    """The codes that one model can read and write; none at all if it knows placeholders."""

    def __init__(self, known: Sequence[Mark], *, taught: bool) -> None:
        self._known = known
        self.taught = taught

    @classmethod
    def of_model(
        cls, encode: Callable[[str], Sequence[str]], source: Set[str], target: Set[str]
    ) -> "Marks":
        """What suits a model.

        Args:
            encode: pieces of a text.
            source, target: the tokens that the model reads and writes.
        """
        first = [placeholder(number) for number in range(_TAUGHT)]
        if all(character in source and character in target for character in first):
            return cls((), taught=True)
        known = []
        for before, after in _SHAPES:
            sample = " ".join(f"{before}{number}{after}" for number in range(10))
            if all(piece in source and piece in target for piece in encode(sample)):
                known.append(Mark.shaped(before, after))
        return cls(known, taught=False)

    def choose(self, segment: str) -> Mark | None:
        """How to spell this segment's placeholders: a code that its own words do not hold.

        None where nothing has to be spelt or can be: what the model then loses is reported as
        ever.
        """
        if self.taught or not self._known:
            return None
        return next((mark for mark in self._known if mark.survives(segment)), None)
