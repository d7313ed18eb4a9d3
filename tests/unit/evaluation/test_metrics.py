"""Figures against their definitions, worked out the slow way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.evaluation.metrics import (
    at_budget,
    auprc,
    aurc,
    auroc,
    ece,
    risk_coverage,
    standardised,
)

SCORED = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), max_size=30)


@given(SCORED)
def test_auroc_is_the_chance_that_a_wrong_one_scores_higher(
    pairs: list[tuple[float, bool]],
) -> None:
    """Over all pairs of a wrong and a right one."""
    wrong = [score for score, is_wrong in pairs if is_wrong]
    right = [score for score, is_wrong in pairs if not is_wrong]
    found = auroc([s for s, _ in pairs], [w for _, w in pairs])
    if not wrong or not right:
        assert found is None
        return
    wins = sum((w > r) + (w == r) / 2 for w in wrong for r in right)
    assert found == pytest.approx(wins / (len(wrong) * len(right)))


def test_average_precision_of_a_known_order() -> None:
    """Hits at ranks 1 and 3: (1/1 + 2/3) / 2."""
    found = auprc([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert found == pytest.approx((1 + 2 / 3) / 2)


def test_a_budget_reviews_the_most_suspect_first() -> None:
    """Half of four messages holds one of two errors."""
    assert at_budget([0.9, 0.8, 0.7, 0.6], [True, False, True, False], 0.5) == (0.5, 0.5)


def test_ties_at_the_edge_of_a_budget_count_by_their_share() -> None:
    """One of two equal messages is reviewed; one of them is wrong."""
    assert at_budget([0.5, 0.5], [True, False], 0.5) == (0.5, 0.5)


@given(SCORED)
def test_at_their_own_share_wrong_ones_are_caught_as_counted(
    pairs: list[tuple[float, bool]],
) -> None:
    """Were as many wrong as are, nothing is standardised."""
    scores, wrong = [score for score, _ in pairs], [is_wrong for _, is_wrong in pairs]
    if len(set(wrong)) < 2:
        assert standardised(scores, wrong, 0.07, 0.1) is None
        return
    share = sum(wrong) / len(wrong)
    found = standardised(scores, wrong, share, 1 / len(wrong))
    counted, _ = at_budget(scores, wrong, 1 / len(wrong))
    assert found == pytest.approx(counted)


def test_how_many_are_wrong_does_not_change_what_is_caught_of_a_share() -> None:
    """The same order with each wrong message there ten times: the budget catches no less."""
    scores, wrong = [0.9, 0.8, 0.7, 0.6], [True, False, True, False]
    many = [s for s, is_wrong in zip(scores, wrong, strict=True) for _ in range(9 * is_wrong + 1)]
    are = [w for w in wrong for _ in range(9 * w + 1)]
    few = standardised(scores, wrong, 0.1, 0.05)
    assert few == pytest.approx(0.5)
    assert standardised(many, are, 0.1, 0.05) == pytest.approx(few)
    # The first wrong half, and then half of the right ones before the next.
    assert standardised(scores, wrong, 0.1, 0.5) == pytest.approx(0.5)


def test_the_risk_curve_ends_at_the_share_of_all_errors() -> None:
    """With everything covered, nothing is avoided."""
    points = risk_coverage([0.1, 0.2, 0.9, 0.9], [False, False, True, False])
    assert points == [(0.25, 0.0), (0.5, 0.0), (1.0, 0.25)]


def test_a_perfect_order_has_less_area_than_the_reverse() -> None:
    """The errors come last."""
    wrong = [False, False, False, True]
    assert aurc([1, 2, 3, 4], wrong) == pytest.approx(0.0625)
    assert aurc([4, 3, 2, 1], wrong) > 0.5


def test_calibration_error_is_the_gap_in_each_bin() -> None:
    """Half are good at a confidence of 0.9: off by 0.4. At 0.5: right."""
    good = [True, False] * 50
    assert ece([0.9] * 100, good) == pytest.approx(0.4)
    assert ece([0.5] * 100, good) == pytest.approx(0.0)
