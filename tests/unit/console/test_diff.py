"""What an edit changed."""

from hypothesis import given
from hypothesis import strategies as st

from parley.console.diff import changes

TEXT = st.text(alphabet="ab ,\n", max_size=40)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    """Without what was added it is the old text, without what was removed the new one."""
    made = changes(before, after)
    assert "".join(c.text for c in made if c.kind != "added") == before
    assert "".join(c.text for c in made if c.kind != "removed") == after


def test_only_the_changed_word_is_marked() -> None:
    """The words around it stay."""
    made = changes("I will sue you.", "I will call you.")
    marked = [(change.kind, change.text) for change in made if change.kind != "same"]
    assert marked == [("removed", "sue"), ("added", "call")]


def test_long_texts_are_compared_by_lines() -> None:
    """A changed line among thousands of words is one line out and one in."""
    lines = [f"line number {n} with some words\n" for n in range(500)]
    changed = [*lines[:250], "another line\n", *lines[251:]]
    made = changes("".join(lines), "".join(changed))
    assert [c.text for c in made if c.kind != "same"] == [lines[250], "another line\n"]
