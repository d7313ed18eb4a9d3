"""The encoder's training, on a CPU.

    python models/quality encoder --corpus DIR

It begins with the translation model's weights, draws examples anew in every round, disturbed as
people type, and keeps a running mean of the weights (Polyak and Juditsky 1992). Log-odds are
learnt by binary cross-entropy; what is not known of an example counts for nothing.
"""

import copy
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import sentencepiece
import torch
from augment import add_noise
from encoder import THEMES, ThemeEncoder, read, write
from net_examples import Example, all_examples, labelled
from optimizers import has_bfloat16
from restore import restore
from torch import Tensor
from torch.nn import functional as F

_BATCH_PIECES = 3000
_LONGEST = 96
# The highest rate, of what goes on from an encoder as well; its last, and where it is reached, as
# shares.
_RATE, _RATE_LATER = 6e-4, 4e-4
_LAST, _WARM_UP = 0.03, 0.03
_MEAN_OVER = 500
_DECAY = 0.05
# How much of what there is in masses a round draws.
_ROUND = {"own": 12_000, "corpus": 6_000}
_TEMPLATES = ("written.tsv", "phrases", "beside")
_OF_TEMPLATES = 0.15
_NOISY, _SHOUTED, _IN_COMPANY = 0.4, 0.03, 0.15


def run(
    corpus: Path,
    models: Path,
    output: Path,
    *,
    steps: int,
    layers: int,
    seed: int,
    before: Path | None = None,
) -> None:
    """Train, and write the folder that the service loads.

    Args:
        corpus: has `train/en-xx.tsv.xz`.
        models: with the translation model and the labelled lines.
        output: the folder.
        steps: of one batch each.
        layers: of the translation model's.
        seed: of what is drawn.
        before: such a folder, to go on from; else the translation model is what it begins with.
    """
    torch.manual_seed(seed)
    source = models / "embedded"
    model = ThemeEncoder(restore(source), layers)
    if before is not None:
        read(model, before)
    examples = Examples(all_examples(models, corpus), models, source / "vocabulary.model", seed)
    mean = _train(model, examples, steps, _RATE if before is None else _RATE_LATER)
    write(mean.eval(), source / "vocabulary.model", output)


class Examples:
    """What is known, and how a round draws from it."""

    def __init__(
        self, examples: Sequence[Example], models: Path, vocabulary: Path, seed: int
    ) -> None:
        self._chance = random.Random(seed)
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
        self._end = self._pieces.piece_to_id("</s>")
        self._kinds: dict[str, list[Example]] = {}
        for example in examples:
            kind = example.source.partition("/")[0]
            self._kinds.setdefault("template" if kind in _TEMPLATES else kind, []).append(example)
        self._harmless: dict[str, list[str]] = {}
        for line in labelled(models):
            if line.marked is None:
                self._harmless.setdefault(line.language, []).append(line.text)

    def batches(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        """One round: pieces and mask [batch, length], labels and their weights [batch, themes]."""
        drawn = []
        for kind, examples in self._kinds.items():
            count = int(_OF_TEMPLATES * len(examples)) if kind == "template" else len(examples)
            count = min(count, _ROUND.get(kind, count))
            drawn += self._chance.sample(examples, count)
        rows = [self._encoded(self._disturbed(example)) for example in drawn]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]) + 3 * self._chance.random())
        batches: list[list[int]] = [[]]
        longest = 0
        for number in order:
            longest = max(longest, len(rows[number]))
            if longest * (len(batches[-1]) + 1) > _BATCH_PIECES:
                batches.append([])
                longest = len(rows[number])
            batches[-1].append(number)
        self._chance.shuffle(batches)
        for batch in batches:
            yield _padded([rows[n] for n in batch], [drawn[n] for n in batch])

    def _disturbed(self, example: Example) -> str:
        text, chance = example.text, self._chance
        if example.language in self._harmless and chance.random() < _IN_COMPANY:
            other = chance.choice(self._harmless[example.language])
            text = chance.choice((f"{other} {text}", f"{text} {other}", f"{text}, {other}"))
        if chance.random() < _NOISY:
            return add_noise(text, chance)
        return text.upper() if chance.random() < _SHOUTED else text

    def _encoded(self, text: str) -> list[int]:
        return [*self._pieces.encode(text)[: _LONGEST - 1], self._end]


def _padded(
    rows: Sequence[Sequence[int]], examples: Sequence[Example]
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    pieces = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros(pieces.shape, dtype=torch.bool)
    labels = torch.zeros(len(rows), len(THEMES))
    weights = torch.zeros(labels.shape)
    for number, (row, example) in enumerate(zip(rows, examples, strict=True)):
        pieces[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = True
        for column, theme in enumerate(THEMES):
            if theme in example.labels:
                labels[number, column] = example.labels[theme]
                weights[number, column] = example.weight
    return pieces, mask, labels, weights


def _train(
    model: ThemeEncoder, examples: Examples, steps: int, rate: float = _RATE
) -> ThemeEncoder:
    """The running mean of the weights after so many steps."""
    mean = copy.deepcopy(model)
    matrices = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in model.parameters() if parameter.ndim == 1]
    groups = [{"params": matrices, "weight_decay": _DECAY}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))
    in_bfloat16 = has_bfloat16(torch.device("cpu"))
    step = 0
    while True:
        total, seen = 0.0, 0
        for pieces, mask, labels, weights in examples.batches():
            if step == steps:
                return mean
            step += 1
            progress = step / steps
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, progress / _WARM_UP) * max(_LAST, 1 - progress)
            with torch.autocast("cpu", torch.bfloat16, enabled=in_bfloat16):
                log_odds = model(pieces, mask)
            losses = F.binary_cross_entropy_with_logits(
                log_odds.float(), labels, weights, reduction="none"
            )
            loss = losses.sum() / len(pieces)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                share = 1 / min(_MEAN_OVER, 1 + step / 10)
                for kept, new in zip(mean.parameters(), model.parameters(), strict=True):
                    kept.lerp_(new, share)
            total, seen = total + float(loss.detach()) * len(pieces), seen + len(pieces)
        print(f"step {step}, loss {total / seen:.4f}, {progress:.0%}", flush=True)
