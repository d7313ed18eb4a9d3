"""Labelled translations from the corpora, and which of them nobody may fit on.

Three kinds. *Read*: a source, what our model makes of it, and a reader's verdict on that. *Own*: a
source and what people made of it; our model translates, and is judged by how far it is from them
(see `adequacy`). *Given*: a translation that some system made, another one or earlier weights of
ours (`read-1`, `read-2`), with a reader's verdict; our model only says how likely it finds it.
"""

import csv
import hashlib
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from parley.engine.catalog import Catalog, CatalogEntry

# Translations by the present weights that a reader judged. The second are fitted on, and no more.
READ, READ_FOR_FIT = VERDICTS = ("read", "read-for-fit")
# Sets of lines as a contact centre has them.
DESK = frozenset({READ, "support", "bcontrast"})
# Human scores of 0-100 (MLQE): "a translation that preserves the overall meaning" begins at 70,
# and under 30 only some words are understood.
_GOOD_SCORE = 70.0
_CRITICAL_SCORE = 30.0
_SEVERITIES = ("fine", "minor", "major", "critical")
_OTHERS = ("de", "es", "fr", "pt")
_TESTED, _CALIBRATED = 0.35, 0.65


class Part(StrEnum):
    """What an example is for; all examples of one line are for the same."""

    FIT = "fit"
    CALIBRATE = "calibrate"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Example:
    """One line to judge.

    There are `references`, or there is a `translation`, with a verdict on it; what is critical is
    bad as well.
    """

    name: str
    source_language: str
    target_language: str
    source: str
    key: str
    references: tuple[str, ...] = ()
    translation: str | None = None
    bad: bool = False
    critical: bool = False

    @property
    def direction(self) -> str:
        return f"{self.source_language}-{self.target_language}"

    @property
    def own(self) -> bool:
        """Whether our model is to translate."""
        return self.translation is None or self.name in VERDICTS

    @property
    def part(self) -> Part:
        """By a hash of the English or only line, so that no line is on both sides of a split."""
        if self.name == READ_FOR_FIT:
            return Part.FIT
        place = position(f"split {self.key}")
        if place < _TESTED:
            return Part.TEST
        return Part.CALIBRATE if place < _CALIBRATED else Part.FIT


def embedded(models: Path) -> CatalogEntry:
    """The catalogue's entry of the model that ships, whose translations are ours."""
    return next(entry for entry in Catalog(models).entries if entry.folder == "embedded")


def shipped_examples(corpus: Path, models: Path, share: float = 1.0) -> list[Example]:
    """`examples` for the model that ships in a catalogue's folder, with its readers' verdicts."""
    weights = embedded(models).sha256["model.bin"]
    return examples(corpus, models / "quality", weights, share)


