"""The parts under which lines are found again."""

from hypothesis import given
from hypothesis import strategies as st

from parley.domain.resemblance import grams

WORDS = st.lists(st.text("abcdefg", min_size=1, max_size=8), min_size=1, max_size=6)


@given(WORDS, st.data())
def test_short_lines_that_differ_in_one_word_share_a_part(
    words: list[str], data: st.DataObject
) -> None:
    """A word replaced, left out or put in: one of the parts is the same."""
    place = data.draw(st.integers(0, len(words) - 1))
    shared = grams(" ".join(words), "de", "en")
    replaced = [*words[:place], "zzz", *words[place + 1 :]]
    left_out = [*words[:place], *words[place + 1 :]]
    assert shared & grams(" ".join(replaced), "de", "en")
    assert shared & grams(" ".join(left_out), "de", "en")


def test_case_punctuation_and_which_slot_do_not_matter() -> None:
    """A line is found though it was shouted or its value is another one's number."""
    assert grams("Wo ist \ue000?", "de", "en") == grams("WO IST \ue003", "de", "en")


def test_directions_have_parts_of_their_own() -> None:
    """A lookup never reads the lists of another direction."""
    assert not grams("Wo ist es?", "de", "en") & grams("Wo ist es?", "de", "fr")


def test_a_long_line_has_few_parts() -> None:
    """The index grows by the number of lines, not by their length."""
    line = " ".join(f"word{number}" for number in range(500))
    assert len(grams(line, "de", "en")) <= 14
