"""Confidence where nothing was fitted: the model's own probability of what it wrote."""

import math

from parley.domain.ports import Evidence

# Seven tenths of the mean log-probability and three of that of the lowest fifth of the tokens are
# 1.4 times the mean on the shipped model's dev sets (1.3 to 1.7 in eight lines of ten).
DRAWN_DOWN = 1.4


class Uncalibrated:
    """A ConfidenceEstimator: the geometric mean of the tokens' probabilities, drawn down.

    Mean token log-probability is the strongest single signal that an engine gives (.41 Pearson
    over six MLQE pairs; Fomicheva et al. 2020, "Unsupervised Quality Estimation for NMT"). A text
    is as good as its worst words, which are less probable than the mean: hence as far down as they
    lie. It ranks; it is no probability.
    """

    def confidence(self, evidence: Evidence) -> float:
        mean = evidence.hypothesis.mean_log_prob
        return 0.0 if mean is None else math.exp(DRAWN_DOWN * mean)
