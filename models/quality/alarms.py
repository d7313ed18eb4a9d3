"""What the rules flag in lines that people wrote, and in their translations by people.

    python models/quality/alarms.py DIR/dev

Of single lines: the share with any flag, with one by likeness, and with one of the three gravest
themes. Of pairs: how many references pass for a copy of their source, and how many copies do.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "service"))

from parley.app import build_rules
from parley.config import Settings
from parley.domain.message import AuthorRole
from parley.domain.ports import Exchange, RiskAssessor
from parley.risk.shape import Untranslated

_OTHERS = ("es", "fr", "de", "pt")
_GRAVEST = frozenset(
    prefix + theme
    for theme in ("self-harm", "violence", "wants-a-human")
    for prefix in ("", "likely-")
)
_WORD = re.compile(r"[^\W\d_]+")

# Languages of a line and what it says in each, with who says it where that is known.
Row = tuple[dict[str, str], AuthorRole | None]


def _support(folder: Path) -> Iterator[Row]:
    for row in _rows(folder / "support.tsv"):
        yield {tag: row[tag] for tag in ("en", *_OTHERS)}, AuthorRole(row["speaker"])


def _headless(folder: Path, name: str) -> Iterator[Row]:
    for other in _OTHERS:
        for line in (folder / f"{name}.en-{other}.tsv").read_text(encoding="utf-8").splitlines():
            english, foreign = line.split("\t")[:2]
            yield {"en": english, other: foreign}, None


def _chats(folder: Path) -> Iterator[Row]:
    for row in _rows(folder / "bcontrast.en-de.tsv"):
        yield {"en": row["en"], "de": row["xx"]}, AuthorRole(row["role"])


def _diabla(folder: Path) -> Iterator[Row]:
    for row in _rows(folder / "diabla.en-fr.tsv"):
        yield {"en": row["en"], "fr": row["fr"]}, None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _print_shares(name: str, rows: list[Row], rules: RiskAssessor) -> None:
    found = [
        {flag.rule for flag in rules.assess(Exchange(text, tag, author_role=role))}
        for texts, role in rows
        for tag, text in texts.items()
    ]
    likely = sum(any(rule.startswith("likely-") for rule in flags) for flags in found)
    gravest = sum(bool(flags & _GRAVEST) for flags in found)
    shares = (sum(map(bool, found)), likely, gravest)
    print(f"| {name} | {len(found)} | {' | '.join(f'{n / len(found):.1%}' for n in shares)} |")


def _print_copies(rows: list[Row]) -> None:
    rule = Untranslated()
    flagged = pairs = copied = copies = 0
    for texts, _ in rows:
        for source, target in permutations(texts, 2):
            text = texts[source]
            pairs += 1
            flagged += any(rule.find(Exchange(text, source, texts[target], target)))
            if len(_WORD.findall(text)) > 1:
                copies += 1
                copied += any(rule.find(Exchange(text, source, text, target)))
    print(f"\n{pairs} pairs, {flagged} of them copied by `untranslated`")
    print(f"{copies} sources of two words or more in their place, {copied / copies:.1%} found")


def main(folder: Path) -> None:
    rules = build_rules(Settings())
    sets = {
        "support": list(_support(folder)),
        "tatoeba": list(_headless(folder, "tatoeba")),
        "diabla": list(_diabla(folder)),
        "bcontrast": list(_chats(folder)),
    }
    print("| lines of | lines | flagged | by likeness | self-harm, violence, wants-a-human |")
    print("|---|--:|--:|--:|--:|")
    for name, rows in sets.items():
        _print_shares(name, rows, rules)
    _print_copies([row for rows in (*sets.values(), _headless(folder, "ntrex")) for row in rows])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", type=Path, metavar="DIR/dev",
        help="has support.tsv, tatoeba, ntrex, bcontrast and diabla",
    )  # fmt: skip
    main(parser.parse_args().folder)
