"""What budgets and bounds come to."""

from dataclasses import replace

import pytest

from parley.domain.decide import Bound, Choice, Policy, Thresholds, ThresholdScope
from parley.risk.confidence.calibrated import Coefficients, Counted, Curve
from parley.risk.confidence.correction import Correction, corrected
from parley.risk.confidence.limits import REVIEW_ALL, quantile, resolve

SPREAD = tuple(step / 100 for step in range(101))
# 200 messages at 0.9 and over without an error, and many errors below.
SAFE = (Counted(0.9, 200, 0), Counted(0.5, 400, 100))
UNSAFE = (Counted(0.9, 200, 40), Counted(0.5, 400, 100))
COMMON = Curve((0.0,), (0.5,), SPREAD, SAFE)
COEFFICIENTS = Coefficients(
    (), (), 0.0,
    {"": COMMON, "fr-en": COMMON, "de-en": Curve((0.0,), (0.5,), SPREAD, UNSAFE)},
)  # fmt: skip
# No message of the calibration is surer than 0.9, or less sure than 0.2.
NARROW = Coefficients(
    (), (), 0.0, {"": Curve((0.0,), (0.5,), tuple(0.2 + 0.7 * x for x in SPREAD), ())}
)  # fmt: skip


def policy(**choice: float | None) -> Policy:
    """One that asks for nothing but what is given."""
    nothing = {"hold_budget": None, "review_budget": None}
    return Policy(hold_below=0.1, review_below=0.3, choice=Choice(**{**nothing, **choice}))


def test_a_review_budget_is_the_quantile_of_each_direction() -> None:
    """A tenth of the calibration messages lies below it."""
    found = resolve(policy(review_budget=0.1), COEFFICIENTS)
    assert found.by_direction["de-en"] == Thresholds(0.1, pytest.approx(0.1))


def test_a_hold_budget_moves_the_other_threshold() -> None:
    """Independently of what is reviewed."""
    found = resolve(policy(hold_budget=0.05), COEFFICIENTS)
    assert found.by_direction[""] == Thresholds(pytest.approx(0.05), 0.3)


def test_what_is_held_is_reviewed_too() -> None:
    """A review threshold never lies under that for holding."""
    found = resolve(policy(hold_budget=0.5, review_budget=0.1), COEFFICIENTS)
    assert found.thresholds("de-en") == Thresholds(0.5, 0.5)


@pytest.mark.parametrize("coefficients", [COEFFICIENTS, NARROW, None])
@pytest.mark.parametrize(
    ("budgets", "expected"),
    [
        ({"hold_budget": 0.0, "review_budget": 0.0}, Thresholds(0.0, 0.0)),
        ({"hold_budget": 0.0, "review_budget": 1.0}, Thresholds(0.0, REVIEW_ALL)),
        ({"hold_budget": 1.0, "review_budget": 0.0}, Thresholds(REVIEW_ALL, REVIEW_ALL)),
        ({"hold_budget": 0.0}, Thresholds(0.0, 0.3)),
        ({"review_budget": 0.0}, Thresholds(0.1, 0.1)),
        ({"review_budget": 1.0}, Thresholds(0.1, REVIEW_ALL)),
    ],
)
def test_a_budget_of_nothing_is_nothing_and_one_of_all_is_all(
    coefficients: Coefficients | None, budgets: dict[str, float], expected: Thresholds
) -> None:
    """However sure or unsure the calibration's messages were, and without any."""
    found = resolve(policy(**budgets), coefficients)
    assert found.thresholds("de-en") == found.thresholds("") == expected


@pytest.mark.parametrize(("share", "value"), [(0.01, 0.207), (0.5, 0.55), (0.99, 0.893)])
def test_a_budget_between_is_what_calibration_saw(share: float, value: float) -> None:
    """Near both ends, too."""
    found = resolve(policy(hold_budget=share), NARROW)
    assert found.thresholds("").hold_below == pytest.approx(value)


@pytest.mark.parametrize(
    ("choice", "coefficients", "is_chosen"),
    [
        ({"review_budget": 0.2}, COEFFICIENTS, True),
        ({"critical_error_bound": 0.4}, COEFFICIENTS, True),
        ({"hold_budget": 0.5}, COEFFICIENTS, True),
        ({}, COEFFICIENTS, False),
        ({"hold_budget": 0.2}, COEFFICIENTS, False),
        ({"review_budget": 0.05}, COEFFICIENTS, False),
        ({"review_budget": 0.2}, None, False),
    ],
)
def test_a_threshold_tells_whether_it_was_chosen(
    choice: dict[str, float], coefficients: Coefficients | None, is_chosen: bool
) -> None:
    """Under 0.1 a message is held and under 0.3 reviewed where nothing else is asked for."""
    found = resolve(policy(**choice), coefficients)
    assert found.thresholds("fr-en").is_chosen is is_chosen


