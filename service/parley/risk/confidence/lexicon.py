"""Which words of source and translation answer each other, by a lexicon of word pairs.

A translation that is fluent and wrong has words that nothing in the source asks for, and leaves
words of the source without an answer; token probabilities hardly show either. The lexicon is IBM
Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation") in both
directions, twice over: on words cut to their first six letters, so that the forms of a word share
what was learnt of it, and on words as they stand, or their first twelve letters, so that
"Geheimrezept" is not taken for "Geheimnis". `models/quality` fits it on parallel text. Its file
holds hashes and numbers, no word.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from parley.domain.errors import CorruptModel
from parley.risk.fold import fold

STEM_LETTERS = 6
WORD_LETTERS = 12
# Levels are bytes: 255 for a pair that is as strong as can be, or for a word as rare as can be.
TOP_LEVEL = 255
# An odd number near 2^32 divided by the golden ratio (Knuth 6.4), so that (a, b) is not (b, a).
_SPREAD = np.uint32(0x9E3779B1)
_WORD = re.compile(r"[^\W\d_]+")
_SLOT = re.compile(r"\{\w*\}")
_MOST_WORDS = 200
# Words that stand in every line have no rarity at all.
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Coverage:
    """How source and translation answer each other, word by word, rare words counting more.

    Attributes:
        uncovered: share of the source that no word of the translation answers, 0..1.
        unsupported: share of the translation that no word of the source asks for, 0..1.
        source_rarity, translation_rarity: of the words on the mean, 0 for what stands everywhere.
    """

    uncovered: float
    unsupported: float
    source_rarity: float = 0.0
    translation_rarity: float = 0.0


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels by key, keys rising: both arrays are [entries]."""

    keys: NDArray[np.uint32]
    levels: NDArray[np.uint8]

    def of(self, keys: NDArray[np.uint32], missing: int) -> NDArray[np.float64]:
        """Levels of keys, in 0..1, in the keys' own shape."""
        if not len(self.keys):
            return np.full(keys.shape, missing / TOP_LEVEL)
        places = self.keys.searchsorted(keys)
        is_known = self.keys.take(places, mode="clip") == keys
        found = np.where(is_known, self.levels.take(places, mode="clip"), np.uint8(missing))
        return found / TOP_LEVEL


@dataclass(frozen=True, slots=True)
class Table:
    """What is known of words cut to their first `letters`.

    Attributes:
        pairs: strengths by the language that is not English; keys are `pair_keys`.
        rarity: by language; keys are `word_keys`, and a word that is missing is rare.
    """

    pairs: Mapping[str, Levels]
    rarity: Mapping[str, Levels]
    letters: int = STEM_LETTERS

    def keys_of(self, words: Sequence[str]) -> NDArray[np.uint32]:
        """Of whole words, [words]."""
        return word_keys([word[: self.letters] for word in words])

    def rarity_of(self, keys: NDArray[np.uint32], language: str) -> NDArray[np.float64]:
        """By `word_keys`, [words]: 0 for what stands everywhere, 1 for rare."""
        table = self.rarity.get(language)
        return np.ones(len(keys)) if table is None else table.of(keys, missing=TOP_LEVEL)

    def coverages(
        self,
        source: Sequence[str],
        translations: Sequence[Sequence[str]],
        source_language: str,
        target_language: str,
    ) -> list[Coverage] | None:
        """As `Lexicon.coverages`, of whole words."""
        english_first = source_language == "en"
        pairs = self.pairs.get(target_language if english_first else source_language)
        if pairs is None or "en" not in (source_language, target_language):
            return None
        said = self.keys_of(source)
        # All translations in one look: each call of numpy costs more than what it does.
        written = self.keys_of([word for translation in translations for word in translation])
        found = [Coverage(float(len(said) > 0), float(len(made) > 0)) for made in translations]
        if not len(said) or not len(written):
            return found
        keys = _joined(said, written) if english_first else _joined(written, said).T
        strength = pairs.of(keys, missing=0)
        strength[said[:, None] == written] = 1.0
        asked, made = (
            self.rarity_of(said, source_language),
            self.rarity_of(written, target_language),
        )
        filled = [index for index, words in enumerate(translations) if words]
        starts = np.cumsum([0, *(len(translations[index]) for index in filled)])[:-1]
        answered = np.maximum.reduceat(strength, starts, axis=1)
        uncovered = asked @ (1 - answered) / max(asked.sum(), _LEAST)
        surplus = np.add.reduceat(made * (1 - strength.max(axis=0)), starts)
        rarity = np.add.reduceat(made, starts)
        unsupported = surplus / np.maximum(rarity, _LEAST)
        asked_on_the_mean = float(asked.mean())
        for place, index in enumerate(filled):
            found[index] = Coverage(
                float(uncovered[place]),
                float(unsupported[place]),
                asked_on_the_mean,
                float(rarity[place]) / len(translations[index]),
            )
        return found


