"""How far a translation can be trusted, from the model's own token probabilities.

A first version: the geometric mean of the token probabilities of the weakest segment, pulled
down by its least certain tokens. Mean token log-probability is the strongest single signal that
an engine gives (QE shared tasks; .41 Pearson over six MLQE pairs); the low tail is where a
single wrong word in a fluent sentence shows.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from parley.domain.ports import Hypothesis, ScoredToken

# A token less probable than this is marked for the reviewer.
_UNSURE_PROBABILITY = 0.15
# Share of the tokens that make the low tail, and its weight against the mean of all.
_TAIL_SHARE = 0.2
_TAIL_WEIGHT = 0.3
# Marked tokens with no more than this between them are one span.
_BRIDGE = 1


def segment_confidence(hypothesis: Hypothesis) -> float:
    """Confidence in one segment, in 0..1; 0 for an empty hypothesis."""
    if not hypothesis.tokens:
        return 0.0
    log_probs = sorted([*(t.log_prob for t in hypothesis.tokens), hypothesis.end_log_prob])
    mean = sum(log_probs) / len(log_probs)
    tail = log_probs[: max(1, round(len(log_probs) * _TAIL_SHARE))]
    low = sum(tail) / len(tail)
    return math.exp((1 - _TAIL_WEIGHT) * mean + _TAIL_WEIGHT * low)


def message_confidence(hypotheses: Sequence[Hypothesis]) -> float:
    """Confidence in a message: that of its weakest segment, since one is enough to mislead."""
    return min(map(segment_confidence, hypotheses), default=1.0)


def unsure_spans(hypothesis: Hypothesis) -> list[tuple[int, int]]:
    """Half-open ranges of the hypothesis, in code points, that the model was unsure of."""
    if not hypothesis.spans_hold:
        return []
    limit = math.log(_UNSURE_PROBABILITY)
    unsure = [
        (token.start, token.end)
        for token in _words(hypothesis)
        if token.log_prob < limit and token.end > token.start
    ]
    if not unsure:
        return []
    merged = [unsure[0]]
    for (_, before_end), (start, end) in pairwise(unsure):
        if start - before_end <= _BRIDGE:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _words(hypothesis: Hypothesis) -> list[ScoredToken]:
    """Tokens joined to words: a reviewer reads words, and half of one helps nobody."""
    words: list[ScoredToken] = []
    for token in hypothesis.tokens:
        surface = hypothesis.text[token.start : token.end]
        lead = len(surface) - len(surface.lstrip())
        begins_word = lead > 0 or token.start == 0 or not words
        if begins_word or not surface.strip():
            words.append(ScoredToken(token.start + lead, token.end, token.log_prob))
        else:
            last = words[-1]
            words[-1] = ScoredToken(last.start, token.end, min(last.log_prob, token.log_prob))
    return words
