"""Texts cut into plain and marked pieces."""

from hypothesis import given
from hypothesis import strategies as st

from parley.console.spans import Mark, pieces

KINDS = ("minor", "major", "critical", "unsure")


@given(
    st.text(max_size=30),
    st.lists(
        st.builds(
            Mark, st.integers(-3, 35), st.integers(-3, 35), st.sampled_from(KINDS), st.text()
        ),
        max_size=6,
    ),
)
def test_pieces_joined_are_the_text(text: str, marks: list[Mark]) -> None:
    """Whatever the marks are: beyond the text, empty, backward or over each other."""
    assert "".join(piece.text for piece in pieces(text, marks)) == text


def test_positions_are_code_points() -> None:
    """An emoji before a mark counts as one."""
    cut = pieces("👍🏽 sue", [Mark(3, 6, "critical", "threat")])
    assert [(piece.text, piece.kind) for piece in cut] == [("👍🏽 ", ""), ("sue", "critical")]


def test_where_marks_overlap_the_gravest_shows_and_all_notes_stay() -> None:
    """A guess within a critical phrase is shown as critical."""
    cut = pieces("abcd", [Mark(0, 3, "unsure", "one"), Mark(1, 4, "critical", "two")])
    assert [(p.text, p.kind, p.note) for p in cut] == [
        ("a", "unsure", "one"),
        ("bc", "critical", "one; two"),
        ("d", "critical", "two"),
    ]