@pytest.mark.parametrize("direction", ["", "de-es", "pt-en"])
def test_where_nothing_was_counted_no_bound_is_certified(direction: str) -> None:
    """The common curve is of other directions; of a scope as of the channel, and budgets work."""
    common = scoped(ThresholdScope("de-es", review_budget=0.2), critical_error_bound=0.4)
    assert common.thresholds("pt-en") == Thresholds(0.1, REVIEW_ALL, Bound(0.4, 0.95, False))
    asked = scoped(ThresholdScope(direction, critical_error_bound=0.4), review_budget=0.2)
    assert asked.thresholds(direction).bound == Bound(0.4, 0.95, certified=False)
    assert asked.thresholds(direction).review_below == REVIEW_ALL
    assert asked.thresholds("fr-en").bound == (None if direction else Bound(0.4, 0.95, True))
    assert common.thresholds("de-es") == Thresholds(0.1, pytest.approx(0.2))


def test_a_correction_is_no_calibration() -> None:
    """Its direction keeps budgets by the common quantiles, and no bound."""
    line = Correction(1.0, 0.5)
    found = resolve(policy(critical_error_bound=0.4), corrected(COEFFICIENTS, {"de-es": line}))
    assert found.thresholds("de-es").bound == Bound(0.4, 0.95, certified=False)
    budget = resolve(policy(review_budget=0.2), corrected(COEFFICIENTS, {"de-es": line}))
    assert budget.thresholds("de-es").review_below == pytest.approx(line.apply(0.2))


def test_an_audit_certifies_where_nothing_was_counted() -> None:
    """As where calibration certifies nothing."""
    found = resolve(policy(critical_error_bound=0.05), COEFFICIENTS, {"de-es": AUDITS["de-en"]})
    assert found.thresholds("de-es") == Thresholds(0.1, 0.7, Bound(0.05, 0.95, True, audited=300))
    assert found.thresholds("").bound == Bound(0.05, 0.95, certified=False)


def test_a_bound_is_certified_by_direction() -> None:
    """Where it cannot be, everything that a model wrote is reviewed, and the direction named."""
    found = resolve(policy(critical_error_bound=0.05), COEFFICIENTS)
    assert found.thresholds("fr-en").review_below == 0.9
    assert found.thresholds("de-en").review_below == REVIEW_ALL
    assert found.thresholds("fr-en").bound == Bound(0.05, 0.95, certified=True)
    assert found.thresholds("de-en").bound == Bound(0.05, 0.95, certified=False)


def test_a_laxer_bound_goes_further_down() -> None:
    """To the lowest threshold that still keeps it."""
    found = resolve(policy(critical_error_bound=0.4), COEFFICIENTS)
    assert found.thresholds("fr-en").review_below == 0.5


def test_without_coefficients_no_bound_is_certified() -> None:
    """And everything is reviewed."""
    found = resolve(policy(critical_error_bound=0.4), None)
    assert found.thresholds("de-en").review_below == REVIEW_ALL
    assert found.thresholds("").bound == Bound(0.4, 0.95, certified=False)


def test_without_coefficients_budgets_leave_the_thresholds_alone() -> None:
    """There are no quantiles to take them from."""
    found = resolve(policy(hold_budget=0.05, review_budget=0.1), None)
    assert found.thresholds("de-en") == Thresholds(0.1, 0.3)


@pytest.mark.parametrize(("share", "value"), [(0.0, 0.0), (0.125, 0.125), (1.0, 1.0)])
def test_quantiles_are_read_between_the_steps(share: float, value: float) -> None:
    """And at both ends."""
    assert quantile(COEFFICIENTS.curves[""], share) == pytest.approx(value)


def scoped(*scopes: ThresholdScope, **choice: float | None) -> Policy:
    """What a policy with these scopes comes to."""
    return resolve(replace(policy(**choice), scopes=scopes), COEFFICIENTS)


def test_a_scope_s_budget_is_the_quantile_of_its_direction() -> None:
    """What it does not name stays as the channel says, and so do other directions."""
    found = scoped(ThresholdScope("de-en", review_budget=0.6), review_budget=0.2)
    assert found.thresholds("de-en") == Thresholds(0.1, pytest.approx(0.6))
    assert found.thresholds("fr-en") == Thresholds(0.1, pytest.approx(0.2))


