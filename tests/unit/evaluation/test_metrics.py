"""Figures against their definitions, worked out the slow way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.evaluation.metrics import at_budget, auprc, aurc, auroc, ece, risk_coverage

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
