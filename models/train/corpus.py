"""Reads the parallel corpora and cleans them: one stream of sentence pairs."""

import csv
import lzma
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from languages import FORMAL, INFORMAL, LANGUAGES

_SPACES = re.compile(r"\s+")
MAX_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences that mean the same. `register` is that of both, where a person said it."""

    left: str
    right: str
    left_language: str
    right_language: str
    source: str
    register: str | None = None


def clean(text: str) -> str:
    """NFC, one space between words, straight apostrophes: what the service feeds the model too."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).replace("’", "'")).strip()


def plausible(left: str, right: str) -> bool:
    """Whether two sentences can be translations by their size and substance."""
    if not left or not right or max(len(left), len(right)) > MAX_CHARACTERS:
        return False
    if not any(c.isalpha() for c in left) or not any(c.isalpha() for c in right):
        return False
    ratio = (len(left) + 12) / (len(right) + 12)
    return 0.45 < ratio < 2.2


def read_support(path: Path) -> Iterator[Pair]:
    """The project's own five-way support lines: all ten language pairs of each row."""
    registers = {"formal": FORMAL, "informal": INFORMAL}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for left, right in combinations(LANGUAGES, 2):
                yield Pair(
                    clean(row[left]), clean(row[right]), left, right, "support",
                    registers.get(row["register"]),
                )  # fmt: skip


def read_parallel(path: Path, language: str) -> Iterator[Pair]:
    """One `en-xx.tsv.xz`: English, the other language, source tag."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            english, other, tag = line.rstrip("\n").split("\t")[:3]
            pair = Pair(clean(english), clean(other), "en", language, tag.partition(".")[0])
            if plausible(pair.left, pair.right):
                yield pair


def read_cocoa(path: Path, language: str) -> Iterator[Pair]:
    """CoCoA-MT: the same English sentence with a formal and an informal reference."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for column, register in (("formal", FORMAL), ("informal", INFORMAL)):
                reference = re.sub(r"\[/?F\]", "", row[column])
                yield Pair(clean(row["en"]), clean(reference), "en", language, "cocoa", register)


def read_all(corpus: Path) -> Iterator[Pair]:
    """Every training pair under `corpus`."""
    yield from read_support(corpus / "support" / "train.tsv")
    for language in LANGUAGES[1:]:
        yield from read_parallel(corpus / "train" / f"en-{language}.tsv.xz", language)
        yield from read_cocoa(
            corpus / "qe" / f"cocoa_mt_register.en-{language}.train.tsv", language
        )
