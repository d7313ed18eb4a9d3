"""The longest run of words that two texts share."""

from hypothesis import given
from hypothesis import strategies as st

from parley.risk.runs import longest_common_run

words = st.lists(st.sampled_from("abc"), max_size=12)


@given(words, words)
def test_no_longer_run_is_in_both_and_none_before_it_as_long(source, other):
    """As one finds by trying all of them."""
    runs = [
        (start, end - start)
        for start in range(len(other))
        for end in range(start + 1, len(other) + 1)
        if any(source[at : at + end - start] == other[start:end] for at in range(len(source)))
    ]
    longest = max((length for _, length in runs), default=0)
    first = min((start for start, length in runs if length == longest), default=0)
    assert longest_common_run(source, other) == (first, longest)


def test_a_run_may_be_all_of_both():
    assert longest_common_run(["where", "is", "it"], ["where", "is", "it"]) == (0, 3)


def test_nothing_in_common_is_no_run():
    assert longest_common_run(["wo"], ["where"]) == (0, 0)
