"""How the tests behind a bound should follow each other: power and validity where truth is known.

    python models/quality/sequence.py

Confidences are uniform; the chance of a critical error rises as confidence falls, as the curve
says. A way is valid if at most 5% of its runs certify a threshold that breaks the bound of 5%.
"""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from scipy.stats import binom

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "service"))

from parley.risk.confidence.bound import fewest

BOUND, LEVEL, RUNS = 0.05, 0.95, 1000
# Share of critical errors at the best and the worst confidence, and how fast it rises.
CURVES = {
    "rare at the top": (0.002, 0.15, 3.0),
    "steep": (0.005, 0.9, 4.0),
    "dirty at the top": (0.03, 0.9, 2.0),
    "flat": (0.02, 0.2, 1.0),
    "just above": (0.0501, 0.06, 1.0),
}
Curve = tuple[float, float, float]
# Thresholds from the strictest down: every hundredth, every twentieth.
FINE, COARSE = (np.round(np.arange(1 - step, 0, -step), 2) for step in (0.01, 0.05))


def risk(confidence: np.ndarray, curve: Curve) -> np.ndarray:
    """The chance of a critical error at a confidence."""
    best, worst, power = curve
    return best + (worst - best) * (1 - confidence) ** power


def broken(threshold: float, curve: Curve) -> bool:
    """Whether what is kept at or above a threshold breaks the bound in truth."""
    best, worst, power = curve
    kept = 1 - threshold
    return best + (worst - best) * kept**power / (power + 1) > BOUND


def one_start(grid: np.ndarray, seen: float) -> Callable[[np.ndarray, np.ndarray], float | None]:
    """Down the grid from where this part of the bound may be seen, to the first that fails."""
    needed = fewest(BOUND, LEVEL, seen)

    def certified(kept: np.ndarray, critical: np.ndarray) -> float | None:
        return _last(grid, kept, critical, needed, 1 - LEVEL)

    return certified


def many_starts(
    grid: np.ndarray, parts: tuple[float, ...]
) -> Callable[[np.ndarray, np.ndarray], float | None]:
    """From several starts, each with its share of the error (Bonferroni); the lowest counts."""
    error = (1 - LEVEL) / len(parts)
    needed = [fewest(BOUND, 1 - error, seen) for seen in parts]

    def certified(kept: np.ndarray, critical: np.ndarray) -> float | None:
        found = [_last(grid, kept, critical, least, error) for least in needed]
        return min((threshold for threshold in found if threshold is not None), default=None)

    return certified


def _last(
    grid: np.ndarray, kept: np.ndarray, critical: np.ndarray, needed: int, error: float
) -> float | None:
    """`bound.certify` in arrays: Clopper and Pearson's bound holds where this p-value is small."""
    tested = kept >= needed
    passes = binom.cdf(critical[tested], kept[tested], BOUND) <= error
    if not len(passes) or not passes[0]:
        return None
    failed = np.flatnonzero(~passes)
    last = failed[0] - 1 if len(failed) else len(passes) - 1
    return float(grid[tested][last])


WAYS = {
    "fine, from 59": (FINE, one_start(FINE, 0.0)),
    "fine, from 153": (FINE, one_start(FINE, 0.5)),
    "coarse, from 59": (COARSE, one_start(COARSE, 0.0)),
    "coarse, from 153": (COARSE, one_start(COARSE, 0.5)),
    "coarse, from 482": (COARSE, one_start(COARSE, 0.7)),
    "coarse, 3 starts": (COARSE, many_starts(COARSE, (0.0, 0.5, 0.7))),
}


def simulate(curve: Curve, messages: int, runs: int, seed: int) -> dict[str, tuple[float, float]]:
    """By way: the share of messages that go out unreviewed, and of runs that break the bound."""
    chance = np.random.default_rng(seed)
    unreviewed, wrong = dict.fromkeys(WAYS, 0.0), dict.fromkeys(WAYS, 0)
    for _ in range(runs):
        confidence = np.sort(chance.random(messages))[::-1]
        errors = np.append(0, np.cumsum(chance.random(messages) < risk(confidence, curve)))
        for name, (grid, certified) in WAYS.items():
            kept = np.searchsorted(-confidence, -grid, side="right")
            threshold = certified(kept, errors[kept])
            if threshold is not None:
                unreviewed[name] += 1 - threshold
                wrong[name] += broken(threshold, curve)
    return {name: (unreviewed[name] / runs, wrong[name] / runs) for name in WAYS}


@cache
def _allowed() -> tuple[np.ndarray, np.ndarray]:
    """Numbers of kept messages, and the most errors with which a test on so many passes."""
    counts = np.arange(1, 4000)
    errors = binom.ppf(1 - LEVEL, counts, BOUND)
    return counts, errors - (binom.cdf(errors, counts, BOUND) > 1 - LEVEL)


def messages_needed(share: float, power: float = 0.8) -> int:
    """Kept calibration messages with which one test passes so often, if this share is wrong.

    With any greater number it does, too; with fewer it may, as errors come in whole ones.
    """
    counts, allowed = _allowed()
    fails = np.flatnonzero(binom.cdf(allowed, counts, share) < power)
    return int(counts[fails[-1]]) + 1


def main() -> None:
    for share in (0.005, 0.01, 0.02, 0.03, 0.04):
        print(f"{share:.1%} wrong: {messages_needed(share)} messages pass in 80% of all cases")
    print("| risk | messages |", " | ".join(WAYS), "|")
    for name, curve in CURVES.items():
        for messages in (300, 1000, 3000):
            found = simulate(curve, messages, RUNS, seed=5)
            cells = [f"{out:.0%} out, {bad:.1%} broken" for out, bad in found.values()]
            print("|", name, "|", messages, "|", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
