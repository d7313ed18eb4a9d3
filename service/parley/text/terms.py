"""Where terms stand in a text: whole words, the longest term first, in time linear in the text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import regex

T = TypeVar("T")

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What stands at a half-open range of code points."""

    start: int
    end: int
    what: T


class TermIndex(Generic[T]):
    """Terms by their first word. Two are the same but for case and what is between the words."""

    def __init__(self, forms: Iterable[tuple[str, bool, T]]) -> None:
        """`forms`: how a term is written, whether its case matters, and what it stands for."""
        self._by_first: dict[str, list[tuple[list[str], str | None, T]]] = {}
        for form, case_sensitive, what in forms:
            words = [word.casefold() for word in _WORD.findall(form)]
            if words:
                exact = form.strip() if case_sensitive else None
                self._by_first.setdefault(words[0], []).append((words, exact, what))
        for terms in self._by_first.values():
            terms.sort(key=lambda term: -len(term[0]))

    def find(self, text: str) -> Iterator[Found[T]]:
        """Every term in the text, in order, none overlapping."""
        if not self._by_first:
            return
        words = list(_WORD.finditer(text))
        folded = [word.group().casefold() for word in words]
        position = 0
        while position < len(words):
            for wanted, exact, what in self._by_first.get(folded[position], ()):
                after = position + len(wanted)
                if folded[position:after] != wanted:
                    continue
                start, end = words[position].start(), words[after - 1].end()
                if exact is not None and text[start:end] != exact:
                    continue
                yield Found(start, end, what)
                position = after - 1
                break
            position += 1
