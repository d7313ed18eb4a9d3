"""Means of weights: of several moments of a training, and of a model and what it became."""

from collections.abc import Sequence

import torch
from model import Translator


def blended(before: Translator, after: Translator, share: float) -> Translator:
    """A model whose every weight lies `share` of the way from `before` to `after`, which it alters.

    A few million tokens at a high rate teach what is new and unsettle what was known; on the
    straight line between both, weights are often better than at either end (Wortsman et al.,
    Robust fine-tuning of zero-shot models, 2022).

    Raises:
        ValueError: the models differ in shape, or `share` is not within 0 and 1.
    """
    if before.shape != after.shape:
        raise ValueError(f"a model of {before.shape} has no weights like one of {after.shape}")
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} does not lie between the models")
    with torch.no_grad():
        for old, new in zip(before.parameters(), after.parameters(), strict=True):
            new.copy_((1 - share) * old + share * new)
    return after


def averaged(models: Sequence[Translator]) -> Translator:
    """The mean of the models' weights, in the first of them, which it alters.

    Along one training it lies nearer to the bottom than any of its moments (Izmailov et al.,
    Averaging weights leads to wider optima, 2018).

    Raises:
        ValueError: the models differ in shape.
    """
    mean = models[0]
    for count, model in enumerate(models[1:], start=2):
        blended(model, mean, 1 - 1 / count)
    return mean
