"""Terms in a text: whole words, any of their forms."""

import pytest

from parley.text.terms import TermIndex

INDEX = TermIndex(
    [
        ("Konto", False, "account"),
        ("Konten", False, "account"),
        ("Konto sperren", False, "block"),
        ("Apple", True, "brand"),
        ("C++", True, "language"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mein KONTO, bitte.", [("KONTO", "account")]),
        ("Zwei Konten", [("Konten", "account")]),
        ("Bitte das Konto  sperren!", [("Konto  sperren", "block")]),
        ("Kontoauszug", []),
        ("Apple and apple", [("Apple", "brand")]),
        ("Straße Konto", [("Konto", "account")]),
        ("", []),
    ],
)
def test_terms_are_found_as_whole_words(text: str, found: list[tuple[str, str]]) -> None:
    """In any case unless it matters, the longest first, spans in the text as it is."""
    assert [(text[f.start : f.end], f.what) for f in INDEX.find(text)] == found
