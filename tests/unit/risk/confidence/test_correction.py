"""A deployment's correction of confidence, as a line in log-odds."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.risk.confidence.calibrated import Coefficients, Counted, Curve, logistic
from parley.risk.confidence.correction import Correction, Weighed, corrected, fit, logit

confidences = st.floats(0.001, 0.999)


def drawn(count: int, slope: float, intercept: float, low: float = -3, high: float = 3):
    """Verdicts that follow a line, on confidences that are even in log-odds."""
    chance = random.Random(7)
    for _ in range(count):
        confidence = logistic(chance.uniform(low, high))
        right = logistic(slope * logit(confidence) + intercept)
        yield Weighed(confidence, chance.random() < right)


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.5, -1.0), (2.0, 1.0)])
def test_a_fit_finds_the_line_that_verdicts_follow(slope: float, intercept: float) -> None:
    """From twenty thousand of them to within a few hundredths."""
    found = fit(list(drawn(20_000, slope, intercept)))
    assert found.slope == pytest.approx(slope, abs=0.08)
    assert found.intercept == pytest.approx(intercept, abs=0.08)


def test_a_choice_by_confidence_does_not_move_the_line() -> None:
    """Only the doubtful are reviewed, and one of ten of the others: the line is the same."""
    chance = random.Random(3)
    everything = list(drawn(40_000, 0.7, -0.5))
    reviewed = [one for one in everything if one.confidence < 0.4 or chance.random() < 0.1]
    found = fit(reviewed)
    assert len(reviewed) < 25_000
    assert found.slope == pytest.approx(0.7, abs=0.08)
    assert found.intercept == pytest.approx(-0.5, abs=0.08)


def test_weights_count_as_so_many_verdicts() -> None:
    """A weight of three is three of the same."""
    verdicts = list(drawn(200, 1.0, 0.0))
    threefold = [Weighed(one.confidence, one.right, 3.0) for one in verdicts]
    by_weight, by_number = fit(threefold), fit(verdicts * 3)
    assert by_weight.slope == pytest.approx(by_number.slope)
    assert by_weight.intercept == pytest.approx(by_number.intercept)


@pytest.mark.parametrize("right", [True, False])
def test_verdicts_of_one_kind_give_no_certainty(right: bool) -> None:
    """The targets are smoothed: a line there is, and it promises neither 0 nor 1."""
    found = fit([Weighed(confidence, right) for confidence in (0.2, 0.5, 0.8)] * 5)
    assert 0.01 < found.apply(0.5) < 0.99


def test_the_order_of_nothing_but_ties_is_found_without_end() -> None:
    """All of one confidence: the line cannot be told, its value there can."""
    found = fit([Weighed(0.5, number % 4 > 0) for number in range(400)])
    assert found.apply(0.5) == pytest.approx(0.75, abs=0.01)


@given(confidences, confidences)
def test_a_correction_keeps_the_order(one: float, other: float) -> None:
    """And stays between nothing and certainty."""
    low, high = sorted((one, other))
    line = Correction(0.6, -1.5)
    assert 0.001 <= line.apply(low) <= line.apply(high) <= 0.999


@pytest.mark.parametrize(
    ("slope", "intercept", "keeps"),
    [
        (1.0, 0.0, True),
        (0.1, 0.0, True),
        (0.3, -1.2, True),
        (2.0, 1.0, True),
        (9.9, 0.0, True),
        (1.0, 12.0, True),
        (1.0, -12.0, True),
        (0.0, 0.0, False),
        (-1.0, 0.0, False),
        (0.004, 1.0, False),
        (0.09, 0.0, False),
        (11.0, 0.0, False),
        (1e308, 0.0, False),
        (1.0, 1e308, False),
        (1e308, -1e308, False),
        (1.0, 13.0, False),
        (1.0, -13.0, False),
        (float("inf"), 0.0, False),
        (float("nan"), 0.0, False),
        (1.0, float("nan"), False),
    ],
)
def test_a_line_keeps_the_order_or_next_to_nothing_of_it(
    slope: float, intercept: float, keeps: bool
) -> None:
    """Not where all confidences come to lie together, or at an end."""
    assert Correction(slope, intercept).keeps_order is keeps


@given(confidences)
def test_the_default_changes_nothing(confidence: float) -> None:
    """What a person wrote and what has no word in it stay in any case."""
    assert Correction().apply(confidence) == pytest.approx(confidence)
    assert (Correction(0.5, 2.0).apply(1.0), Correction(0.5, 2.0).apply(0.0)) == (1.0, 0.0)


def test_quantiles_and_thresholds_go_along() -> None:
    """A direction without a curve of its own gets one, with nothing counted; the others stay."""
    curve = Curve((0.0, 1.0), (0.0, 1.0), (0.2, 0.5, 0.8), (Counted(0.5, 10, 1),))
    line = Correction(1.0, -1.0)
    fitted = Coefficients((), (), 0.0, {"": curve, "de-en": curve})
    found = corrected(fitted, {"de-en": line, "de-es": line})
    assert found.curve("fr-en") == curve
    for direction in ("de-en", "de-es"):
        assert found.curve(direction).quantiles == tuple(map(line.apply, (0.2, 0.5, 0.8)))
    assert found.curve("de-en").counted == (Counted(line.apply(0.5), 10, 1),)
    assert found.curve("de-es").counted == ()
