"""Corpora in, token arrays out: clean, mask, augment, build the vocabulary, encode."""

import random
import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece
from augment import add_noise, fill_slots, vary_names
from batches import write_examples
from corpus import Pair, read_all
from languages import (
    FORMAL,
    INFORMAL,
    LANGUAGES,
    PLACEHOLDERS,
    REGISTERS,
    language_token,
)
from register import register_of

from parley.text.mask import mask

VOCABULARY_SIZE = 8000
MAX_PIECES = 96
# How often a pair of each source is drawn, relative to one Tatoeba sentence. A short run draws a
# support line once or twice in all: what is new has to come more often to be learnt in it.
SOURCE_WEIGHTS = {
    "fresh": 20.0, "support": 5.0, "bcontrast": 2.0, "cocoa": 2.0, "cocoa-formal": 2.0,
    "chatwoot": 1.5, "mozilla-www": 1.0, "manythings": 1.0,
    "tatoeba-test": 1.0, "tatoeba-pivot": 1.0, "magento2": 0.3, "odoo": 0.3,
    "gnome-docs": 0.15, "pydocs": 0.1,
}  # fmt: skip
CONVERSATIONAL = ("fresh", "support", "bcontrast", "cocoa", "cocoa-formal")


@dataclass(frozen=True, slots=True)
class Example:
    """One direction of a pair, masked alike on both sides."""

    source: str
    target: str
    source_language: str
    target_language: str
    register: str | None
    corpus: str


def mask_alike(left: str, right: str) -> tuple[str, str] | None:
    """Both sides masked with one placeholder for the same entity, or None if they differ."""
    one, other = mask(left), mask(right)
    if Counter(e.surface for e in one.entities) != Counter(e.surface for e in other.entities):
        return None
    if len(one.entities) > len(PLACEHOLDERS):
        return None
    free = list(range(len(one.entities)))
    order: list[int] = []
    for entity in other.entities:
        match = next(i for i in free if one.entities[i].surface == entity.surface)
        free.remove(match)
        order.append(match)
    renumbered = str.maketrans({PLACEHOLDERS[i]: PLACEHOLDERS[j] for i, j in enumerate(order)})
    return one.text, other.text.translate(renumbered)


def examples(pairs: Iterator[Pair], chance: random.Random) -> Iterator[Example]:
    """Every pair in both directions, support lines in several dresses, some sources noisy."""
    for pair in pairs:
        variants = [(pair.left, pair.right)]
        if pair.source in ("fresh", "support") and "{" in pair.left:
            variants += [tuple(fill_slots((pair.left, pair.right), chance)) for _ in range(3)]
        if pair.source.startswith(("manythings", "tatoeba")):
            variants = [vary_names(pair.left, pair.right, chance)]
        for left, right in variants:
            masked = mask_alike(left, right)
            if masked is None:
                continue
            sides = (
                (masked[0], pair.left_language, masked[1], pair.right_language),
                (masked[1], pair.right_language, masked[0], pair.left_language),
            )
            for source, source_language, target, target_language in sides:
                register = None
                if target_language != "en":
                    register = pair.register or register_of(target, target_language)
                yield Example(
                    source, target, source_language, target_language, register, pair.source
                )
                if pair.source in CONVERSATIONAL and chance.random() < 0.15:
                    noisy = add_noise(source, chance)
                    yield Example(
                        noisy, target, source_language, target_language, register, pair.source
                    )


def train_vocabulary(texts: list[str], prefix: Path) -> None:
    """A joint SentencePiece BPE model; control tokens and placeholders are single pieces."""
    sample = prefix.with_suffix(".txt")
    sample.write_text("\n".join(texts), encoding="utf-8")
    spare = [f"<spare{index}>" for index in range(24)]
    sentencepiece.SentencePieceTrainer.train(
        input=str(sample),
        model_prefix=str(prefix),
        model_type="bpe",
        vocab_size=VOCABULARY_SIZE,
        character_coverage=0.9998,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        user_defined_symbols=[
            *(language_token(language) for language in LANGUAGES),
            FORMAL,
            INFORMAL,
            *spare,
            *PLACEHOLDERS,
        ],
        unk_id=0, bos_id=1, eos_id=2, pad_id=3,
        num_threads=2,
        minloglevel=1,
    )  # fmt: skip
    sample.unlink()


def prepare(
    corpus: Path,
    work: Path,
    *,
    directions: str,
    vocabulary: Path | None,
    fresh: Collection[str],
    seed: int,
) -> None:
    """Write `vocabulary.model` (kept if it is there) and `examples.npz` into `work`.

    Args:
        corpus: the folder with `support/`, `train/`, `qe/`.
        directions: "english" for the pairs with English, "all" for all twenty directions.
        vocabulary: the SentencePiece model to take instead of training one.
        fresh: fields of `lines/` that are drawn more often than others.
    """
    work.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    kept = [
        example
        for example in examples(read_all(corpus, fresh), chance)
        if directions == "all" or "en" in (example.source_language, example.target_language)
    ]
    prefix = work / "vocabulary"
    if vocabulary is not None:
        shutil.copy(vocabulary, prefix.with_suffix(".model"))
    if not prefix.with_suffix(".model").exists():
        # One side of each pair is enough: the other direction holds the same text.
        texts = [e.source for e in kept if e.corpus in CONVERSATIONAL for _ in range(2)]
        texts += [e.source for e in kept if e.corpus not in ("pydocs", "gnome-docs", "odoo")]
        train_vocabulary(texts, prefix)
    encoder = sentencepiece.SentencePieceProcessor(model_file=str(prefix.with_suffix(".model")))
    sources = encoder.encode([e.source for e in kept])
    targets = encoder.encode([e.target for e in kept])
    fits = [
        0 < len(s) <= MAX_PIECES and 0 < len(t) <= MAX_PIECES
        for s, t in zip(sources, targets, strict=True)
    ]
    kept, sources, targets = (
        [item for item, good in zip(items, fits, strict=True) if good]
        for items in (kept, sources, targets)
    )

    write_examples(
        work / "examples.npz",
        sources,
        targets,
        language=np.array([LANGUAGES.index(e.target_language) for e in kept], dtype=np.uint8),
        register=np.array([REGISTERS.index(e.register) for e in kept], dtype=np.uint8),
        weight=np.array([SOURCE_WEIGHTS[e.corpus] for e in kept], dtype=np.float32),
        conversational=np.array([e.corpus in CONVERSATIONAL for e in kept]),
    )
    counts = Counter(e.corpus for e in kept)
    for name, count in counts.most_common():
        print(f"{name:14} {count:9,} examples")
    print(f"{'all':14} {len(kept):9,} examples, {sum(map(len, targets)):,} target pieces")
