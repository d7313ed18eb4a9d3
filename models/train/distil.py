"""The model's own beam search as its teacher, so that a greedy search finds what a wide one would.

Sequence-level interpolation of Kim and Rush (2016, "Sequence-Level Knowledge Distillation"): for
each source the teacher's best few translations are searched, and the one most like the reference
becomes the target. What comes of it is likelier under the model than the reference is, and better
than what the model says by itself.
"""

import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import ctranslate2
import sentencepiece
from batches import OTHER_SHARE_AT_LAST, Examples, write_examples

from parley.engine.faults import faults

_CANDIDATES = 6
_CHUNK = 4_096
_BATCH_TOKENS = 2_048
_LONGEST = 64
# Less like the reference than this, the teacher has nothing to teach.
_LEAST_LIKENESS = 0.3


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """F1 of the pieces and pairs of neighbouring pieces that two sequences share, in 0..1."""
    first, second = (Counter(s) + Counter(pairwise(s)) for s in (one, other))
    shared = (first & second).total()
    return 2 * shared / max(1, first.total() + second.total())


def distil(work: Path, teacher: Path, *, minutes: float, seed: int) -> None:
    """Write `distilled.npz` into `work`: sources of its examples, with the teacher's targets.

    Sources are drawn as training draws them while the rate decays. A translation that is empty,
    loops, loses a placeholder or has little in common with the reference is left out.

    Args:
        teacher: the folder of an exported model with `work`'s vocabulary.
        minutes: how long to translate, on every core.
    """
    examples = Examples(work, seed, distilled=False)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "vocabulary.model"))
    engine = ctranslate2.Translator(str(teacher), compute_type="int8", inter_threads=2)
    order = examples.in_order(_LONGEST, other_share=OTHER_SHARE_AT_LAST)
    until = time.monotonic() + 60 * minutes
    taken: list[int] = []
    targets: list[list[int]] = []
    for start in range(0, len(order), _CHUNK):
        if time.monotonic() > until:
            break
        chunk = order[start : start + _CHUNK]
        sources = [pieces.id_to_piece(examples.source(index)) for index in chunk]
        results = engine.translate_batch(
            sources,
            beam_size=_CANDIDATES,
            num_hypotheses=_CANDIDATES,
            max_decoding_length=2 * _LONGEST,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
        )
        for index, source, result in zip(chunk, sources, results, strict=True):
            reference = examples.target(index)
            sound = [found for found in result.hypotheses if not faults(found, source)]
            candidates = [pieces.piece_to_id(found) for found in sound]
            scored = [(likeness(found, reference), found) for found in candidates]
            best, target = max(scored, default=(0.0, []))
            if best >= _LEAST_LIKENESS:
                taken.append(index)
                targets.append(target)
    write_examples(
        work / "distilled.npz",
        [examples.text(index) for index in taken],
        targets,
        **{name: column[taken] for name, column in examples.columns.items()},
    )
    print(f"{len(taken):,} examples of {len(order):,}, {sum(map(len, targets)):,} target pieces")
