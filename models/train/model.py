"""The network: a small pre-norm Transformer with a deep encoder and a shallow decoder.

RMSNorm (Zhang and Sennrich, 2019), SwiGLU feed-forward (Shazeer, 2020), rotary positions
(Su et al., 2021), no biases, one embedding matrix for both sides and the output: every part has
its like in CTranslate2's specification, so the export copies weights and changes none.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

ROTARY_BASE = 10_000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network; `feed_forward` is the width of the gated hidden layer."""

    vocabulary: int = 8000
    width: int = 256
    heads: int = 4
    feed_forward: int = 704
    encoder_layers: int = 6
    decoder_layers: int = 2

    @property
    def head_width(self) -> int:
        return self.width // self.heads


def rotary_tables(length: int, head_width: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines, each [length, head_width], in the half-split layout."""
    frequencies = ROTARY_BASE ** (-torch.arange(0, head_width, 2).float() / head_width)
    angles = torch.outer(torch.arange(length).float(), frequencies)
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, tables: tuple[Tensor, Tensor]) -> Tensor:
    """Apply rotary positions to [batch, heads, length, head_width]."""
    cosines, sines = (table[: x.shape[2]].to(x.dtype) for table in tables)
    first, second = x.chunk(2, dim=-1)
    return x * cosines + torch.cat((-second, first), dim=-1) * sines


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    """Scaled dot-product attention, [batch, heads, length, head_width]; causal without a mask.

    torch's fused kernel is made for long sequences: on a CPU, over the dozen pieces of a chat line
    in bfloat16, the plain products take a fifth of its time, forward and backward.
    """
    if query.device.type != "cpu":
        causal = mask is None
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    if mask is None:
        length = scores.shape[-1]
        mask = torch.ones(length, length, dtype=torch.bool, device=query.device).tril()
    return scores.masked_fill(~mask, -1e4).softmax(dim=-1).to(value.dtype) @ value


class Attention(nn.Module):
    """Multi-head attention; `memory` makes it attend to the encoder, without positions."""

    def __init__(self, shape: Shape, *, cross: bool = False) -> None:
        super().__init__()
        self.shape = shape
        self.norm = nn.RMSNorm(shape.width, eps=1e-5)
        width = shape.width
        if cross:
            self.query = nn.Linear(width, width, bias=False)
            self.key_value = nn.Linear(width, 2 * width, bias=False)
        else:
            self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.output = nn.Linear(width, width, bias=False)

    def forward(
        self,
        x: Tensor,
        tables: tuple[Tensor, Tensor],
        mask: Tensor | None = None,
        memory: Tensor | None = None,
    ) -> Tensor:
        def split(projected: Tensor) -> Tensor:
            return projected.unflatten(-1, (self.shape.heads, self.shape.head_width)).transpose(
                1, 2
            )

        normed = self.norm(x)
        if memory is None:
            query, key, value = (
                split(part) for part in self.query_key_value(normed).chunk(3, dim=-1)
            )
            query, key = rotate(query, tables), rotate(key, tables)
        else:
            query = split(self.query(normed))
            key, value = (split(part) for part in self.key_value(memory).chunk(2, dim=-1))
        mixed = attend(query, key, value, mask)
        return x + self.output(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(shape.width, eps=1e-5)
        self.gate_up = nn.Linear(shape.width, 2 * shape.feed_forward, bias=False)
        self.down = nn.Linear(shape.feed_forward, shape.width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        gate, up = self.gate_up(self.norm(x)).chunk(2, dim=-1)
        return x + self.down(F.silu(gate) * up)


class EncoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.feed_forward = FeedForward(shape)

    def forward(self, x: Tensor, tables: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        return self.feed_forward(self.attention(x, tables, mask))


class DecoderLayer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = Attention(shape)
        self.cross_attention = Attention(shape, cross=True)
        self.feed_forward = FeedForward(shape)

    def forward(
        self, x: Tensor, tables: tuple[Tensor, Tensor], memory: Tensor, mask: Tensor
    ) -> Tensor:
        x = self.attention(x, tables)
        return self.feed_forward(self.cross_attention(x, tables, mask, memory))


class Translator(nn.Module):
    """Encoder and decoder over one tied embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.encoder = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))
        self.encoder_norm = nn.RMSNorm(shape.width, eps=1e-5)
        self.decoder = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.decoder_norm = nn.RMSNorm(shape.width, eps=1e-5)
        cosines, sines = rotary_tables(512, shape.head_width)
        self.register_buffer("cosines", cosines, persistent=False)
        self.register_buffer("sines", sines, persistent=False)
        self._initialise()

    def _initialise(self) -> None:
        nn.init.normal_(self.embedding.weight, std=self.shape.width**-0.5)
        # The residual stream carries the previous piece, whose embedding is its output row as well:
        # a full gain would begin by predicting that piece again with a logit of sqrt(width).
        nn.init.constant_(self.decoder_norm.weight, 0.2)
        depth = self.shape.encoder_layers + self.shape.decoder_layers
        for name, parameter in self.named_parameters():
            if parameter.ndim == 2 and "embedding" not in name:
                nn.init.xavier_uniform_(parameter)
                if name.endswith(("output.weight", "down.weight")):
                    # Residual branches start small, so that depth does not blow up the variance.
                    parameter.data.mul_(depth**-0.5)

    def forward(self, source: Tensor, source_mask: Tensor, target: Tensor) -> Tensor:
        """Hidden states [batch, target length, width] before the output projection.

        Args:
            source: piece ids, [batch, source length].
            source_mask: True where a piece is, [batch, source length].
            target: piece ids shifted right, [batch, target length].
        """
        tables = (self.cosines, self.sines)
        mask = source_mask[:, None, None, :]
        scale = self.shape.width**0.5
        x = self.embedding(source) * scale
        for layer in self.encoder:
            x = layer(x, tables, mask)
        memory = self.encoder_norm(x)
        y = self.embedding(target) * scale
        for layer in self.decoder:
            y = layer(y, tables, memory, mask)
        return self.decoder_norm(y)
