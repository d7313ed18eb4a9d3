"""A shipped model back to weights that training can go on from.

CTranslate2 reads its files but does not hand out what is in them. The layout, as its converter
writes it (binary version 6): version, specification's name and revision, then each variable as
name, shape, type and bytes, then aliases; strings carry their length and a closing zero, numbers
are little-endian. An int8 matrix has a scale a row in a variable of its own.
"""

import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from model import Attention, EncoderLayer, FeedForward, Shape, Translator

_VERSION = 6
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)

Variables = Mapping[str, np.ndarray]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def number(self, code: str) -> int:
        """One little-endian number of a `struct` code."""
        (value,) = struct.unpack_from(f"<{code}", self._data, self._position)
        self._position += struct.calcsize(code)
        return value

    def take(self, size: int) -> bytes:
        """The next bytes."""
        part = self._data[self._position : self._position + size]
        self._position += size
        return part

    def text(self) -> str:
        """One string."""
        return self.take(self.number("H")).rstrip(b"\0").decode()


def variables(model_file: Path) -> dict[str, np.ndarray]:
    """Every variable of a model by name, int8 matrices dequantised.

    Raises:
        ValueError: the file is of another binary version.
    """
    reader = _Reader(model_file.read_bytes())
    if reader.number("I") != _VERSION:
        raise ValueError(f"{model_file} is not of CTranslate2's binary version {_VERSION}")
    reader.text()
    reader.number("I")
    found: dict[str, np.ndarray] = {}
    for _ in range(reader.number("I")):
        name = reader.text()
        shape = [reader.number("I") for _ in range(reader.number("B"))]
        kind = _TYPES[reader.number("B")]
        found[name] = np.frombuffer(reader.take(reader.number("I")), kind).reshape(shape)
    for name in [name for name in found if f"{name}_scale" in found]:
        found[name] = found[name].astype(np.float32) / found[f"{name}_scale"][:, None]
    return found


def _size(found: dict[str, np.ndarray]) -> Shape:
    # One of the names is that of the norm after the layers.
    def layers(side: str) -> int:
        return len({name.split("/")[1] for name in found if name.startswith(f"{side}/layer_")}) - 1

    vocabulary, width = found["decoder/embeddings/weight"].shape
    return Shape(
        vocabulary=vocabulary,
        width=width,
        heads=int(found["encoder/num_heads"]),
        feed_forward=len(found["encoder/layer_0/ffn/linear_0/weight"]),
        encoder_layers=layers("encoder"),
        decoder_layers=layers("decoder"),
    )


def restore(folder: Path) -> Translator:
    """The model that `export` wrote into `folder`, in float32 and ready to train.

    Raises:
        ValueError: not a model of this recipe.
    """
    found = variables(folder / "model.bin")
    model = Translator(_size(found))
    put(model.embedding.weight, found, "decoder/embeddings/weight")
    put(model.encoder_norm.weight, found, "encoder/layer_norm/gamma")
    put(model.decoder_norm.weight, found, "decoder/layer_norm/gamma")
    for index, layer in enumerate(model.encoder):
        put_encoder_layer(layer, found, f"encoder/layer_{index}")
    for index, layer in enumerate(model.decoder):
        name = f"decoder/layer_{index}"
        _put_attention(layer.attention, found, f"{name}/self_attention")
        _put_attention(layer.cross_attention, found, f"{name}/attention", cross=True)
        _put_feed_forward(layer.feed_forward, found, f"{name}/ffn")
    return model


def put(parameter: torch.Tensor, found: Variables, *names: str) -> None:
    """Fill a parameter with the variables of those names, one below the other."""
    parts = [torch.from_numpy(found[name].copy()) for name in names]
    parameter.data.copy_(torch.cat(parts))


def put_encoder_layer(layer: EncoderLayer, found: Variables, name: str) -> None:
    """Fill a layer of an encoder with the variables of the layer of that name."""
    _put_attention(layer.attention, found, f"{name}/self_attention")
    _put_feed_forward(layer.feed_forward, found, f"{name}/ffn")


def _put_attention(module: Attention, found: Variables, name: str, *, cross: bool = False) -> None:
    put(module.norm.weight, found, f"{name}/layer_norm/gamma")
    linears = (
        (module.query, module.key_value, module.output)
        if cross
        else (module.query_key_value, module.output)
    )
    for index, linear in enumerate(linears):
        put(linear.weight, found, f"{name}/linear_{index}/weight")


def _put_feed_forward(module: FeedForward, found: Variables, name: str) -> None:
    put(module.norm.weight, found, f"{name}/layer_norm/gamma")
    put(module.gate_up.weight, found, f"{name}/linear_0/weight", f"{name}/linear_0_noact/weight")
    put(module.down.weight, found, f"{name}/linear_1/weight")
