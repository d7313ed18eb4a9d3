"""Ranges of a text and whether others meet them."""

from hypothesis import given
from hypothesis import strategies as st

from parley.risk.ranges import Ranges

RANGE = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda r: (r[0], r[0] + r[1]))


@given(st.lists(RANGE), RANGE)
def test_they_meet_what_shares_a_code_point(ranges: list[tuple[int, int]], asked: tuple[int, int]):
    """Whatever overlaps, touches or lies apart."""
    covered = {point for start, end in ranges for point in range(start, end)}
    assert Ranges(ranges).meet(*asked) == any(point in covered for point in range(*asked))


@given(st.lists(RANGE))
def test_what_is_added_is_met_from_then_on(ranges: list[tuple[int, int]]):
    """As the longest of overlapping phrases are chosen."""
    taken, covered = Ranges(), set[int]()
    for start, end in ranges:
        points = set(range(start, end))
        assert taken.meet(start, end) == bool(points & covered)
        if not points & covered:
            taken.add(start, end)
            covered |= points