def position(text: str) -> float:
    """A place in [0, 1) that a text always has, and that says nothing about it."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / 2**56


def examples(corpus: Path, quality: Path, weights: str, share: float = 1.0) -> list[Example]:
    """All of them, in an order that knows nothing of the files'.

    Args:
        corpus: the folder with `dev` and `qe`.
        quality: the folder with what readers made of translations of ours: `verdicts.tsv`, and
            `verdicts_fit.tsv`, of other lines, which is to fit on alone.
        weights: the digest of our model's weights.
        share: of the usual number a set and direction.
    """
    read = list(_read(quality / "verdicts.tsv", weights))
    for_fit = (
        replace(one, name=READ_FOR_FIT) if one.own else one
        for one in _read(quality / "verdicts_fit.tsv", weights)
    )
    now = {(one.direction, one.source) for one in read if one.own}
    unread = (one for one in _support(corpus) if (one.direction, one.source) not in now)
    sets = ((one for one in read if one.own), unread, _tatoeba(corpus), _bcontrast(corpus),
            _diabla(corpus), (one for one in read if not one.own), _diabla_verdicts(corpus),
            _mlqe(corpus), _wmt21(corpus), _demetr(corpus), for_fit)  # fmt: skip
    return [
        example for limit, found in zip(_LIMITS, sets, strict=True)
        for example in _sampled(list(found), round(limit * share))
    ]  # fmt: skip


# Examples a set and direction, in the order of `examples`.
_LIMITS = (1000, 600, 120, 500, 300, 500, 400, 500, 1200, 250, 3000)


def _sampled(found: Sequence[Example], limit: int) -> Iterator[Example]:
    by_direction: dict[str, list[Example]] = {}
    for example in _merged(found):
        by_direction.setdefault(example.direction, []).append(example)
    for those in by_direction.values():
        yield from sorted(those, key=lambda e: position(f"sample {e.key}"))[:limit]


def _merged(found: Iterable[Example]) -> Iterator[Example]:
    """Without empty ones; what several people made of one source is one example."""
    own: dict[tuple[str, str], Example] = {}
    for example in found:
        if not example.source.strip():
            continue
        if not example.references:
            if example.translation and example.translation.strip():
                yield example
            continue
        meant = tuple(text for text in example.references if text.strip())
        before = own.get((example.direction, example.source))
        known = before.references if before else ()
        if merged := tuple(dict.fromkeys((*known, *meant))):
            own[example.direction, example.source] = replace(before or example, references=merged)
    yield from own.values()


def _support(corpus: Path) -> Iterator[Example]:
    for row in _rows(corpus / "dev" / "support.tsv"):
        for other in _OTHERS:
            yield from _both_ways("support", row["en"], row[other], other)


def _tatoeba(corpus: Path) -> Iterator[Example]:
    for other in _OTHERS:
        path = corpus / "dev" / f"tatoeba.en-{other}.tsv"
        for line in path.read_text(encoding="utf-8").splitlines():
            english, foreign = line.split("\t")[:2]
            yield from _both_ways("tatoeba", english, foreign, other)


def _both_ways(name: str, english: str, foreign: str, other: str) -> Iterator[Example]:
    yield Example(name, "en", other, english, english, (foreign,))
    yield Example(name, other, "en", foreign, english, (english,))


def _bcontrast(corpus: Path) -> Iterator[Example]:
    for row in _rows(corpus / "dev" / "bcontrast.en-de.tsv"):
        forward, backward = _both_ways("bcontrast", row["en"], row["xx"], "de")
        yield forward if row["src_lang"] == "en" else backward


def _diabla(corpus: Path) -> Iterator[Example]:
    for row in _rows(corpus / "dev" / "diabla.en-fr.tsv"):
        forward, backward = _both_ways("diabla", row["en"], row["fr"], "fr")
        yield forward if row["src_lang"] == "en" else backward


def _read(verdicts: Path, weights: str) -> Iterator[Example]:
    for row in _rows(verdicts):
        # What was read of earlier weights may be what the present ones still make.
        is_ours = any(map(weights.startswith, row["weights"].split()))
        name = READ if is_ours else f"read-{row['reading']}"
        verdict = _agreed(row["verdict"])
        yield Example(
            name, row["source_language"], row["target_language"], row["source"],
            row["english"], (), row["translation"],
            verdict in ("major", "critical"), verdict == "critical",
        )  # fmt: skip


def _agreed(verdicts: str) -> str:
    """Of one reading the verdict, of several the median: an odd number of readings has one."""
    by_severity = sorted(verdicts.split(), key=_SEVERITIES.index)
    return by_severity[len(by_severity) // 2]


def _diabla_verdicts(corpus: Path) -> Iterator[Example]:
    for row in _rows(corpus / "dev" / "diabla.en-fr.tsv"):
        source, target = ("en", "fr") if row["src_lang"] == "en" else ("fr", "en")
        if row["judgment"]:
            bad = row["judgment"] == "poor"
            yield Example(
                "diabla-verdicts", source, target, row[source], row["en"], (), row["mt"],
                bad, bad and "meaning" in row["problems"],
            )  # fmt: skip


def _mlqe(corpus: Path) -> Iterator[Example]:
    for row in _rows(corpus / "qe" / "mlqe_pe_da.en-de.tsv.xz"):
        if not row["da_mean"]:
            continue
        score = float(row["da_mean"])
        yield Example(
            "mlqe", "en", "de", row["src"], row["src"], (), row["mt"],
            score < _GOOD_SCORE, score < _CRITICAL_SCORE,
        )  # fmt: skip


def _wmt21(corpus: Path) -> Iterator[Example]:
    for row in _rows(corpus / "qe" / "wmt21_critical_errors.en-de.tsv.xz"):
        wrong = row["label"] == "ERR"
        yield Example(
            "wmt21", "en", "de", row["src"], row["src"], (), row["mt"], wrong, wrong
        )  # fmt: skip


def _demetr(corpus: Path) -> Iterator[Example]:
    languages = {"german": "de", "spanish": "es", "french": "fr"}
    for row in _rows(corpus / "qe" / "demetr.to-en.tsv.xz"):
        other = languages.get(row["lang"])
        if other is None or row["severity"] not in ("critical", "major"):
            continue
        # The machine's sentence as it was, or with the error that was planted in it.
        whole = position(f"whole {row['pert']} {row['id']}") < 1 / 2
        yield Example(
            "demetr", other, "en", row["src"], row["src"], (),
            row["mt"] if whole else row["pert_mt"],
            not whole, not whole and row["severity"] == "critical",
        )  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
