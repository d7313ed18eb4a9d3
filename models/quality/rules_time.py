"""CPU time of the lists' reading and of all rules on a message with its translation.

    python models/quality/rules_time.py DIR/dev

The messages are the support lines, from English and into it, each by whoever says it.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "service"))

from parley.app import load_classifier
from parley.config import Settings
from parley.domain.message import AuthorRole
from parley.domain.ports import Exchange
from parley.risk.labelled import times_s
from parley.risk.lists import packaged_folder, read_lists
from parley.risk.registry import RuleSet, all_rules

_LANGUAGES = ("es", "fr", "de", "pt")


def _exchanges(folder: Path) -> Iterator[Exchange]:
    with (folder / "support.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            role = AuthorRole(row["speaker"])
            for tag in _LANGUAGES:
                yield Exchange(row["en"], "en", row[tag], tag, author_role=role)
                yield Exchange(row[tag], tag, row["en"], "en", author_role=role)


def main(folder: Path) -> None:
    started = time.thread_time()
    lists = read_lists(packaged_folder())
    print(f"lists: {time.thread_time() - started:.3f} s")
    rules = RuleSet(all_rules(lists, load_classifier(Settings())))
    taken = sorted(times_s(list(_exchanges(folder)), rules))
    mean, p50, p99 = sum(taken) / len(taken), taken[len(taken) // 2], taken[len(taken) * 99 // 100]
    print(
        f"{len(taken)} messages with translation: mean {1e3 * mean:.3f} ms, "
        f"p50 {1e3 * p50:.3f} ms, p99 {1e3 * p99:.3f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR/dev", help="has support.tsv")
    main(parser.parse_args().folder)
