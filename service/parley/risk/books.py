"""Many phrases searched together.

One Aho-Corasick pass over a text tells which few expressions are worth running, for all books of a
language at once.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import ahocorasick_rs

from parley.risk.fold import Folded
from parley.risk.phrase import Pattern, PatternError, compile_phrase
from parley.risk.ranges import Ranges
from parley.risk.words import Words

_BETWEEN_WORDS = re.compile(r"[\s,\-]+")
_AFTER = frozenset(".!?;\n…")
_BEFORE = _AFTER | {",", ":"}
_OPENING, _CLOSING = " \"'(¡¿", " \"')"
# An exchange has two texts, and every book asks for both. No more are kept than that:
# texts are personal data.
_TEXTS_OF_AN_EXCHANGE = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """Pattern number `index` of a book at a range of the folded text."""

    index: int
    start: int
    end: int


class PhraseBook:
    """Phrases that mean the same to whoever asks for them."""

    def __init__(
        self,
        phrases: Sequence[str],
        unless: Sequence[str] = (),
        whole: Sequence[str] = (),
        words: Words | None = None,
    ) -> None:
        """Read the phrases.

        Args:
            words: what the names in the phrases stand for.
            unless: phrases that make any hit harmless that they overlap.
            whole: phrases that count where they are a sentence by themselves; numbered after
                `phrases`.

        Raises:
            PatternError: for the first phrase that is not well formed.
        """
        spell_out = (words or Words()).spell_out
        self.patterns = tuple(_pattern(phrase, spell_out(phrase)) for phrase in (*phrases, *whole))
        self.unless = PhraseBook(unless, words=words) if unless else None
        self._first_whole = len(phrases)
        self._search = _Search((self,))

    def find(self, folded: Folded) -> Sequence[Hit]:
        """Hits from left to right, none overlapping: of two that overlap, the longer."""
        hits = self.find_all(folded)
        if hits and (harmless := self.find_exceptions(folded)):
            spared = Ranges((hit.start, hit.end) for hit in harmless)
            hits = [hit for hit in hits if not spared.meet(hit.start, hit.end)]
        if len(hits) < 2:
            return hits
        taken = Ranges()
        kept: list[Hit] = []
        for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
            if not taken.meet(hit.start, hit.end):
                taken.add(hit.start, hit.end)
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit.start)

    def find_exceptions(self, folded: Folded) -> Sequence[Hit]:
        """Every hit of what makes others harmless, whatever overlaps."""
        return self.unless.find_all(folded) if self.unless else ()

    def find_all(self, folded: Folded) -> Sequence[Hit]:
        """Every hit of every phrase, whatever overlaps, and whatever `unless` says."""
        text = folded.text
        apart, found = _candidates(self._search, text)
        candidates = found.get(self)
        if candidates is None:
            return ()
        return [
            Hit(index, match.start(), match.end())
            for index in sorted(candidates)
            if self.patterns[index].may_be_in(apart)
            for match in self.patterns[index].expression.finditer(text)
            if index < self._first_whole or _is_sentence(text, match)
        ]

    def search_with(self, search: "_Search") -> None:
        """Take candidates from a search that knows more books than this one."""
        self._search = search
        if self.unless:
            self.unless.search_with(search)


def _pattern(written: str, spelled: str) -> Pattern:
    try:
        return compile_phrase(spelled)
    except PatternError as error:
        # Where the phrase is to be found in its list.
        error.phrase = written
        raise


# A pattern, as book and number.
_Owner = tuple[PhraseBook, int]


class _Search:
    """One pass over a text for every key of some books, and of what makes them harmless."""

    def __init__(self, books: Iterable[PhraseBook]) -> None:
        self._books = tuple(books)

    @cached_property
    def _automaton(self) -> tuple[ahocorasick_rs.AhoCorasick, Sequence[Sequence[_Owner]]]:
        """The automaton, and by a key's number the patterns that it speaks for."""
        owners: dict[str, list[_Owner]] = {}
        for book in (*self._books, *(book.unless for book in self._books if book.unless)):
            for index, pattern in enumerate(book.patterns):
                for key in pattern.keys:
                    owners.setdefault(key, []).append((book, index))
        return ahocorasick_rs.AhoCorasick(owners), tuple(owners.values())

    def candidates(self, text: str) -> tuple[str, Mapping[PhraseBook, Collection[int]]]:
        """A folded text with one space between words; numbers of patterns it may match, by book."""
        automaton, owners = self._automaton
        apart = _BETWEEN_WORDS.sub(" ", text)
        matches = automaton.find_matches_as_indexes(apart, overlapping=True)
        found: dict[PhraseBook, set[int]] = {}
        for key in {key for key, _, _ in matches}:
            for book, index in owners[key]:
                found.setdefault(book, set()).add(index)
        return apart, found


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def _candidates(search: _Search, text: str) -> tuple[str, Mapping[PhraseBook, Collection[int]]]:
    return search.candidates(text)


def search_together(books: Iterable[PhraseBook]) -> None:
    """Have one pass over a text look for the phrases of all of these books."""
    together = tuple(books)
    search = _Search(together)
    for book in together:
        book.search_with(search)


def _is_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a match has nothing before and after it in its sentence."""
    before, after = text[: match.start()].rstrip(_OPENING), text[match.end() :].lstrip(_CLOSING)
    return (not before or before[-1] in _BEFORE) and (not after or after[0] in _AFTER)