class Lexicon:
    """Word pairs of English with other languages, and how rare words are."""

    def __init__(self, *tables: Table) -> None:
        """Of one or more cuts of the words; what they say is averaged."""
        self._tables = tables

    @classmethod
    def read(cls, path: Path) -> "Lexicon":
        """From its file.

        Raises:
            CorruptModel: LEXICON_UNREADABLE.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                levels = {
                    name.removesuffix(".keys"): Levels(
                        np.asarray(arrays[name], np.uint32),
                        np.asarray(arrays[name.removesuffix("keys") + "levels"], np.uint8),
                    )
                    for name in arrays.files
                    if name.endswith(".keys")
                }
            cuts = sorted({int(name.partition("/")[0]) for name in levels})
        except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
            raise CorruptModel("LEXICON_UNREADABLE", f"{path}: {error}", file=path.name) from error
        return cls(
            *(
                Table(_below(f"{cut}/pairs/", levels), _below(f"{cut}/rarity/", levels), cut)
                for cut in cuts
            )
        )

    def write(self, path: Path) -> None:
        """The same tables to the same bytes."""
        named = {
            f"{table.letters}/{kind}/{language}": levels
            for table in self._tables
            for kind, by_language in (("pairs", table.pairs), ("rarity", table.rarity))
            for language, levels in by_language.items()
        }
        arrays: dict[str, NDArray[np.uint32] | NDArray[np.uint8]] = {}
        for name, levels in sorted(named.items()):
            arrays[f"{name}.keys"] = levels.keys
            arrays[f"{name}.levels"] = levels.levels
        np.savez_compressed(path, allow_pickle=False, **arrays)

    def rarity(self, stems: Sequence[str], language: str) -> NDArray[np.float64]:
        """How rare stems are in a language, [stems]: 0 for what stands everywhere, 1 for rare."""
        for table in self._tables:
            if table.letters == STEM_LETTERS:
                return table.rarity_of(word_keys(stems), language)
        return np.ones(len(stems))

    def coverage(
        self, source: str, translation: str, source_language: str, target_language: str
    ) -> Coverage | None:
        """How the two answer each other; None for a pair of languages that is not in the lexicon.

        Languages are primary tags. A word that stands on both sides answers itself: names do.
        """
        found = self.coverages(source, (translation,), source_language, target_language)
        return found[0] if found else None

    def coverages(
        self,
        source: str,
        translations: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> list[Coverage] | None:
        """`coverage` of several translations of one source, [translations]."""
        said, written = words_of(source), list(map(words_of, translations))
        found = [
            coverages
            for table in self._tables
            if (coverages := table.coverages(said, written, source_language, target_language))
        ]
        return [_mean(those) for those in zip(*found, strict=True)] if found else None


def _mean(found: Sequence[Coverage]) -> Coverage:
    count = len(found)
    return Coverage(
        sum(one.uncovered for one in found) / count,
        sum(one.unsupported for one in found) / count,
        sum(one.source_rarity for one in found) / count,
        sum(one.translation_rarity for one in found) / count,
    )


def words_of(text: str) -> list[str]:
    """Words of a text without case and accents; slots such as "{name}" are none."""
    folded = fold(text).text
    if "{" in folded:
        folded = _SLOT.sub(" ", folded)
    return _WORD.findall(folded)[:_MOST_WORDS]


def stems(text: str) -> list[str]:
    """Its words without endings."""
    return [word[:STEM_LETTERS] for word in words_of(text)]


def word_keys(words: Sequence[str]) -> NDArray[np.uint32]:
    """A hash of each word or stem, [words]."""
    return np.array([crc32(word.encode()) for word in words], np.uint32)


def pair_keys(english: Sequence[str], other: Sequence[str]) -> NDArray[np.uint32]:
    """A hash of each pair of them, [english, other]."""
    return _joined(word_keys(english), word_keys(other))


def _joined(english: NDArray[np.uint32], other: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return english[:, None] * _SPREAD + other


def _below(prefix: str, tables: Mapping[str, Levels]) -> dict[str, Levels]:
    return {
        name.removeprefix(prefix): table
        for name, table in tables.items()
        if name.startswith(prefix)
    }
