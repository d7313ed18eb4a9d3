"""Token arrays to padded batches: weighted draws, length buckets, placeholders shuffled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from languages import LANGUAGES, PLACEHOLDERS, REGISTERS, language_token
from torch import Tensor

BOS, EOS, PAD = 1, 2, 3
COLUMNS = ("language", "register", "weight", "conversational")
# While the rate decays the model settles: on conversations more than on anything else.
OTHER_SHARE_AT_LAST = 0.3
# Draws that fall on distilled examples, where there are any.
_DISTILLED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids: `source` [batch, s], `target_in` and `target_out` [batch, t]."""

    source: Tensor
    target_in: Tensor
    target_out: Tensor

    @property
    def target_tokens(self) -> int:
        return int((self.target_out != PAD).sum())


def write_examples(
    path: Path,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    **columns: np.ndarray,
) -> None:
    """Write piece ids by example, and one value an example of every column in `COLUMNS`."""

    def flat(rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
        offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        return np.concatenate([np.array(row, dtype=np.uint16) for row in rows]), offsets

    source_pieces, source_offsets = flat(sources)
    target_pieces, target_offsets = flat(targets)
    np.savez(
        path,
        source_pieces=source_pieces,
        source_offsets=source_offsets,
        target_pieces=target_pieces,
        target_offsets=target_offsets,
        **columns,
    )


class Examples:
    """The prepared arrays and how to draw from them."""

    def __init__(self, work: Path, seed: int, *, distilled: bool = True) -> None:
        """Read `examples.npz`, and `distilled.npz` where it is there and `distilled` is set."""
        self._arrays = _read(work / "examples.npz")
        if distilled and (work / "distilled.npz").exists():
            self._arrays = _joined(self._arrays, _read(work / "distilled.npz"))
        self._random = np.random.default_rng(seed)
        vocabulary = sentencepiece.SentencePieceProcessor(model_file=str(work / "vocabulary.model"))
        self.vocabulary_size = vocabulary.vocab_size()
        self._language_ids = np.array(
            [vocabulary.piece_to_id(language_token(x)) for x in LANGUAGES]
        )
        self._register_ids = [vocabulary.piece_to_id(r) if r else None for r in REGISTERS]
        self._placeholder_ids = np.array([vocabulary.piece_to_id(p) for p in PLACEHOLDERS])
        self._source_lengths = np.diff(self._arrays["source_offsets"])
        self._target_lengths = np.diff(self._arrays["target_offsets"])
        self._longest = np.maximum(self._source_lengths, self._target_lengths)

    def __len__(self) -> int:
        return len(self._longest)

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """One value an example: what `COLUMNS` names."""
        return {name: self._arrays[name] for name in COLUMNS}

    def in_order(self, longest: int, *, other_share: float = 1.0) -> np.ndarray:
        """Indices of the examples up to `longest` pieces, as weighted draws would find them.

        Without replacement: exponential races (Efraimidis and Spirakis, 2006). `other_share` is as
        in `batches`.
        """
        times = self._random.exponential(size=len(self)) / self._weight(other_share)
        order = np.argsort(times)
        return order[self._longest[order] <= longest]

    def text(self, index: int) -> list[int]:
        """The source's pieces, without control tokens."""
        return self._pieces("source", index).tolist()

    def target(self, index: int) -> list[int]:
        """The target's pieces."""
        return self._pieces("target", index).tolist()

    def source(self, index: int) -> list[int]:
        """What the engine reads: control tokens and pieces; it adds the end by itself."""
        return [*self._head(index, self._register(index)), *self.text(index)]

    def _weight(self, other_share: float) -> np.ndarray:
        """How often each example is drawn, where all that is no conversation counts for a share."""
        weight = self._arrays["weight"].astype(np.float64)
        return weight * np.where(self._arrays["conversational"], 1.0, other_share)

    def _pieces(self, side: str, index: int) -> np.ndarray:
        offsets = self._arrays[f"{side}_offsets"]
        return self._arrays[f"{side}_pieces"][offsets[index] : offsets[index + 1]]

    def _register(self, index: int) -> int | None:
        return self._register_ids[self._arrays["register"][index]]

    def _head(self, index: int, register: int | None) -> list[int]:
        """The target language, and the formality where one is named."""
        language = int(self._language_ids[self._arrays["language"][index]])
        return [language, *([] if register is None else [register])]

    def _sequence(self, index: int, shuffled: np.ndarray) -> tuple[list[int], list[int]]:
        source, target = (
            shuffled[self._pieces(side, index)].tolist() for side in ("source", "target")
        )
        register = self._register(index)
        # One in ten goes without, so that a request without a register is no stranger either.
        if register is not None and self._random.random() >= 0.9:
            register = None
        return [*self._head(index, register), *source, EOS], [*target, EOS]

    def _pad(self, indices: np.ndarray) -> Batch:
        table = np.arange(self.vocabulary_size)
        # Which placeholder stands for which entity carries no meaning: every one must be copied.
        table[self._placeholder_ids] = self._random.permutation(self._placeholder_ids)
        rows = [self._sequence(int(index), table) for index in indices]

        def padded(sequences: list[list[int]]) -> Tensor:
            width = max(map(len, sequences))
            return torch.tensor([row + [PAD] * (width - len(row)) for row in sequences])

        targets = padded([target for _, target in rows])
        shifted = torch.cat((torch.full((len(rows), 1), BOS), targets[:, :-1]), dim=1)
        return Batch(padded([source for source, _ in rows]), shifted, targets)

    def batches(self, tokens: int, longest: int, *, other_share: float = 1.0) -> Iterator[Batch]:
        """Endless batches of about `tokens` padded target tokens, of examples up to `longest`.

        Draws are with replacement by source weight; a pool of a hundred batches is sorted by
        length, so that a batch holds lines alike and little padding. `other_share` scales the
        weight of everything that is not conversation.
        """
        weight = self._weight(other_share)
        cumulative = np.cumsum(weight) / weight.sum()
        while True:
            draws = np.searchsorted(cumulative, self._random.random(tokens * 8))
            draws = np.minimum(draws, len(self) - 1)
            draws = draws[self._longest[draws] <= longest]
            order = np.lexsort((self._source_lengths[draws], self._target_lengths[draws]))
            pool: list[np.ndarray] = []
            start = 0
            ordered = draws[order]
            while start < len(ordered):
                end, width = start, 0
                while end < len(ordered):
                    width = max(width, int(self._longest[ordered[end]]) + 2)
                    if width * (end - start + 1) > tokens and end > start:
                        break
                    end += 1
                pool.append(ordered[start:end])
                start = end
            for position in self._random.permutation(len(pool)):
                yield self._pad(pool[position])


def _read(path: Path) -> dict[str, np.ndarray]:
    arrays = np.load(path)
    return {name: arrays[name] for name in arrays.files}


def _joined(own: dict[str, np.ndarray], distilled: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Both, weighted so that a draw falls on a distilled example in `_DISTILLED_SHARE` of cases."""
    shares = ((own, 1 - _DISTILLED_SHARE), (distilled, _DISTILLED_SHARE))
    weights = [part["weight"] * (share / part["weight"].sum()) for part, share in shares]
    joined = {
        name: np.concatenate([own[name], distilled[name]])
        for name in ("source_pieces", "target_pieces", *COLUMNS)
    }
    for name in ("source_offsets", "target_offsets"):
        joined[name] = np.concatenate([own[name], distilled[name][1:] + own[name][-1]])
    return {**joined, "weight": np.concatenate(weights)}