def test_a_direction_without_calibration_of_its_own_takes_the_common_one() -> None:
    """A scope may name it all the same."""
    found = scoped(ThresholdScope("pt-fr", hold_budget=0.15), review_budget=0.2)
    assert found.thresholds("pt-fr") == Thresholds(pytest.approx(0.15), pytest.approx(0.2))
    assert found.thresholds("pt-en") == Thresholds(0.1, pytest.approx(0.2))


def test_a_tenant_s_scope_is_for_that_tenant_alone() -> None:
    """In every direction, or in the one that it names beside."""
    found = scoped(
        ThresholdScope("", "acme", hold_below=0.4),
        ThresholdScope("de-en", "acme", review_below=0.9),
    )
    assert found.thresholds("de-en", "acme") == Thresholds(0.4, 0.9)
    assert found.thresholds("fr-en", "acme") == Thresholds(0.4, 0.4)
    assert found.thresholds("de-en", "other") == Thresholds(0.1, 0.3)
    assert found.thresholds("de-en") == Thresholds(0.1, 0.3)


def test_the_last_scope_has_the_last_word() -> None:
    """On what it names; an earlier one still speaks on the rest."""
    direction = ThresholdScope("de-en", hold_below=0.2, review_below=0.7)
    tenant = ThresholdScope("", "acme", review_below=0.5)
    assert scoped(direction, tenant).thresholds("de-en", "acme") == Thresholds(0.2, 0.5)
    assert scoped(tenant, direction).thresholds("de-en", "acme") == Thresholds(0.2, 0.7)


@pytest.mark.parametrize(
    "scope",
    [
        ThresholdScope("fr-en", review_below=0.35),
        ThresholdScope("fr-en", review_budget=0.35),
    ],
)
def test_a_scope_takes_the_place_of_a_bound(scope: ThresholdScope) -> None:
    """A threshold or a budget, and no bound is promised there any more."""
    found = scoped(scope, critical_error_bound=0.05)
    assert found.thresholds("fr-en") == Thresholds(0.1, pytest.approx(0.35))
    assert found.thresholds("de-en").bound == Bound(0.05, 0.95, certified=False)


def test_a_scope_s_bound_is_certified_on_its_direction() -> None:
    """Everything of that tenant is reviewed where no threshold keeps it."""
    found = scoped(ThresholdScope("", "acme", critical_error_bound=0.05), review_budget=0.2)
    assert found.thresholds("fr-en", "acme") == Thresholds(0.1, 0.9, Bound(0.05, 0.95, True))
    assert found.thresholds("de-en", "acme") == Thresholds(
        0.1, REVIEW_ALL, Bound(0.05, 0.95, False)
    )
    assert found.thresholds("de-en").bound is None


def test_a_scope_may_ask_to_be_surer_of_the_channel_s_bound() -> None:
    """The bound itself stays."""
    found = scoped(ThresholdScope("fr-en", confidence_level=0.999999), critical_error_bound=0.05)
    assert found.thresholds("fr-en").bound == Bound(0.05, 0.999999, certified=False)
    assert found.thresholds("fr-en", "acme") == found.thresholds("fr-en")
    assert found.thresholds("de-en").bound == Bound(0.05, 0.95, certified=False)


def test_tables_list_of_a_tenant_what_is_its_own() -> None:
    """After what holds for all; "" for other directions is last."""
    found = scoped(ThresholdScope("de-en", "acme", hold_below=0.4))
    assert [(tenant, list(table)) for tenant, table in found.tables()] == [
        ("", ["de-en", "fr-en", ""]),
        ("acme", ["de-en"]),
    ]


AUDITS = {"de-en": (Counted(0.7, 300, 2), Counted(0.6, 400, 60))}


def test_a_deployment_s_own_audit_certifies_what_calibration_cannot() -> None:
    """At the threshold that its verdicts reach, and the bound says how many those were."""
    found = resolve(policy(critical_error_bound=0.05), COEFFICIENTS, AUDITS)
    assert found.thresholds("de-en") == Thresholds(0.1, 0.7, Bound(0.05, 0.95, True, audited=300))


def test_calibration_comes_before_the_audit() -> None:
    """Where both certify, the threshold is that of the lines that came with the model."""
    found = resolve(policy(critical_error_bound=0.05), COEFFICIENTS, {"fr-en": AUDITS["de-en"]})
    assert found.thresholds("fr-en") == Thresholds(0.1, 0.9, Bound(0.05, 0.95, True))


def test_too_few_audited_messages_certify_nothing() -> None:
    """However good they are."""
    few = {"de-en": (Counted(0.7, 58, 0),)}
    found = resolve(policy(critical_error_bound=0.05), COEFFICIENTS, few)
    assert found.thresholds("de-en").bound == Bound(0.05, 0.95, certified=False)
