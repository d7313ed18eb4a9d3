"""Confidence where nothing was fitted: the model's own token probabilities, as they are."""

import math

from parley.domain.ports import Evidence

# Share of the tokens that make the low tail, and its weight against the mean of all.
_TAIL_SHARE = 0.2
_TAIL_WEIGHT = 0.3


class Uncalibrated:
    """A ConfidenceEstimator: the geometric mean, pulled down by the least certain tokens.

    Mean token log-probability is the strongest single signal that an engine gives (.41 Pearson
    over six MLQE pairs; Fomicheva et al. 2020, "Unsupervised Quality Estimation for NMT"); the low
    tail is where a single wrong word in a fluent sentence shows. It ranks; it is no probability.
    """

    def confidence(self, evidence: Evidence) -> float:
        hypothesis = evidence.hypothesis
        if not hypothesis.tokens:
            return 0.0
        log_probs = sorted([*(t.log_prob for t in hypothesis.tokens), hypothesis.end_log_prob])
        mean = sum(log_probs) / len(log_probs)
        tail = log_probs[: max(1, round(len(log_probs) * _TAIL_SHARE))]
        low = sum(tail) / len(tail)
        return math.exp((1 - _TAIL_WEIGHT) * mean + _TAIL_WEIGHT * low)
