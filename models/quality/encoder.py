"""The encoder of the second look: the translation model's first layers and a head a theme."""

import copy
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
import torch
from ctranslate2.specs import transformer_spec
from export import encoder_spec, set_attention, set_feed_forward
from model import Translator
from net_examples import COMMITMENT
from net_examples import THEMES as ALL_THEMES
from restore import put, put_encoder_layer, variables
from torch import Tensor, nn

from parley.engine.catalog import digest_of
from parley.engine.classifier import CARD, HEADS, MODEL, PIECES

# Few lines are labelled for what only agents say; the linear classifier does that alone.
THEMES = tuple(theme for theme in ALL_THEMES if theme != COMMITMENT)
_DROPOUT = 0.1
# Log-odds to begin with: few lines are about any theme.
_BIAS = -4.0


class ThemeEncoder(nn.Module):
    """Log-odds of every theme for a text, by attention pooling over what its pieces say."""

    def __init__(self, translator: Translator, layers: int) -> None:
        super().__init__()
        self.shape = translator.shape
        self.embedding = translator.embedding
        self.layers = nn.ModuleList(translator.encoder[:layers])
        self.norm = translator.encoder_norm
        for name in ("cosines", "sines"):
            self.register_buffer(name, getattr(translator, name), persistent=False)
        self.says = nn.Linear(self.shape.width, len(THEMES))
        self.attends = nn.Linear(self.shape.width, len(THEMES), bias=False)
        nn.init.normal_(self.says.weight, std=0.02)
        nn.init.constant_(self.says.bias, _BIAS)
        nn.init.zeros_(self.attends.weight)
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Log-odds, [batch, themes].

        Args:
            pieces: ids with the end of the sentence, [batch, length].
            mask: True where a piece is, [batch, length].
        """
        x = self.dropout(self.embedding(pieces) * self.shape.width**0.5)
        for layer in self.layers:
            x = layer(x, (self.cosines, self.sines), mask[:, None, None, :])
        hidden = self.dropout(self.norm(x))
        weights = self.attends(hidden).masked_fill(~mask[:, :, None], -1e4).softmax(dim=1)
        return (weights * self.says(hidden)).sum(dim=1)


def read(model: ThemeEncoder, folder: Path) -> None:
    """Put the weights into a model of the same shape that `write` wrote into `folder`."""
    found = variables(folder / MODEL)
    put(model.embedding.weight, found, "encoder/embeddings_0/weight")
    put(model.norm.weight, found, "encoder/layer_norm/gamma")
    for index, layer in enumerate(model.layers):
        put_encoder_layer(layer, found, f"encoder/layer_{index}")
    heads = np.load(folder / HEADS, allow_pickle=False)
    for parameter, name in (
        (model.says.weight, "says"), (model.says.bias, "bias"), (model.attends.weight, "attends"),
    ):  # fmt: skip
        parameter.data.copy_(torch.from_numpy(heads[name].T))


class _Converter(ctranslate2.converters.Converter):
    def __init__(self, model: ThemeEncoder, tokens: Sequence[str]) -> None:
        self._model = model
        self._tokens = list(tokens)

    def _load(self) -> transformer_spec.TransformerEncoderModelSpec:
        model = self._model
        encoder = encoder_spec(model.shape, len(model.layers))
        encoder.embeddings[0].weight = model.embedding.weight.detach().numpy()
        encoder.layer_norm.gamma = model.norm.weight.detach().numpy()
        for layer, source in zip(encoder.layer, model.layers, strict=True):
            set_attention(layer.self_attention, source.attention, cross=False)
            set_feed_forward(layer.ffn, source.feed_forward)
        spec = transformer_spec.TransformerEncoderModelSpec(encoder)
        spec.config.layer_norm_epsilon = 1e-5
        spec.config.unk_token = "<unk>"
        spec.register_vocabulary(self._tokens)
        return spec


def write(model: ThemeEncoder, vocabulary: Path, folder: Path) -> None:
    """Write what `parley.engine.classifier` reads: int8 weights, pieces, heads and their card."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    tokens = [pieces.id_to_piece(index) for index in range(pieces.vocab_size())]
    # CTranslate2 rounds the arrays that it is given in place.
    _Converter(copy.deepcopy(model), tokens).convert(str(folder), quantization="int8", force=True)
    shutil.copy(vocabulary, folder / PIECES)
    arrays = {
        "says": model.says.weight.detach().numpy().T,
        "bias": model.says.bias.detach().numpy(),
        "attends": model.attends.weight.detach().numpy().T,
    }
    np.savez(folder / HEADS, allow_pickle=False, **arrays)
    digests = {name: digest_of(folder / name) for name in (MODEL, PIECES, HEADS, "vocabulary.json")}
    card = {"sha256": digests, "themes": THEMES}
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
