"""Token arrays to padded batches: weighted draws, length buckets, placeholders shuffled."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece
import torch
from languages import LANGUAGES, PLACEHOLDERS, REGISTERS, language_token
from torch import Tensor

BOS, EOS, PAD = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids: `source` [batch, s], `target_in` and `target_out` [batch, t]."""

    source: Tensor
    target_in: Tensor
    target_out: Tensor

    @property
    def target_tokens(self) -> int:
        return int((self.target_out != PAD).sum())


class Examples:
    """The prepared arrays and how to draw from them."""

    def __init__(self, work: Path, seed: int) -> None:
        arrays = np.load(work / "examples.npz")
        self._arrays = {name: arrays[name] for name in arrays.files}
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

    def _sequence(self, index: int, shuffled: np.ndarray) -> tuple[list[int], list[int]]:
        arrays = self._arrays
        source, target = (
            shuffled[arrays[f"{side}_pieces"][offsets[index] : offsets[index + 1]]].tolist()
            for side, offsets in (
                ("source", arrays["source_offsets"]),
                ("target", arrays["target_offsets"]),
            )
        )
        head = [int(self._language_ids[arrays["language"][index]])]
        register = self._register_ids[arrays["register"][index]]
        # One in ten goes without, so that a request without a register is no stranger either.
        if register is not None and self._random.random() < 0.9:
            head.append(register)
        return [*head, *source, EOS], [*target, EOS]

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
        weight = self._arrays["weight"].astype(np.float64)
        weight *= np.where(self._arrays["conversational"], 1.0, other_share)
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
