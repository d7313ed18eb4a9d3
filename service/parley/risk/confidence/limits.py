"""From what an operator asks (a budget, a bound) to thresholds of each direction."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from parley.domain.decide import Bound, Choice, Policy, Thresholds
from parley.risk.confidence.bound import certify
from parley.risk.confidence.calibrated import Coefficients, Curve

# Above every confidence that a machine's translation can have: all of them are reviewed.
REVIEW_ALL = 1.0


def resolve(policy: Policy, coefficients: Coefficients | None) -> Policy:
    """The policy with the thresholds that its choice and its scopes come to.

    Without coefficients there is nothing to choose by: the policy's own thresholds stay, and no
    bound can be certified. Each direction's bound is certified by itself, on the calibration
    lines of all tenants: nobody knows which tenant one of them would be of.
    """
    curves: Mapping[str, Curve] = coefficients.curves if coefficients else {}
    directions = {"", *curves, *(scope.direction for scope in policy.scopes)}

    @cache
    def of(direction: str, hold: float, review: float, choice: Choice) -> Thresholds:
        return _thresholds(hold, review, choice, curves.get(direction) or curves.get(""))

    def by_direction(tenant: str) -> dict[str, Thresholds]:
        asked = {direction: policy.asked(direction, tenant) for direction in directions}
        return {
            direction: of(direction, its.hold_below, its.review_below, its.choice)
            for direction, its in asked.items()
        }

    tenants = {scope.tenant for scope in policy.scopes if scope.tenant}
    return replace(
        policy,
        by_direction=by_direction(""),
        by_tenant={tenant: by_direction(tenant) for tenant in tenants},
    )


def _thresholds(hold: float, review: float, choice: Choice, curve: Curve | None) -> Thresholds:
    bound = None
    if curve is not None and choice.hold_budget is not None:
        hold = quantile(curve, choice.hold_budget)
    if choice.critical_error_bound is not None:
        level = choice.confidence_level
        row = certify(curve.counted, choice.critical_error_bound, level) if curve else None
        review = REVIEW_ALL if row is None else row.threshold
        bound = Bound(choice.critical_error_bound, level, certified=row is not None)
    elif curve is not None and choice.review_budget is not None:
        review = quantile(curve, choice.review_budget)
    return Thresholds(hold, max(hold, review), bound)


def quantile(curve: Curve, share: float) -> float:
    """The confidence under which this share of the calibration messages lies."""
    last = len(curve.quantiles) - 1
    place = share * last
    below = min(int(place), last - 1)
    low, high = curve.quantiles[below : below + 2]
    return low + (place - below) * (high - low)
