"""Confidence as a probability: a logistic regression over the features, calibrated by direction.

The coefficients are fitted by `models/quality` and ship as JSON beside the model. The regression
ranks; isotonic regression, made piecewise linear, turns its score into the share of good
translations among those of like score (Zadrozny and Elkan 2002, "Transforming classifier scores
into accurate multiclass probability estimates").
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

import msgspec

from parley.domain.errors import CorruptModel
from parley.domain.ports import Evidence
from parley.risk.confidence.features import FAST, THOROUGH, Signals
from parley.risk.confidence.lexicon import Coverage, Lexicon

# Isotonic regression is flat in places, where many scores share a value; a trace of the score
# itself keeps the order, which budgets need.
_TRACE = 0.02
# Nothing that a machine wrote is certain.
_LEAST, _MOST = 0.001, 0.999


class Counted(msgspec.Struct, frozen=True):
    """Of the calibration messages at or above a threshold: how many, and how many were critical."""

    threshold: float
    kept: int
    critical: int


class Curve(msgspec.Struct, frozen=True):
    """What is known of one direction.

    Attributes:
        scores, probabilities: the calibration's corners, both rising.
        quantiles: confidence at 0%, 1%, … 100% of the calibration messages.
        counted: along a fixed grid of thresholds, falling.
    """

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]
    quantiles: tuple[float, ...]
    counted: tuple[Counted, ...]


class Coefficients(msgspec.Struct, frozen=True):
    """One regression; `curves` are by "en-de", with "" for every direction without its own."""

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float
    curves: dict[str, Curve]

    def score(self, values: Sequence[float]) -> float:
        """Log-odds of a good translation, before calibration."""
        return self.bias + sum(map(float.__mul__, self.weights, map(float, values)))

    def probability(self, score: float, direction: str) -> float:
        """In 0..1, rising with the score."""
        curve = self.curve(direction)
        step = _between(score, curve.scores, curve.probabilities)
        value = (1 - _TRACE) * step + _TRACE * logistic(score)
        return min(max(value, _LEAST), _MOST)

    def curve(self, direction: str) -> Curve:
        return self.curves.get(direction) or self.curves[""]


class Fitted(msgspec.Struct, frozen=True):
    """All that `models/quality` fits.

    Attributes:
        model_sha256: of the weights that it looked at.
        lexicon_sha256: of the lexicon that gave the coverage.
        typical: coverage to assume for languages that the lexicon does not know.
    """

    model: str
    model_sha256: str
    lexicon_sha256: str
    typical: Coverage
    fast: Coefficients
    thorough: Coefficients


class Calibrated:
    """A ConfidenceEstimator with fitted coefficients."""

    def __init__(self, fitted: Fitted, lexicon: Lexicon | None) -> None:
        """Without a lexicon all coverage is taken for typical."""
        self.fitted = fitted
        self._signals = Signals(lexicon, fitted.typical)

    def confidence(self, evidence: Evidence) -> float:
        if evidence.hypothesis.mean_log_prob is None:
            return 0.0
        coefficients, values = self.fitted.fast, self._signals.fast
        if evidence.second is not None:
            coefficients, values = self.fitted.thorough, self._signals.thorough
        direction = f"{evidence.source_language}-{evidence.target_language}"
        return coefficients.probability(coefficients.score(values(evidence)), direction)


def read_fitted(path: Path) -> Fitted:
    """Coefficients from their file.

    Raises:
        CorruptModel: COEFFICIENTS_UNREADABLE.
    """
    try:
        fitted = msgspec.json.decode(path.read_bytes(), type=Fitted)
    except (OSError, msgspec.DecodeError) as error:
        raise CorruptModel("COEFFICIENTS_UNREADABLE", f"{path}: {error}", file=path.name) from error
    for coefficients, expected in ((fitted.fast, FAST), (fitted.thorough, THOROUGH)):
        if coefficients.features != expected or len(coefficients.weights) != len(expected):
            raise CorruptModel(
                "COEFFICIENTS_UNREADABLE", f"{path} is for other features", file=path.name
            )
        if "" not in coefficients.curves:
            raise CorruptModel(
                "COEFFICIENTS_UNREADABLE", f"{path} has no common curve", file=path.name
            )
    return fitted


def logistic(score: float) -> float:
    """1 / (1 + e^-score), without overflow."""
    if score >= 0:
        return 1 / (1 + math.exp(-score))
    odds = math.exp(score)
    return odds / (1 + odds)


def _between(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Linear interpolation; flat beyond the ends."""
    place = bisect_right(xs, x)
    if place == 0:
        return ys[0]
    if place == len(xs):
        return ys[-1]
    share = (x - xs[place - 1]) / (xs[place] - xs[place - 1])
    return ys[place - 1] + share * (ys[place] - ys[place - 1])
