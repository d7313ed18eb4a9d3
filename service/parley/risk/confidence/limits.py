"""From what an operator asks (a budget, a bound) to thresholds of each direction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from parley.domain.decide import Bound, Choice, Policy, Thresholds
from parley.risk.confidence.bound import certify
from parley.risk.confidence.calibrated import Coefficients, Counted, Curve

# Above every confidence that a machine's translation can have: all of them are reviewed, or held.
REVIEW_ALL = 1.0
_NO_AUDITS: Mapping[str, Sequence[Counted]] = MappingProxyType({})


def resolve(
    policy: Policy,
    coefficients: Coefficients | None,
    audits: Mapping[str, Sequence[Counted]] = _NO_AUDITS,
) -> Policy:
    """The policy with the thresholds that its choice and its scopes come to.

    Without coefficients there is nothing to choose by: the policy's own thresholds stay but for
    budgets of nothing and of everything, and no bound can be certified. Each direction's bound is
    certified by itself, on the calibration lines of all tenants: nobody knows which tenant one of
    them would be of. Where there are none of the direction, or these certify nothing, the
    deployment's own audited messages of that direction may. A budget takes the common quantiles
    where a direction has none: it is a forecast, and no promise.

    Args:
        coefficients: None where nothing was fitted.
        audits: audited messages of the channel by direction, counted at thresholds that were
            chosen without looking at them.
    """
    curves: Mapping[str, Curve] = coefficients.curves if coefficients else {}
    directions = {"", *curves, *audits, *(scope.direction for scope in policy.scopes)}

    @cache
    def of(direction: str, hold: float, review: float, choice: Choice) -> Thresholds:
        # The common curve stands for directions whose errors nobody has counted.
        own = curves.get(direction) if direction else None
        counted = own.counted if own else ()
        curve = own or curves.get("")
        return _thresholds(
            hold, review, choice, curve, counted=counted, audited=audits.get(direction, ())
        )

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


def _thresholds(
    hold: float,
    review: float,
    choice: Choice,
    curve: Curve | None,
    *,
    counted: Sequence[Counted],
    audited: Sequence[Counted],
) -> Thresholds:
    bound = None
    hold_is_chosen = curve is not None and choice.hold_budget is not None
    review_is_chosen = choice.critical_error_bound is not None or (
        curve is not None and choice.review_budget is not None
    )
    if choice.hold_budget is not None:
        hold = _within(choice.hold_budget, curve, hold)
    if choice.critical_error_bound is not None:
        asked, level = choice.critical_error_bound, choice.confidence_level
        shipped = certify(counted, asked, level)
        own = certify(audited, asked, level) if shipped is None else None
        row = shipped or own
        review = REVIEW_ALL if row is None else row.threshold
        bound = Bound(asked, level, certified=row is not None, audited=own.kept if own else 0)
    elif choice.review_budget is not None:
        review = _within(choice.review_budget, curve, review)
    is_chosen = review_is_chosen if review > hold else hold_is_chosen
    return Thresholds(hold, max(hold, review), bound, is_chosen)


def _within(budget: float, curve: Curve | None, otherwise: float) -> float:
    """The threshold that keeps to a budget; `otherwise` where there is no curve to tell.

    Nothing is nothing and all is all, whatever was seen in calibration: traffic has lower and
    higher confidences than the lowest and the highest there.
    """
    if budget <= 0:
        return 0.0
    if budget >= 1:
        return REVIEW_ALL
    return otherwise if curve is None else quantile(curve, budget)


def quantile(curve: Curve, share: float) -> float:
    """The confidence under which this share of the calibration messages lies."""
    last = len(curve.quantiles) - 1
    place = share * last
    below = min(int(place), last - 1)
    low, high = curve.quantiles[below : below + 2]
    return low + (place - below) * (high - low)
