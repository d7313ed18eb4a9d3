"""What budgets and bounds come to."""

import pytest

from parley.domain.decide import Choice, Policy, Thresholds
from parley.risk.confidence.calibrated import Coefficients, Counted, Curve
from parley.risk.confidence.limits import REVIEW_ALL, quantile, resolve

SPREAD = tuple(step / 100 for step in range(101))
# 200 messages at 0.9 and over without an error, and many errors below.
SAFE = (Counted(0.9, 200, 0), Counted(0.5, 400, 100))
UNSAFE = (Counted(0.9, 200, 40), Counted(0.5, 400, 100))
COEFFICIENTS = Coefficients(
    (), (), 0.0,
    {"": Curve((0.0,), (0.5,), SPREAD, SAFE), "de-en": Curve((0.0,), (0.5,), SPREAD, UNSAFE)},
)  # fmt: skip


def policy(**choice: float | None) -> Policy:
    """One that asks for nothing but what is given."""
    nothing = {"hold_budget": None, "review_budget": None}
    return Policy(hold_below=0.1, review_below=0.3, choice=Choice(**{**nothing, **choice}))


def test_a_review_budget_is_the_quantile_of_each_direction() -> None:
    """A tenth of the calibration messages lies below it."""
    found = resolve(policy(review_budget=0.1), COEFFICIENTS)
    assert found.by_direction["de-en"] == Thresholds(0.1, pytest.approx(0.1))
    assert found.uncertified == ()


def test_a_hold_budget_moves_the_other_threshold() -> None:
    """Independently of what is reviewed."""
    found = resolve(policy(hold_budget=0.05), COEFFICIENTS)
    assert found.by_direction[""] == Thresholds(pytest.approx(0.05), 0.3)


def test_what_is_held_is_reviewed_too() -> None:
    """A review threshold never lies under that for holding."""
    found = resolve(policy(hold_budget=0.5, review_budget=0.1), COEFFICIENTS)
    assert found.thresholds("de-en") == Thresholds(0.5, 0.5)


def test_a_bound_is_certified_by_direction() -> None:
    """Where it cannot be, everything that a model wrote is reviewed, and the direction named."""
    found = resolve(policy(critical_error_bound=0.05), COEFFICIENTS)
    assert found.thresholds("fr-en").review_below == 0.9
    assert found.thresholds("de-en").review_below == REVIEW_ALL
    assert found.uncertified == ("de-en",)


def test_a_laxer_bound_goes_further_down() -> None:
    """To the lowest threshold that still keeps it."""
    found = resolve(policy(critical_error_bound=0.4), COEFFICIENTS)
    assert found.thresholds("fr-en").review_below == 0.5


def test_without_coefficients_no_bound_is_certified() -> None:
    """And everything is reviewed."""
    found = resolve(policy(critical_error_bound=0.4), None)
    assert found.thresholds("de-en").review_below == REVIEW_ALL
    assert found.uncertified == ("",)


def test_without_coefficients_budgets_leave_the_thresholds_alone() -> None:
    """There are no quantiles to take them from."""
    found = resolve(policy(hold_budget=0.05, review_budget=0.1), None)
    assert found.thresholds("de-en") == Thresholds(0.1, 0.3)


@pytest.mark.parametrize(("share", "value"), [(0.0, 0.0), (0.125, 0.125), (1.0, 1.0)])
def test_quantiles_are_read_between_the_steps(share: float, value: float) -> None:
    """And at both ends."""
    assert quantile(COEFFICIENTS.curves[""], share) == pytest.approx(value)
