"""How much of what was meant arrives in a translation, told by what people wrote instead."""

from collections.abc import Iterable, Sequence

import numpy as np

from parley.risk.confidence.lexicon import Lexicon, stems
from parley.text.similarity import chrf

# Two words are forms of one where they begin alike.
_SAME_LETTERS = 5
# Below this our model's own translation counts as wrong: the reader's major or critical, on 72% of
# 432 translations that were not tested on (kappa 0.42). Bounds from 0.3 to 0.7 agree on no more
# than 73% (0.43), and this one leaves as many wrong as the reader did, give or take four in a
# hundred.
WRONG_BELOW = 0.6
# And below this, as critical: on 75% of the same translations (kappa 0.32, no bound has a higher
# one). It calls 23% of them critical, the reader 26%.
CRITICAL_BELOW = 0.4


def adequacy(translation: str, references: Iterable[str], language: str, lexicon: Lexicon) -> float:
    """Likeness to the most like of some references, 0..1.

    The mean of sentence chrF and of the F1 of words, where rare words count more and forms of a
    word count as one: chrF alone forgives that one word is another of like letters, "trout" for
    "trunk", and punishes what is said otherwise.
    """
    return max(
        (chrf(translation, r) + _f1(translation, r, language, lexicon)) / 2 for r in references
    )


def _f1(translation: str, reference: str, language: str, lexicon: Lexicon) -> float:
    made, meant = stems(translation), stems(reference)
    if not made or not meant:
        return float(made == meant)
    precision = _found(made, meant, language, lexicon)
    recall = _found(meant, made, language, lexicon)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _found(words: Sequence[str], among: Sequence[str], language: str, lexicon: Lexicon) -> float:
    """The share of the words that are among others, rare words counting more."""
    known = {word[:_SAME_LETTERS] for word in among}
    weights = lexicon.rarity(words, language)
    found = np.array([word[:_SAME_LETTERS] in known for word in words])
    return float((weights * found).sum() / max(weights.sum(), 1e-9))
