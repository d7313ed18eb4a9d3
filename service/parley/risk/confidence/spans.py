"""Which words of a translation the model was unsure of."""

import math
from itertools import pairwise

from parley.domain.ports import Hypothesis, ScoredToken

# A token less probable than this is marked for the reviewer.
_UNSURE_PROBABILITY = 0.15
# Marked tokens with no more than this between them are one span.
_BRIDGE = 1


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
