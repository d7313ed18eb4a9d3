"""Where the points of a chart lie."""

from hypothesis import given
from hypothesis import strategies as st

from parley.console.plot import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, chart


@given(st.lists(st.none() | st.floats(0, 1e9), min_size=1, max_size=40))
def test_every_value_lies_within_the_drawing(values: list[float | None]) -> None:
    """Each is drawn once, a gap is none, and higher values lie higher."""
    drawn = chart("t", [str(n) for n in range(len(values))], [("a", values)], str)
    there = [value for value in values if value is not None]
    points = [point for line in drawn.lines for run in line.runs for point in run]
    assert len(points) == len(there)
    for point in points:
        assert LEFT <= point.x <= WIDTH - RIGHT
        assert TOP <= point.y <= HEIGHT - BOTTOM
    by_value = sorted(zip(there, (point.y for point in points), strict=True))
    heights = [y for _, y in by_value]
    assert heights == sorted(heights, reverse=True)


def test_a_gap_cuts_the_line() -> None:
    """What is not known is not drawn through."""
    drawn = chart("t", list("abcd"), [("x", [1.0, None, 2.0, 3.0])], str)
    assert [[point.told for point in run] for run in drawn.lines[0].runs] == [
        ["a: 1.0"],
        ["c: 2.0", "d: 3.0"],
    ]


def test_steps_are_round_and_whole_where_things_are_counted() -> None:
    """From nothing to not under the largest value."""

    def steps(values: list[float | None], least: float = 0.0) -> list[str]:
        made = chart("t", ["a"] * len(values), [("x", values)], "{:g}".format, least_step=least)
        return [tick.text for tick in made.up]

    assert steps([9.0, 2.0]) == ["0", "3", "6", "9", "12"]
    assert steps([2.0], 1.0) == ["0", "1", "2", "3", "4"]
    assert steps([0.0], 1.0) == ["0", "1", "2", "3", "4"]
    assert steps([None]) == []
