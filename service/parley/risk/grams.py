"""Hashed pieces of a text: what the classifier beside the lists looks at.

Pieces are runs of three to five characters within a word and its two edges, and runs of one to
three words, as in the "char_wb" and "word" analyzers of scikit-learn; each is hashed to a bucket
(Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning"). Everything is done
on whole arrays, in time that grows as the text does.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.risk.fold import Folded

BUCKET_BITS = 17
# A part holds what one is likely to say in one breath; a text without full stops is cut into
# halves of parts, and any two neighbours are looked at together.
_HALF_WORDS = 12
_LONGEST_WORD = 40
# Code points above are no letters of the languages that it knows.
_LETTERS = 0x250
_MULTIPLIER = 0x01000193
_STEP = np.uint32(_MULTIPLIER)
_GOLDEN = np.uint32(0x9E3779B1)
_SEEDS = np.arange(1, 10, dtype=np.uint32) * np.uint32(0x85EBCA6B)


def _classes() -> NDArray[np.uint32]:
    """By code point: 0 for what stands between words, one number for all digits, the letter."""
    table = np.zeros(_LETTERS + 1, np.uint32)
    for code in range(_LETTERS):
        if chr(code).isalpha():
            table[code] = code
        elif chr(code).isdigit():
            table[code] = ord("0")
    return table


_CLASSES = _classes()
_ENDS = np.zeros(_LETTERS + 1, bool)
_ENDS[[ord(character) for character in ".!?\n"]] = True
_POWERS = np.array([pow(_MULTIPLIER, i, 1 << 32) for i in range(_LONGEST_WORD + 1)], np.uint32)


@dataclass(frozen=True, slots=True)
class Grams:
    """The pieces of a text, by word and then by kind.

    Attributes:
        buckets: of every piece, [pieces].
        words: the word that each piece begins in, [pieces]; rising if there is more than one half.
        starts, ends: of every word in the folded text, [words].
        halves: the first word of every half of a part, [halves]; rising.
        sentences: the sentence of every half, [halves]; rising.
    """

    buckets: NDArray[np.uint32]
    words: NDArray[np.intp]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    halves: NDArray[np.intp]
    sentences: NDArray[np.intp]


def grams(folded: Folded) -> Grams | None:
    """The pieces of a folded text; None if it has no word."""
    # A blank at either end, so that every word has two edges.
    codes = np.frombuffer(f" {folded.text} ".encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _CLASSES.take(codes, mode="clip")
    inside = kinds != 0
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return None
    # One blank between words, whatever was there.
    kept = inside.copy()
    kept[starts] = True
    kept[-1] = True
    line = kinds[kept]
    lengths = ends - starts
    first = (lengths + 1).cumsum() - lengths - 1
    word_of = np.arange(len(starts)).repeat(lengths + 1)
    hashed, owners = _runs_of_characters(line, word_of)
    whole = _whole_words(line, first, lengths)
    # A full stop between two words parts them; one inside "3.50" or "p.m." does so as well,
    # which costs nothing.
    sentence = _ENDS.take(codes, mode="clip").cumsum()[starts]
    runs, begins = _runs_of_words(whole, sentence)
    buckets = (np.concatenate((hashed, *runs)) * _GOLDEN) >> _SHIFT
    words = np.concatenate((owners, *begins))
    halves = _halves(sentence)
    if len(halves) > 1:
        # By word, so that the pieces of every part are neighbours; of a single part they are.
        order = np.argsort(words, kind="stable")
        buckets, words = buckets[order], words[order]
    return Grams(buckets, words, starts, ends, halves, sentence[halves])


_SHIFT = np.uint32(32 - BUCKET_BITS)


def _runs_of_characters(
    line: NDArray[np.uint32], word_of: NDArray[np.intp]
) -> tuple[NDArray[np.uint32], NDArray[np.intp]]:
    """Hashes of runs without a blank inside, and their words."""
    hashed: list[NDArray[np.uint32]] = []
    whole: list[NDArray[np.bool_]] = []
    letter = line != 0
    unbroken = letter[1:-1]
    rolling = line[:-1] * _STEP + line[1:]
    for length in (3, 4, 5):
        rolling = rolling[:-1] * _STEP + line[length - 1 :]
        if length > 3:
            unbroken = unbroken[:-1] & letter[length - 2 : -1]
        hashed.append(rolling ^ _SEEDS[length])
        whole.append(unbroken)
    owners = np.concatenate([word_of[: len(runs)] for runs in hashed])
    places = np.concatenate(whole).nonzero()[0]
    mixed = np.concatenate(hashed).take(places)
    return mixed ^ (mixed >> np.uint32(15)), owners.take(places)


def _whole_words(
    line: NDArray[np.uint32], first: NDArray[np.intp], lengths: NDArray[np.intp]
) -> NDArray[np.uint32]:
    """A hash of every word, [words]."""
    letters = line[:-1]
    place = np.arange(len(letters)) - first.repeat(lengths + 1)
    weighed = letters * _POWERS[np.minimum(place, _LONGEST_WORD)]
    summed: NDArray[np.uint32] = np.add.reduceat(weighed, first, dtype=np.uint32)
    return summed ^ (summed >> np.uint32(15))


def _runs_of_words(
    whole: NDArray[np.uint32], sentence: NDArray[np.intp]
) -> tuple[list[NDArray[np.uint32]], list[NDArray[np.intp]]]:
    """Hashes of runs within a sentence, and the words that they begin with."""
    rolling = whole
    hashed, owners = [whole ^ _SEEDS[0]], [np.arange(len(whole))]
    for length in (2, 3):
        if len(whole) < length:
            break
        rolling = rolling[:-1] * _STEP + whole[length - 1 :]
        places = (sentence[: 1 - length] == sentence[length - 1 :]).nonzero()[0]
        mixed = rolling[places] ^ _SEEDS[length - 1]
        hashed.append(mixed ^ (mixed >> np.uint32(13)))
        owners.append(places)
    return hashed, owners


def _halves(sentence: NDArray[np.intp]) -> NDArray[np.intp]:
    """The first word of every half: where a sentence begins, and every so many words in it."""
    if len(sentence) <= _HALF_WORDS and sentence[0] == sentence[-1]:
        return _FIRST
    begins = np.concatenate((_FIRST, np.flatnonzero(sentence[1:] != sentence[:-1]) + 1))
    lengths = np.diff(np.append(begins, len(sentence)))
    within = np.arange(len(sentence)) - np.repeat(begins, lengths)
    return np.flatnonzero(within % _HALF_WORDS == 0)


_FIRST = np.zeros(1, np.intp)
