"""Percentiles, arrivals and slopes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.bench.statistics import Distribution, percentile, poisson_arrivals, slope

FIGURES = st.floats(0, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 10.0), (0.25, 17.5), (0.5, 25.0), (0.9, 37.0), (1.0, 40.0)]
)
def test_a_percentile_lies_between_its_neighbours_by_straight_line(
    share: float, expected: float
) -> None:
    """Definition 7 of Hyndman and Fan, worked by hand: position 3 × share among four values."""
    assert percentile([10.0, 20.0, 30.0, 40.0], share) == pytest.approx(expected)


def test_a_percentile_of_one_value_is_that_value() -> None:
    """There is nothing to lie between."""
    assert percentile([7.0], 0.99) == 7.0


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], -0.1), ([1.0], 1.1)])
def test_a_percentile_that_means_nothing_is_refused(values: list[float], share: float) -> None:
    """No values, or a share that is none."""
    with pytest.raises(ValueError, match=r"percentile|share"):
        percentile(values, share)


@given(st.lists(FIGURES, min_size=1))
def test_a_distribution_is_ordered_and_within_its_values(values: list[float]) -> None:
    """min <= p50 <= p90 <= p99 <= max, whatever the order of the values."""
    found = Distribution.of(values)
    assert found is not None
    assert found.count == len(values)
    assert min(values) <= found.p50 <= found.p90 <= found.p99 <= found.max == max(values)


def test_the_distribution_of_nothing_is_none() -> None:
    """Zeros would look like measurements."""
    assert Distribution.of([]) is None


def test_arrivals_rise_and_stay_within_the_duration() -> None:
    """Moments come in order, after 0 and before the end."""
    moments = list(poisson_arrivals(50.0, 10.0, random.Random(3)))
    assert moments == sorted(moments)
    assert moments[0] > 0
    assert moments[-1] < 10.0


def test_arrivals_have_the_rate_and_the_spread_of_a_poisson_process() -> None:
    """Counts a second have the rate as their mean and as their variance; gaps too even fail."""
    rate, seconds = 20.0, 5_000
    counts = [0] * seconds
    for moment in poisson_arrivals(rate, seconds, random.Random(11)):
        counts[int(moment)] += 1
    mean = sum(counts) / seconds
    variance = sum((count - mean) ** 2 for count in counts) / seconds
    # Five standard errors of each: sqrt(20/5000) = 0.063, and 20 × sqrt(2/5000) = 0.4.
    assert mean == pytest.approx(rate, abs=0.32)
    assert variance == pytest.approx(rate, abs=2.1)


def test_the_same_seed_gives_the_same_arrivals() -> None:
    """A run can be repeated."""
    first, again = (list(poisson_arrivals(9.0, 5.0, random.Random(5))) for _ in range(2))
    assert first == again


def test_a_rate_of_nothing_is_refused() -> None:
    """It would never send anything, and never end in looking for the first arrival."""
    with pytest.raises(ValueError, match="positive"):
        next(poisson_arrivals(0.0, 1.0, random.Random(1)))


def test_the_slope_of_a_line_is_its_own() -> None:
    """And noise that adds up to nothing on either side does not tilt it."""
    assert slope([(x, 3.0 * x + 7.0) for x in range(10)]) == pytest.approx(3.0)
    assert slope([(0.0, 1.0), (1.0, -1.0), (2.0, -1.0), (3.0, 1.0)]) == pytest.approx(0.0)


@pytest.mark.parametrize("points", [[], [(1.0, 5.0)], [(2.0, 1.0), (2.0, 9.0)]])
def test_points_without_width_have_no_slope(points: list[tuple[float, float]]) -> None:
    """A soak too short to see anything claims no leak."""
    assert slope(points) == 0.0
