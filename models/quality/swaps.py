"""How many swapped numbers the number rule catches: references with one number changed.

    python models/quality/swaps.py DIR/dev

Slots of the support lines are filled with values first; a line without a number is no case. A
false alarm is a reference that the rule flags as it stands.
"""

import argparse
import csv
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "service"))

from parley.domain.ports import Exchange
from parley.risk.accuracy import NumberMismatch

_LANGUAGES = ("en", "es", "fr", "de", "pt")
_DIGITS = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[.,]\d+)?(?![\w.,:/-]*\d)")
_VALUES = {
    "amount": "{} €", "percent": "{} %", "days": "{}", "number": "{}", "quantity": "{}",
    "count": "{}", "hours": "{}", "minutes": "{}",
}  # fmt: skip
_RULE = NumberMismatch()


def _pairs(folder: Path, chance: random.Random) -> Iterator[tuple[str, str, str, str]]:
    """(source, its language, reference, its language)."""
    with (folder / "support.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            values = {slot: form.format(chance.randint(2, 980)) for slot, form in _VALUES.items()}
            filled = {tag: _filled(row[tag], values) for tag in _LANGUAGES}
            for tag in _LANGUAGES[1:]:
                yield filled["en"], "en", filled[tag], tag
                yield filled[tag], tag, filled["en"], "en"
    with (folder / "bcontrast.en-de.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["en"], "en", row["xx"], "de"


def _filled(text: str, values: dict[str, str]) -> str:
    for slot, value in values.items():
        text = text.replace("{" + slot + "}", value)
    return text


def _flagged(source: str, language: str, translation: str, target: str) -> bool:
    return bool(list(_RULE.find(Exchange(source, language, translation, target))))


def _swapped(text: str, chance: random.Random) -> str | None:
    """The text with one of its numbers changed; None without one."""
    numbers = list(_DIGITS.finditer(text))
    if not numbers:
        return None
    found = chance.choice(numbers)
    while True:
        place = chance.randrange(len(found.group()))
        if found.group()[place].isdigit():
            break
    digit = chance.choice([d for d in "123456789" if d != found.group()[place]])
    changed = found.group()[:place] + digit + found.group()[place + 1 :]
    return text[: found.start()] + changed + text[found.end() :]


def main(folder: Path, show: bool) -> None:
    chance = random.Random(7)
    with_number = alarms = swaps = caught = lines = 0
    for source, language, reference, target in _pairs(folder, chance):
        lines += 1
        alarm = _flagged(source, language, reference, target)
        alarms += alarm
        swapped = _swapped(reference, chance)
        if swapped is None or not _DIGITS.search(source):
            continue
        with_number += 1
        if alarm:
            continue
        swaps += 1
        hit = _flagged(source, language, swapped, target)
        caught += hit
        if show and not hit:
            print(source, "|", swapped)
    print(f"{swaps} swaps, {caught / swaps:.1%} caught")
    print(f"{lines} references, {alarms / lines:.1%} flagged; {with_number} of them have numbers")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", type=Path, metavar="DIR/dev", help="has support.tsv and bcontrast.en-de.tsv"
    )
    parser.add_argument("--show", action="store_true", help="print the swaps that are missed")
    arguments = parser.parse_args()
    main(arguments.folder, arguments.show)
