"""A deployment's own correction of confidence, from what its reviewers decided.

The shipped calibration knows the lines that it was fitted on; a deployment's traffic and what its
reviewers call wrong are others. The correction of a direction is a straight line in log-odds:

    logit(corrected) = slope * logit(confidence) + intercept

which is Platt scaling (Platt 1999, "Probabilistic outputs for support vector machines") on the
logit of a probability, or logistic recalibration (Cox 1958, "Two further applications of a model
for binary regression"). It has two parameters, which a hundred verdicts can carry where isotonic
regression would fit their noise, and it keeps the order, so that quantiles and counts along
thresholds are carried over as they are.

It is fitted *given* the confidence. Reviewed messages are not drawn as traffic is: what lies below
a threshold is reviewed always and what lies above it hardly ever. That choice is made by the
confidence itself, and a model of P(right | confidence) is not biased by it, unlike a share or a
histogram over all that was reviewed (Zadrozny 2004, "Learning and evaluating classifiers under
sample selection bias", case 2). What else has a say is weighed out, see `evaluation.verdicts`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from parley.risk.confidence.calibrated import Coefficients, Counted, logistic

# Nothing that a machine wrote is certain.
_LEAST, _MOST = 0.001, 0.999
# Part of the log-odds that a confidence can have which a correction has to keep apart, and to fill.
_KEPT = 0.1
_STEPS = 50
_HALVINGS = 30
_SMALL = 1e-9
_RIDGE = 1e-10


class Correction(msgspec.Struct, frozen=True):
    """The line of one direction; the default changes nothing."""

    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, confidence: float) -> float:
        """The corrected confidence, in 0..1; what is 0, or 1 as a person's, stays."""
        if not 0 < confidence < 1:
            return confidence
        corrected = logistic(self.slope * logit(confidence) + self.intercept)
        return min(max(corrected, _LEAST), _MOST)

    @property
    def keeps_order(self) -> bool:
        """Whether confidences still tell messages apart.

        Not where it draws nine tenths of the scale, in log-odds, to one end of it, and not where it
        pushes all confidences together into less than a tenth: between 0.33 and 0.67, say.
        """
        if not (math.isfinite(self.slope) and math.isfinite(self.intercept) and self.slope > 0):
            return False
        end = logit(_MOST)
        # Where the corrected log-odds reach the ends of the scale.
        low, high = ((edge - self.intercept) / self.slope for edge in (-end, end))
        kept = min(high, end) - max(low, -end)
        needed = _KEPT * 2 * end
        return kept >= needed and kept * self.slope >= needed


Corrections = Mapping[str, Correction]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A verdict on a translation of some confidence, and how much it counts."""

    confidence: float
    right: bool
    weight: float = 1.0


def logit(probability: float) -> float:
    """Log-odds, of what is no nearer to 0 or 1 than a confidence can be."""
    kept = min(max(probability, _LEAST), _MOST)
    return math.log(kept / (1 - kept))


def fit(verdicts: Sequence[Weighed]) -> Correction:
    """The line under which the verdicts are most likely, of both kinds and with some weight.

    By Newton's method with backtracking on Platt's smoothed targets (Lin, Lin and Weng 2007, "A
    note on Platt's probabilistic outputs for support vector machines"), from the line that changes
    nothing.
    """
    points = _points(verdicts)
    slope, intercept = 1.0, 0.0
    loss = _loss(points, slope, intercept)
    for _ in range(_STEPS):
        down_slope, down_intercept = _newton_step(points, slope, intercept)
        if max(abs(down_slope), abs(down_intercept)) < _SMALL:
            break
        share = 1.0
        for _ in range(_HALVINGS):
            tried = slope + share * down_slope, intercept + share * down_intercept
            new_loss = _loss(points, *tried)
            if new_loss < loss:
                break
            share /= 2
        else:
            break
        (slope, intercept), loss = tried, new_loss
    return Correction(slope, intercept)


def gain(verdicts: Sequence[Weighed], correction: Correction) -> float:
    """How much likelier the verdicts are under the line than under one confidence for all of them.

    Twice the difference of log-likelihoods, by weight: a likelihood ratio for the slope, which a
    chi-squared distribution of one degree of freedom has where the confidence says nothing.
    """
    points = _points(verdicts)
    total = sum(weight for _, _, weight in points)
    alike = logit(sum(target * weight for _, target, weight in points) / total)
    return 2 * (_loss(points, 0.0, alike) - _loss(points, correction.slope, correction.intercept))


def corrected(coefficients: Coefficients, corrections: Corrections) -> Coefficients:
    """Coefficients whose quantiles and thresholds are in corrected confidences.

    As many messages lie above a corrected threshold as above the threshold, and the same ones. A
    direction without a curve of its own gets the common quantiles, but no counts: none of its
    messages was counted.
    """
    curves = dict(coefficients.curves)
    for direction, correction in corrections.items():
        curve = coefficients.curve(direction)
        counted = curve.counted if direction in coefficients.curves else ()
        curves[direction] = msgspec.structs.replace(
            curve,
            quantiles=tuple(map(correction.apply, curve.quantiles)),
            counted=corrected_rows(counted, correction),
        )
    return msgspec.structs.replace(coefficients, curves=curves)


def corrected_rows(rows: Iterable[Counted], correction: Correction) -> tuple[Counted, ...]:
    """Counts along thresholds, with these corrected."""
    return tuple(
        msgspec.structs.replace(row, threshold=correction.apply(row.threshold)) for row in rows
    )


def _points(verdicts: Sequence[Weighed]) -> list[tuple[float, float, float]]:
    """(log-odds of the confidence, Platt's smoothed target, weight) of each."""
    right = sum(one.weight for one in verdicts if one.right)
    wrong = sum(one.weight for one in verdicts if not one.right)
    high, low = (right + 1) / (right + 2), 1 / (wrong + 2)
    return [(logit(one.confidence), high if one.right else low, one.weight) for one in verdicts]


def _loss(points: Sequence[tuple[float, float, float]], slope: float, intercept: float) -> float:
    """Cross entropy, without overflow."""
    total = 0.0
    for x, target, weight in points:
        score = slope * x + intercept
        total += weight * (max(score, 0.0) - score * target + math.log1p(math.exp(-abs(score))))
    return total


def _newton_step(
    points: Sequence[tuple[float, float, float]], slope: float, intercept: float
) -> tuple[float, float]:
    """Minus the inverse Hessian times the gradient; the ridge keeps it invertible."""
    gradient_slope = gradient_intercept = 0.0
    ss, si, ii = _RIDGE, 0.0, _RIDGE
    for x, target, weight in points:
        probability = logistic(slope * x + intercept)
        error = weight * (probability - target)
        curvature = weight * probability * (1 - probability)
        gradient_slope += error * x
        gradient_intercept += error
        ss += curvature * x * x
        si += curvature * x
        ii += curvature
    determinant = ss * ii - si * si
    return (
        -(ii * gradient_slope - si * gradient_intercept) / determinant,
        -(ss * gradient_intercept - si * gradient_slope) / determinant,
    )
