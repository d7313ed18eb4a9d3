"""Placeholders for models that were never taught them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.ports import ScoredToken
from parley.engine.marks import Mark, Marks

LETTERS = frozenset("QXZKV0123456789 ")
MARK = Mark.shaped("QX", "Q")


def marks(known: frozenset[str] = LETTERS) -> Marks:
    return Marks.of_model(list, known, known)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("QX0Q", "\ue000"),
        ("qx12q.", "\ue00c."),
        ("a QX 1 Q b", "a \ue001 b"),
        ("QX0Q, QX0Q", "\ue000, \ue000"),
        ("QX99999Q", "QX99999Q"),
        ("QX9999Q!", "!"),
        ("\ue005 said nobody", " said nobody"),
    ],
)
def test_codes_are_read_back_as_models_write_them(written: str, read: str) -> None:
    """In small letters and with spaces too; what stands for nothing is dropped."""
    assert MARK.read(written, ())[0] == read


@given(st.text("abQX0 \ue000\ue001\ue01f", max_size=30))
def test_what_is_spelt_is_read_back(segment: str) -> None:
    """Whatever stands around the placeholders, as long as a code was found for it."""
    mark = marks().choose(segment)
    if mark is not None:
        assert mark.read(mark.spell(segment), ())[0] == segment


def test_a_code_that_the_text_holds_itself_is_not_used() -> None:
    """A part number that looks like a code stays a part number."""
    mark = marks().choose("Part QX7Q for \ue000")
    assert mark is not None
    assert mark.spell("Part QX7Q for \ue000") == "Part QX7Q for ZX0Z"


def test_tokens_move_with_the_text() -> None:
    """A token inside a code covers the placeholder or nothing, the others their words."""
    text = "Is QX0Q ok"
    tokens = [ScoredToken(0, 2, -1), ScoredToken(2, 5, -1), ScoredToken(5, 7, -1),
              ScoredToken(7, 10, -1)]  # fmt: skip
    read, moved = MARK.read(text, tokens)
    assert [read[t.start : t.end] for t in moved] == ["Is", " ", "\ue000", " ok"]
    assert "".join(read[t.start : t.end] for t in moved) == read


def test_a_model_that_was_taught_placeholders_reads_them_as_they_are() -> None:
    """No code where the vocabulary has the characters."""
    taught = marks(LETTERS | {chr(0xE000 + i) for i in range(32)})
    assert taught.choose("\ue000") is None


def test_without_the_letters_nothing_is_spelt() -> None:
    """The model then loses it, which is found and reported as ever."""
    assert marks(frozenset("abc")).choose("\ue000") is None
