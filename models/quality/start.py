"""Where the sequence of tests behind a bound should begin: power and validity where truth is known.

    python models/quality/start.py

Confidences are uniform; the chance of a critical error rises as confidence falls, as the curve
says. A start is valid if at most 5% of its runs certify a threshold that breaks the bound of 5%.
"""

from functools import cache

import numpy as np

from parley.risk.confidence.bound import fewest, upper_bound

_BOUND, _LEVEL, _RUNS = 0.05, 0.95, 1000
_GRID = np.round(np.arange(0.99, 0.0, -0.01), 2)
# Share of critical errors at the best and the worst confidence, and how fast it rises.
_CURVES = {
    "rare at the top": (0.002, 0.15, 3.0),
    "steep": (0.005, 0.9, 4.0),
    "flat": (0.02, 0.2, 1.0),
    "just above": (0.0501, 0.06, 1.0),
}
_STARTS = (0.0, 0.5, 0.7)


def _risk(confidence: np.ndarray, curve: tuple[float, float, float]) -> np.ndarray:
    best, worst, power = curve
    return best + (worst - best) * (1 - confidence) ** power


@cache
def _passes(critical: int, kept: int) -> bool:
    return upper_bound(critical, kept, _LEVEL) <= _BOUND


def _certified(kept: np.ndarray, critical: np.ndarray, needed: int) -> float | None:
    """The lowest threshold that `bound.certify` would take; it is not called for its speed."""
    last = None
    for threshold, count, wrong in zip(_GRID, kept, critical, strict=True):
        if count < needed:
            continue
        if not _passes(int(wrong), int(count)):
            break
        last = float(threshold)
    return last


def main() -> None:
    chance = np.random.default_rng(5)
    needed = [fewest(_BOUND, _LEVEL, seen) for seen in _STARTS]
    print("| risk | messages |", " | ".join(f"from {n}" for n in needed), "|")
    for name, curve in _CURVES.items():
        truth = {float(t): _risk(np.linspace(t, 1, 400), curve).mean() for t in _GRID}
        for messages in (300, 1000, 3000):
            unreviewed, broken = np.zeros(len(needed)), np.zeros(len(needed))
            for _ in range(_RUNS):
                confidence = np.sort(chance.random(messages))[::-1]
                wrong = np.cumsum(chance.random(messages) < _risk(confidence, curve))
                kept = np.searchsorted(-confidence, -_GRID, side="right")
                critical = np.where(kept > 0, wrong[np.maximum(kept, 1) - 1], 0)
                for place, least in enumerate(needed):
                    threshold = _certified(kept, critical, least)
                    if threshold is not None:
                        unreviewed[place] += 1 - threshold
                        broken[place] += truth[threshold] > _BOUND
            cells = [f"{u:.0%} out, {b:.1%} broken" for u, b in
                     zip(unreviewed / _RUNS, broken / _RUNS, strict=True)]  # fmt: skip
            print("|", name, "|", messages, "|", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
