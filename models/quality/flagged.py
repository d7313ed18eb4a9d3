"""How often a translation of ours is bad where a rule flags it, and where confidence is lowest.

On the lines that the card's figures are not of; see docs/confidence.md for the labels.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from parley.config import Settings
from parley.evaluation.examples import Part, shipped_examples
from parley.evaluation.judge import Judged, judge

# Fewer say nothing of a rule.
_FEWEST = 30


def run(corpus: Path, models: Path) -> None:
    """Print a row for each rule, then one for the tenth with the least confidence."""
    every = shipped_examples(corpus, models)
    lines = [one for one in every if one.own and one.part is not Part.TEST]
    judged = asyncio.run(judge(Settings(models_folder=str(models)), lines))
    by_rule: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        for rule in {flag.rule for flag in one.flags}:
            by_rule[rule].append(one)
    print("| flagged by | lines | bad |\n|---|--:|--:|")
    for rule, those in sorted(by_rule.items(), key=lambda found: -_bad(found[1])):
        if len(those) >= _FEWEST:
            print(f"| {rule} | {len(those)} | {_bad(those):.0%} |")
    least = sorted(judged, key=lambda one: one.confidence)[: len(judged) // 10]
    print(f"| (least confidence) | {len(least)} | {_bad(least):.0%} |")
    print(f"| (all) | {len(judged)} | {_bad(judged):.0%} |")


def _bad(judged: Sequence[Judged]) -> float:
    return sum(one.bad for one in judged) / len(judged)
