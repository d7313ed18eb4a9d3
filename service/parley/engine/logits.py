"""Token probabilities from what a search saw, without a second pass."""

from collections.abc import Sequence

import ctranslate2
import numpy as np


def greedy_log_probs(logits: Sequence[ctranslate2.StorageView]) -> list[float]:
    """Natural logarithms of what a greedy search took, from each step's logits [vocabulary].

    The token taken is the likeliest, so its logit need not be looked up: log softmax at the
    maximum is minus the logarithm of the sum of exp(logit - maximum).
    """
    steps = np.array([np.asarray(step) for step in logits], dtype=np.float32)
    steps -= steps.max(axis=1, keepdims=True)
    np.exp(steps, out=steps)
    found: list[float] = (-np.log(steps.sum(axis=1))).tolist()
    return found
