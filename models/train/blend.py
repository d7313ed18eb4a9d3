"""Weights between a model and what a short training made of it."""

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
