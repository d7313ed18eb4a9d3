"""Weights to an int8 CTranslate2 model, ready for the catalogue."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import sentencepiece
import torch
from blend import averaged, blended
from ctranslate2.specs import common_spec, transformer_spec
from model import ROTARY_BASE, Attention, FeedForward, Shape, Translator
from train import load, restored


def encoder_spec(shape: Shape, layers: int) -> transformer_spec.TransformerEncoderSpec:
    """An empty encoder of this architecture."""
    return _spec(transformer_spec.TransformerEncoderSpec, shape, layers)


def _spec(kind: type, shape: Shape, layers: int) -> object:
    return kind(
        layers,
        shape.heads,
        pre_norm=True,
        activation=common_spec.Activation.SWISH,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=shape.head_width,
        rotary_interleave=False,
        rotary_base=ROTARY_BASE,
        head_dim=shape.head_width,
    )


def set_attention(spec: object, module: Attention, *, cross: bool) -> None:
    """Copy the weights of an attention."""
    spec.layer_norm.gamma = module.norm.weight.detach().numpy()
    weights = (
        (module.query, module.key_value, module.output)
        if cross
        else (module.query_key_value, module.output)
    )
    for linear, source in zip(spec.linear, weights, strict=True):
        linear.weight = source.weight.detach().numpy()


def set_feed_forward(spec: object, module: FeedForward) -> None:
    """Copy the weights of a gated feed-forward."""
    spec.layer_norm.gamma = module.norm.weight.detach().numpy()
    gate, up = module.gate_up.weight.detach().chunk(2, dim=0)
    spec.linear_0.weight = gate.contiguous().numpy()
    spec.linear_0_noact.weight = up.contiguous().numpy()
    spec.linear_1.weight = module.down.weight.detach().numpy()


class _Converter(ctranslate2.converters.Converter):
    """Feeds our weights to CTranslate2's own conversion and quantisation."""

    def __init__(self, model: Translator, tokens: list[str]) -> None:
        self._model = model
        self._tokens = tokens

    def _load(self) -> transformer_spec.TransformerSpec:
        model = self._model
        shape = model.shape
        encoder = encoder_spec(shape, shape.encoder_layers)
        decoder = _spec(transformer_spec.TransformerDecoderSpec, shape, shape.decoder_layers)
        embedding = model.embedding.weight.detach().numpy()
        encoder.embeddings[0].weight = embedding
        encoder.layer_norm.gamma = model.encoder_norm.weight.detach().numpy()
        for layer, source in zip(encoder.layer, model.encoder, strict=True):
            set_attention(layer.self_attention, source.attention, cross=False)
            set_feed_forward(layer.ffn, source.feed_forward)
        decoder.embeddings.weight = embedding
        decoder.projection.weight = embedding
        decoder.layer_norm.gamma = model.decoder_norm.weight.detach().numpy()
        for layer, source in zip(decoder.layer, model.decoder, strict=True):
            set_attention(layer.self_attention, source.attention, cross=False)
            set_attention(layer.attention, source.cross_attention, cross=True)
            set_feed_forward(layer.ffn, source.feed_forward)
        spec = transformer_spec.TransformerSpec(encoder, decoder)
        spec.config.layer_norm_epsilon = 1e-5
        spec.config.add_source_eos = True
        spec.config.decoder_start_token = "<s>"
        spec.config.unk_token = "<unk>"
        spec.register_source_vocabulary(self._tokens)
        spec.register_target_vocabulary(self._tokens)
        return spec


def _enter_digests(catalog: Path, digests: dict[str, str]) -> None:
    """Write the files' digests into the catalogue's only `[model.sha256]` table."""
    head, table, _ = catalog.read_text(encoding="utf-8").partition("[model.sha256]\n")
    if not table:
        raise ValueError(f"{catalog} has no [model.sha256] table")
    lines = "".join(f'"{name}" = "{digest}"\n' for name, digest in sorted(digests.items()))
    catalog.write_text(head + table + lines, encoding="utf-8")


def export(
    work: Path,
    checkpoints: Sequence[Path],
    output: Path,
    catalog: Path | None = None,
    *,
    before: Path | None = None,
    share: float = 1.0,
) -> None:
    """Write the int8 model and its vocabulary, and enter their digests in the catalogue.

    Args:
        checkpoints: of which the mean is written; the last one says how far the training is.
        before: a shipped model's folder; the weights written lie between its and that mean.
        share: how far from the former to the latter.
    """
    loaded = [load(checkpoint, torch.device("cpu")) for checkpoint in checkpoints]
    model, state = averaged([model for model, _ in loaded]), loaded[-1][1]
    if before is not None:
        model = blended(restored(work, before), model, share)
    vocabulary = work / "vocabulary.model"
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    tokens = [pieces.id_to_piece(index) for index in range(pieces.vocab_size())]
    _Converter(model, tokens).convert(str(output), quantization="int8", force=True)
    shutil.copy(vocabulary, output / "vocabulary.model")
    files = sorted(output.iterdir())
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    if catalog is not None:
        _enter_digests(catalog, digests)
    size = sum(file.stat().st_size for file in files)
    print(f"{size:,} bytes, step {state['step']:,}, {state['tokens']:,} target tokens")
