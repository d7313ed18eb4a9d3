"""From what an operator asks (a budget, a bound) to thresholds of each direction."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from parley.domain.decide import Choice, Policy, Thresholds
from parley.risk.confidence.bound import certify
from parley.risk.confidence.calibrated import Coefficients, Curve

# Above every confidence that a machine's translation can have: all of them are reviewed.
REVIEW_ALL = 1.0


def resolve(policy: Policy, coefficients: Coefficients | None) -> Policy:
    """The policy with the thresholds that its choice comes to.

    Without coefficients there is nothing to choose by: the policy's own thresholds stay, and no
    bound can be certified. Each direction's bound is certified by itself.
    """
    choice = policy.choice
    curves: Mapping[str, Curve] = coefficients.curves if coefficients else {}
    found = dict(_each(policy, choice, curves))
    bound = choice.critical_error_bound
    if bound is not None and not found:
        found[""] = Thresholds(policy.hold_below, REVIEW_ALL)
    uncertified = tuple(
        sorted(direction for direction, t in found.items() if t.review_below == REVIEW_ALL)
        if bound is not None
        else ()
    )
    return replace(policy, by_direction=found, uncertified=uncertified)


def _each(
    policy: Policy, choice: Choice, curves: Mapping[str, Curve]
) -> Iterator[tuple[str, Thresholds]]:
    for direction, curve in curves.items():
        hold = policy.hold_below
        if choice.hold_budget is not None:
            hold = quantile(curve, choice.hold_budget)
        review = policy.review_below
        if choice.critical_error_bound is not None:
            row = certify(curve.counted, choice.critical_error_bound, choice.confidence_level)
            review = REVIEW_ALL if row is None else row.threshold
        elif choice.review_budget is not None:
            review = quantile(curve, choice.review_budget)
        yield direction, Thresholds(hold, max(hold, review))


def quantile(curve: Curve, share: float) -> float:
    """The confidence under which this share of the calibration messages lies."""
    last = len(curve.quantiles) - 1
    place = share * last
    below = min(int(place), last - 1)
    low, high = curve.quantiles[below : below + 2]
    return low + (place - below) * (high - low)
