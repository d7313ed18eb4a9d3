"""Reads the parallel corpora and cleans them: one stream of sentence pairs."""

import csv
import lzma
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from languages import FORMAL, INFORMAL, LANGUAGES

_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+")
MAX_CHARACTERS = 300
# Five-way lines written for this recipe, by field.
LINES = Path(__file__).parent / "lines"
# Anybody may say a shorter sentence than this: it counts as nobody's.
_OWN_WORDS = 4


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


def in_words(text: str) -> str:
    """A sentence without its case and punctuation, to tell whether two are the same."""
    return " ".join(_WORDS.findall(text.casefold()))


def held_out(corpus: Path) -> frozenset[str]:
    """Every sentence of the dev sets, `in_words`, of four words or more."""
    cells = (
        in_words(cell)
        for path in (corpus / "dev").glob("*.tsv")
        for line in path.read_text(encoding="utf-8").splitlines()
        for cell in line.split("\t")
    )
    return frozenset(cell for cell in cells if cell.count(" ") >= _OWN_WORDS - 1)


def read_support(path: Path, source: str, without: frozenset[str]) -> Iterator[Pair]:
    """The project's own five-way lines: all ten language pairs of each row.

    Args:
        source: that of the pairs.
        without: sentences, `in_words`; a row that has one in any language is left out.
    """
    registers = {"formal": FORMAL, "informal": INFORMAL}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if any(in_words(row[language]) in without for language in LANGUAGES):
                continue
            for left, right in combinations(LANGUAGES, 2):
                yield Pair(
                    clean(row[left]), clean(row[right]), left, right, source,
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


def read_all(corpus: Path, fresh: Collection[str] = ()) -> Iterator[Pair]:
    """Every training pair under `corpus`, and the recipe's own lines.

    Args:
        fresh: names of fields under `LINES`; the source of their pairs is "fresh".

    Raises:
        ValueError: one of them is not there.
    """
    fields = {path.stem: path for path in sorted(LINES.glob("*.tsv"))}
    if unknown := set(fresh) - set(fields):
        raise ValueError(f"no such fields of lines: {', '.join(sorted(unknown))}")
    without = held_out(corpus)
    yield from read_support(corpus / "support" / "train.tsv", "support", without)
    for field, path in fields.items():
        yield from read_support(path, "fresh" if field in fresh else "support", without)
    for language in LANGUAGES[1:]:
        yield from read_parallel(corpus / "train" / f"en-{language}.tsv.xz", language)
        yield from read_cocoa(
            corpus / "qe" / f"cocoa_mt_register.en-{language}.train.tsv", language
        )
