"""Coefficients from their file to a probability."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.errors import CorruptModel
from parley.domain.ports import Evidence, Hypothesis, SecondLook
from parley.risk.confidence.calibrated import (
    Calibrated,
    Coefficients,
    Curve,
    Fitted,
    read_fitted,
)
from parley.risk.confidence.features import FAST, THOROUGH
from parley.risk.confidence.lexicon import Coverage

COMMON = Curve((-1.0, 1.0), (0.2, 0.8), (), ())
GERMAN = Curve((-1.0, 0.0, 1.0), (0.5, 0.5, 0.9), (), ())


def coefficients(names: tuple[str, ...], **weights: float) -> Coefficients:
    """A regression that looks at the named features only."""
    values = tuple(weights.get(name, 0.0) for name in names)
    return Coefficients(names, values, 0.0, {"": COMMON, "de-en": GERMAN})


FITTED = Fitted(
    "embedded",
    "00",
    "01",
    Coverage(0.0, 0.0),
    coefficients(FAST, probability=1.0),
    coefficients(THOROUGH, disagreement=-1.0),
)


def evidence(log_prob: float, second: SecondLook | None = None) -> Evidence:
    """From French to English."""
    hypothesis = Hypothesis("Yes.", log_prob, "embedded")
    return Evidence("Oui.", "Yes.", "fr", "en", hypothesis, (), second)


@given(st.floats(-20, 20), st.floats(-20, 20), st.sampled_from(["de-en", "fr-en"]))
def test_a_higher_score_is_never_a_lower_probability(one: float, two: float, way: str) -> None:
    """Also where the calibration is flat."""
    low, high = sorted((one, two))
    fast = FITTED.fast
    assert 0 < fast.probability(low, way) <= fast.probability(high, way) < 1


def test_flat_stretches_keep_the_order() -> None:
    """Budgets need to know which of two is the more doubtful."""
    assert FITTED.fast.probability(-0.9, "de-en") < FITTED.fast.probability(-0.1, "de-en")


def test_a_direction_has_its_own_curve_and_others_share_one() -> None:
    """German was calibrated by itself, Czech was not."""
    assert FITTED.fast.probability(-1.0, "de-en") == pytest.approx(0.5, abs=0.02)
    assert FITTED.fast.probability(-1.0, "cs-en") == pytest.approx(0.2, abs=0.02)


def test_better_signals_give_more_confidence() -> None:
    """In the direction of the weight."""
    rated = Calibrated(FITTED, None)
    assert rated.confidence(evidence(-0.1)) > rated.confidence(evidence(-0.9))


def test_a_second_look_is_judged_by_its_own_regression() -> None:
    """As probable, but the alternatives disagree."""
    rated = Calibrated(FITTED, None)
    alike, apart = (rated.confidence(evidence(-1.0, SecondLook(-1.0, d))) for d in (0.0, 0.9))
    assert alike > apart


def test_nothing_translated_has_no_confidence() -> None:
    """Whatever the weights."""
    empty = Evidence("Oui.", "", "fr", "en", Hypothesis("", None, "embedded"))
    assert Calibrated(FITTED, None).confidence(empty) == 0.0


def test_coefficients_come_back_from_their_file(tmp_path: Path) -> None:
    """As they were written."""
    path = tmp_path / "confidence.json"
    path.write_bytes(msgspec.json.encode(FITTED))
    assert read_fitted(path) == FITTED


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        msgspec.json.encode(msgspec.structs.replace(FITTED, fast=FITTED.thorough)),
        msgspec.json.encode(
            msgspec.structs.replace(FITTED, fast=msgspec.structs.replace(FITTED.fast, curves={}))
        ),
    ],
)
def test_coefficients_that_cannot_be_used_are_refused(tmp_path: Path, content: bytes) -> None:
    """Half a file, an empty one, one for other features, one without a common curve."""
    path = tmp_path / "confidence.json"
    path.write_bytes(content)
    with pytest.raises(CorruptModel) as raised:
        read_fitted(path)
    assert raised.value.reason == "COEFFICIENTS_UNREADABLE"
