"""More layers for a trained model, which translates as it did until it has learnt to use them."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import cast

from model import Attention, EncoderLayer, Translator
from torch import nn


def deepened(model: Translator, encoder_layers: int) -> Translator:
    """The model with so many encoder layers, the new ones spread evenly among the old.

    A new layer is a copy of the one before it whose outputs are zero, so that the residual stream
    passes through unchanged (block expansion: Wu et al., LLaMA Pro, 2024).

    Raises:
        ValueError: the model has more layers than that.
    """
    have = model.shape.encoder_layers
    if encoder_layers < have:
        raise ValueError(f"the model has {have} encoder layers, more than {encoder_layers}")
    deeper = Translator(replace(model.shape, encoder_layers=encoder_layers))
    deeper.embedding = model.embedding
    deeper.encoder = nn.ModuleList(_layers(model, encoder_layers))
    deeper.encoder_norm = model.encoder_norm
    deeper.decoder = model.decoder
    deeper.decoder_norm = model.decoder_norm
    return deeper.to(model.embedding.weight.device)


def _layers(model: Translator, wanted: int) -> Iterator[EncoderLayer]:
    have = model.shape.encoder_layers
    for index in range(have):
        layer = cast("EncoderLayer", model.encoder[index])
        yield layer
        for _ in range((index + 1) * wanted // have - index * wanted // have - 1):
            yield _silent(layer)


def _silent(layer: EncoderLayer) -> EncoderLayer:
    copy = deepcopy(layer)
    for part in (copy.attention, copy.feed_forward):
        last = part.output if isinstance(part, Attention) else part.down
        nn.init.zeros_(last.weight)
    return copy
