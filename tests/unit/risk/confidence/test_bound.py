"""What is certified, against exact binomial arithmetic."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.risk.confidence.bound import certify, fewest, upper_bound
from parley.risk.confidence.calibrated import Counted


def at_most(successes: int, trials: int, share: Fraction) -> Fraction:
    """P(X <= successes), exactly."""
    return sum(
        (comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(successes + 1)),
        Fraction(0),
    )


@settings(deadline=None)
@given(st.integers(1, 60), st.data())
def test_the_upper_bound_is_clopper_and_pearsons(kept: int, data: st.DataObject) -> None:
    """Just below it the count is more probable than 5%, just above it less."""
    critical = data.draw(st.integers(0, kept - 1))
    bound = Fraction(upper_bound(critical, kept, 0.95))
    step = Fraction(1, 10**6)
    assert (
        at_most(critical, kept, bound - step)
        > Fraction(1, 20)
        > at_most(critical, kept, bound + step)
    )


@pytest.mark.parametrize(("kept", "critical"), [(60, 0), (155, 4), (485, 17)])
def test_five_percent_takes_as_many_messages_as_the_literature_says(
    kept: int, critical: int
) -> None:
    """At 0, 2.5 and 3.5% seen, give or take the rounding to whole messages."""
    assert upper_bound(critical, kept, 0.95) == pytest.approx(0.05, abs=0.01)


def test_without_errors_the_fewest_messages_are_enough_and_one_less_is_not() -> None:
    """59 at 5% and 95%."""
    assert fewest(0.05, 0.95, seen=0) == 59
    assert upper_bound(0, 59, 0.95) <= 0.05 < upper_bound(0, 58, 0.95)


def test_the_sequence_begins_where_half_the_bound_may_be_seen() -> None:
    """153 at 5% and 95%, three of them critical."""
    assert fewest(0.05, 0.95) == 153
    assert upper_bound(3, 153, 0.95) <= 0.05 < upper_bound(3, 152, 0.95)


def test_everything_critical_is_no_bound_at_all() -> None:
    """And neither is nothing seen."""
    assert upper_bound(5, 5, 0.95) == upper_bound(0, 0, 0.95) == 1.0


rows = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), min_size=1, max_size=12).map(
    lambda steps: [
        Counted(
            1 - index / 20,
            sum(kept for kept, _ in steps[: index + 1]),
            min(
                sum(kept for kept, _ in steps[: index + 1]),
                sum(bad for _, bad in steps[: index + 1]),
            ),
        )
        for index in range(len(steps))
    ]
)


@settings(deadline=None)
@given(rows, st.sampled_from([0.05, 0.1, 0.3]))
def test_certification_is_a_fixed_sequence_of_exact_tests(
    counted: list[Counted], bound: float
) -> None:
    """From the first threshold that can pass, down to the last before one that fails."""
    expected = None
    for row in counted:
        if row.kept < fewest(bound, 0.95):
            continue
        # Rejecting "the risk exceeds the bound" at the bound itself is the exact test.
        if at_most(row.critical, row.kept, Fraction(bound)) > Fraction(1, 20):
            break
        expected = row
    assert certify(counted, bound, 0.95) == expected


def test_a_lucky_threshold_after_a_failed_one_is_not_taken() -> None:
    """Trying on until something passes would spend the guarantee."""
    counted = [Counted(0.9, 200, 0), Counted(0.8, 220, 30), Counted(0.7, 5000, 30)]
    assert certify(counted, 0.05, 0.95) == counted[0]


def test_a_bound_that_not_even_no_errors_would_keep_takes_no_search() -> None:
    """However small it is: so many messages without one error would have to be."""
    counted = [Counted(0.9, 100, 0), Counted(0.5, 2_000, 0)]
    assert certify(counted, 0.001, 0.95) is None
    assert certify(counted, 1e-300, 0.95) is None
    assert certify([], 0.5, 0.95) is None
