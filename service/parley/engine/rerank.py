"""Which of the hypotheses that a beam search ended with becomes the translation."""

from collections.abc import Sequence
from typing import Protocol

from parley.engine.formats import Encoded


class Faithfulness(Protocol):
    """What the engine cannot see in its own probabilities: how far two texts say the same."""

    def penalties(
        self,
        source: str,
        translations: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> list[float]:
        """What to take off each translation's mean log-probability, 0 or more, [translations].

        Languages are primary tags. Called from the engine's threads.
        """


def ranked(
    texts: Sequence[str],
    scores: Sequence[float],
    source: Encoded,
    faithfulness: Faithfulness,
) -> list[int]:
    """Indices of a source's hypotheses, the one to take first.

    A hypothesis is worth its score less its penalty (quality-aware decoding by reranking an n-best
    list: Fernandes et al. 2022, "Quality-Aware Decoding for Neural Machine Translation"). Those
    that could not overtake the first one even without a penalty are not looked at, and stay in
    the engine's order after the others.

    Args:
        texts: hypotheses without control tokens, best first for the engine.
        scores: their mean log-probabilities.
    """
    first = scores[0] - faithfulness.penalties(source.segment, texts[:1], *source.languages)[0]
    rivals = [index for index in range(1, len(texts)) if scores[index] > first]
    if not rivals:
        return list(range(len(texts)))
    others = [texts[index] for index in rivals]
    penalties = faithfulness.penalties(source.segment, others, *source.languages)
    worth = {0: first}
    worth |= {
        index: scores[index] - penalty for index, penalty in zip(rivals, penalties, strict=True)
    }
    looked_at = sorted(worth, key=lambda index: -worth[index])
    return looked_at + [index for index in range(len(texts)) if index not in worth]
