"""The pattern language of the lists."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.risk.books import PhraseBook, search_together
from parley.risk.fold import fold
from parley.risk.phrase import PatternError, compile_phrase


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("kill* two", "KILLING two"),
        ("(my|our) lawyer(s|)", "our lawyers"),
        ("go (very|) far", "go far"),
        ("go (very|) far", "go very far"),
        ("go far (away|)", "go far"),
        ("call ... lawyer", "call my very good lawyer"),
        ("call ... lawyer", "call lawyer"),
        ("call .. lawyer", "call my good lawyer"),
        ("call .. (my|) lawyer", "call at once my lawyer"),
        ("can't", "can’t"),
        ("can't", "cant"),
        ("e-mail", "email"),
        ("# times", "12 times"),
        ("töten", "toeten"),
        ("scheiße", "SCHEISSE"),
        ("garçon", "garcon"),
        ("kill two", "kill,\ntwo"),
    ],
)
def test_phrase_matches(phrase: str, text: str) -> None:
    """Each part of the language allows what the README says."""
    assert [hit.index for hit in PhraseBook([phrase]).find(fold(text))] == [0]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("kill", "skills"),
        ("kill", "killer"),
        ("call ... lawyer", "call me. My lawyer"),
        ("call ... lawyer", "call a b c d e lawyer"),
        ("call .. lawyer", "call my very good lawyer"),
        ("go (very|) far", "go too far"),
        ("# times", "many times"),
        ("kill two", "kill. two"),
    ],
)
def test_phrase_does_not_match(phrase: str, text: str) -> None:
    """Whole words within one sentence, and nothing looser."""
    assert not list(PhraseBook([phrase]).find(fold(text)))


@pytest.mark.parametrize(
    "phrase",
    ["", "*", "(a|", "a)", "... a", "a ...", "(a|) ", "()", "a [b]", "a ... (b|)", ".. a", "a .."],
)
def test_malformed_phrase_is_refused(phrase: str) -> None:
    """Whoever writes a list is told at load."""
    with pytest.raises(PatternError):
        compile_phrase(phrase)


def test_unless_makes_an_overlapping_hit_harmless() -> None:
    """Only the hit that overlaps goes."""
    book = PhraseBook(["kill"], unless=["kill the process"])
    assert [hit.start for hit in book.find(fold("kill the process, kill him"))] == [18]


def test_longer_of_two_overlapping_hits_stays() -> None:
    """One flag a place."""
    book = PhraseBook(["two birds", "kill two birds"])
    assert [hit.index for hit in book.find(fold("kill two birds"))] == [1]


@given(st.text(alphabet="ab ä*()|.'-", max_size=24))
@example("(a|) ... b")
@example("(a|*) b")
def test_phrase_that_is_taken_compiles(phrase: str) -> None:
    """A mistake shows at load, not when the phrase is first needed."""
    with suppress(PatternError):
        assert compile_phrase(phrase).expression


_PARTS = [
    *("a", "bä*", "(c|d*)", "(e|)", "... f", "g(h|i|)", "k-l", "m'n", "o' p", "# %", "ß", "(a|b)*"),
    *("... (a|m'n)", ".. f", ".. (c|) g", "(c (d|e)|f)", "((a|b) |k-)", "q(a (e|)|(f|g)h)"),
]
_WORDS = [
    *("a", "ba", "bae", "c", "d", "e", "f", "gh", "g", "kl", "mn", "o'p", "7 %", "ss", "aa"),
    *("c d", "k", "qa", "qfh"),
]


@given(st.lists(st.sampled_from(_PARTS)), st.lists(st.sampled_from(_WORDS)))
def test_keys_lose_no_match(parts: list[str], words: list[str]) -> None:
    """Whatever the expression finds, the search by keys finds."""
    with suppress(PatternError):
        phrase, text = " ".join(parts), ", ".join(words)
        spans = [match.span() for match in compile_phrase(phrase).expression.finditer(text)]
        assert [(h.start, h.end) for h in PhraseBook([phrase]).find_all(fold(text))] == spans


@pytest.mark.parametrize(
    ("text", "found"),
    [("Operator!", 1), ("hello, operator", 1), ("the operator was kind", 0), ("Operator, wait", 0)],
)
def test_whole_phrase_counts_as_a_sentence_by_itself(text: str, found: int) -> None:
    """One word can be all that somebody asks for, and says nothing among others."""
    assert len(list(PhraseBook(["agent"], whole=["operator"]).find(fold(text)))) == found


def test_books_that_are_searched_together_find_what_each_finds_alone() -> None:
    """One pass serves them all, what makes a hit harmless included."""
    text = fold("kill two birds, kill the process, birds of a feather")
    books = [PhraseBook(["kill"], unless=["kill the process"]), PhraseBook(["kill", "birds"])]
    alone = [list(book.find(text)) for book in books]
    search_together(books)
    assert [list(book.find(text)) for book in books] == alone
    assert [len(hits) for hits in alone] == [1, 4]


def test_nothing_need_stand_after_an_apostrophe() -> None:
    """The list writes two words where a text has one: d'en."""
    assert list(PhraseBook(["(envie de|envie d') en finir"]).find(fold("J'ai envie d'en finir")))
