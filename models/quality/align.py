"""The lexicon: IBM Model 1 both ways on the parallel text, pruned and hashed.

    python models/quality lexicon --corpus DIR

Needs a folder with `train/en-xx.tsv.xz` and `support/train.tsv`, and takes the recipe's own lines
(`models/train/lines`) with them; about four minutes a language.
"""

import csv
import lzma
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import numpy as np

from parley.risk.confidence.lexicon import (
    STEM_LETTERS,
    TOP_LEVEL,
    WORD_LETTERS,
    Levels,
    Lexicon,
    Table,
    pair_keys,
    word_keys,
    words_of,
)

LANGUAGES = ("de", "es", "fr", "pt")
# Five-way lines that the model is trained on beside the corpora.
_LINES = Path(__file__).parents[1] / "train" / "lines"
_ITERATIONS = 5
_MOST_WORDS = 30
# A pair needs a probability in one of the directions, and to be expected this often.
_LEAST_PROBABILITY = 0.01
_LEAST_COUNT = 1.0
# A pair of this probability is as strong as can be: a word has many translations.
_FULL_PROBABILITY = 0.1
# A word in so few lines is as rare as can be.
_RARE = 3


def run(corpus: Path, output: Path) -> None:
    """Fit all languages at both cuts, two at a time, and write `lexicon.npz`."""
    started = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        fitted = {
            cut: list(pool.map(_of_corpus, repeat(corpus), LANGUAGES, repeat(cut)))
            for cut in (STEM_LETTERS, WORD_LETTERS)
        }
    Lexicon(*(_table(cut, found) for cut, found in fitted.items())).write(output)
    count = sum(len(levels.keys) for found in fitted.values() for levels, _, _ in found)
    print(f"{count} pairs, {output.stat().st_size} bytes, {time.perf_counter() - started:.0f} s")


Documents = dict[str, int]


Fitted = tuple[Levels, Documents, Documents]


def _of_corpus(corpus: Path, language: str, letters: int) -> Fitted:
    return fit(_lines(corpus, language), letters)


def _table(letters: int, fitted: Sequence[Fitted]) -> Table:
    english = [documents for _, documents, _ in fitted]
    pairs = {language: levels for language, (levels, _, _) in zip(LANGUAGES, fitted, strict=True)}
    rarity = {
        language: rarity_of([documents])
        for language, (_, _, documents) in zip(LANGUAGES, fitted, strict=True)
    }
    return Table(pairs, {**rarity, "en": rarity_of(english)}, letters)


def _lines(corpus: Path, language: str) -> Iterator[tuple[str, str]]:
    """(English, the other language)."""
    path = corpus / "train" / f"en-{language}.tsv.xz"
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            english, other, *_ = line.rstrip("\n").split("\t")
            yield english, other
    for path in (corpus / "support" / "train.tsv", *sorted(_LINES.glob("*.tsv"))):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["en"], row[language]


def fit(lines: Iterable[tuple[str, str]], letters: int) -> Fitted:
    """Strengths of pairs, and in how many lines each stem is, "" for all lines; English first.

    Args:
        letters: that words are cut to.
    """
    ids: tuple[dict[str, int], dict[str, int]] = ({"": 0}, {"": 0})
    documents: tuple[Documents, Documents] = ({"": 0}, {"": 0})
    cells = []
    places = [0, 0]
    for texts in lines:
        sides = [_cut(text, letters) for text in texts]
        if not all(sides):
            continue
        rows = []
        for side, known, seen in zip(sides, ids, documents, strict=True):
            seen[""] += 1
            for stem in side:
                seen[stem] = seen.get(stem, 0) + 1
            # 0 is the empty word, from which a word may come that nothing else explains.
            rows.append(np.array([0, *(known.setdefault(stem, len(known)) for stem in side)]))
        first, second = np.meshgrid(*map(np.arange, map(len, rows)), indexing="ij")
        cells.append(
            np.stack([
                rows[0][first].ravel(), rows[1][second].ravel(),
                first.ravel() + places[0], second.ravel() + places[1],
            ]).astype(np.int32)
        )  # fmt: skip
        places = [place + len(row) for place, row in zip(places, rows, strict=True)]
    english, other, at_english, at_other = np.concatenate(cells, axis=1)
    cells.clear()
    width = len(ids[1])
    keys, inverse = np.unique(english.astype(np.int64) * width + other, return_inverse=True)
    first, second = keys // width, keys % width
    forward, often = _model_1(inverse, at_other, first, second != 0)
    backward, as_often = _model_1(inverse, at_english, second, first != 0)
    probability = np.maximum(forward, backward)
    kept = (
        (first != 0) & (second != 0) & (probability >= _LEAST_PROBABILITY)
        & (np.maximum(often, as_often) >= _LEAST_COUNT)
    )  # fmt: skip
    spelt = [list(known) for known in ids]
    named = [(spelt[0][a], spelt[1][b]) for a, b in zip(first[kept], second[kept], strict=True)]
    hashed = np.array([pair_keys([a], [b])[0, 0] for a, b in named], np.uint32)
    return table_of(hashed, _strength(probability[kept])), *documents


def _cut(text: str, letters: int) -> list[str]:
    return list(dict.fromkeys(word[:letters] for word in words_of(text)))[:_MOST_WORDS]


def _model_1(
    inverse: np.ndarray, token: np.ndarray, given: np.ndarray, is_word: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Expectation maximisation of t(word | given): probabilities and expected counts, [pairs].

    Args:
        inverse: the pair of each cell, [cells].
        token: the token that each cell would explain, [cells].
        given: what each pair is conditioned on, [pairs].
        is_word: whether what it explains is a word at all, [pairs].
    """
    probability = is_word.astype(float)
    count = probability
    for _ in range(_ITERATIONS):
        share = probability[inverse]
        total = np.bincount(token, share)[token]
        share /= np.maximum(total, 1e-12)
        count = np.bincount(inverse, share, minlength=len(given))
        probability = count / np.maximum(np.bincount(given, count)[given], 1e-12)
    return probability, count


def _strength(probability: np.ndarray) -> np.ndarray:
    """0..1, on a logarithmic scale up to the full probability."""
    scaled = np.log1p(100 * probability) / math.log1p(100 * _FULL_PROBABILITY)
    return np.minimum(scaled, 1.0)


def rarity_of(documents: Iterable[Documents]) -> Levels:
    """Rarity by stem from the lines that it is in: 1 for a rare one, 0 for one in every line."""
    lines = sum(one[""] for one in documents)
    counts: Documents = {}
    for one in documents:
        for stem, count in one.items():
            counts[stem] = counts.get(stem, 0) + count
    scale = math.log(max(lines / _RARE, 2.0))
    rare = {
        stem: min(1.0, math.log((lines + 1) / (count + 1)) / scale)
        for stem, count in counts.items()
        if stem and count >= _RARE
    }
    return table_of(word_keys(list(rare)), np.array(list(rare.values())))


def table_of(keys: np.ndarray, values: np.ndarray) -> Levels:
    """Values in 0..1 by key; of two words with one hash the higher value counts."""
    levels = np.rint(TOP_LEVEL * values).astype(np.uint8)
    order = np.lexsort((levels, keys))
    keys, levels = keys[order], levels[order]
    last = np.append(keys[1:] != keys[:-1], True)
    return Levels(keys[last], levels[last])
