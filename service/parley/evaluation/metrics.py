"""Figures that say how well a score tells bad messages from good ones; higher is more suspect."""

from collections.abc import Sequence
from itertools import groupby

_BINS = 10


def auroc(scores: Sequence[float], wrong: Sequence[bool]) -> float | None:
    """Chance that a wrong one scores above a right one, ties counting half; None without both."""
    hits = sum(wrong)
    others = len(wrong) - hits
    if not hits or not others:
        return None
    below = concordant = 0.0
    ordered = sorted(zip(scores, wrong, strict=True), key=lambda pair: pair[0])
    for _, tied in groupby(ordered, key=lambda pair: pair[0]):
        group = [is_wrong for _, is_wrong in tied]
        bad = sum(group)
        concordant += bad * (below + (len(group) - bad) / 2)
        below += len(group) - bad
    return concordant / (hits * others)


def auprc(scores: Sequence[float], wrong: Sequence[bool]) -> float | None:
    """Average precision (the step-wise area); ties are one step. None if nothing is wrong."""
    total = sum(wrong)
    if not total:
        return None
    area = 0.0
    seen = found = 0
    for _, tied in groupby(_suspects(scores, wrong), key=lambda pair: pair[0]):
        group = [is_wrong for _, is_wrong in tied]
        seen += len(group)
        found += sum(group)
        area += sum(group) / total * found / seen
    return area


def at_budget(
    scores: Sequence[float], wrong: Sequence[bool], budget: float
) -> tuple[float | None, float]:
    """Recall and precision when the most suspect share of the messages is reviewed.

    Of messages with equal scores at the edge, an even share counts, as if they were drawn.
    """
    count = round(budget * len(scores))
    left, found = float(count), 0.0
    for _, tied in groupby(_suspects(scores, wrong), key=lambda pair: pair[0]):
        group = [is_wrong for _, is_wrong in tied]
        taken = min(left, len(group))
        found += sum(group) * taken / len(group)
        left -= taken
        if left <= 0:
            break
    total = sum(wrong)
    return (found / total if total else None), (found / count if count else 0.0)


def standardised(
    scores: Sequence[float], wrong: Sequence[bool], share: float, budget: float
) -> float | None:
    """Recall when the most suspect are reviewed, were this share of the messages wrong.

    How well wrong ones are told from right ones does not depend on how many there are (the ROC
    curve), but what a budget can catch does: of 50% wrong, 10% of the messages hold a fifth at
    most. Each wrong message counts `share` in all, each right one the rest, so that groups with
    different shares compare; it assumes that wrong ones look alike in both. Ties count evenly.

    Returns:
        In 0..1; None without both kinds.
    """
    hits = sum(wrong)
    others = len(wrong) - hits
    if not hits or not others:
        return None
    left, found = budget, 0.0
    for _, tied in groupby(_suspects(scores, wrong), key=lambda pair: pair[0]):
        group = [is_wrong for _, is_wrong in tied]
        bad = sum(group)
        takes = share * bad / hits + (1 - share) * (len(group) - bad) / others
        part = min(1.0, left / takes)
        found += part * bad / hits
        left -= takes
        if left <= 0:
            break
    return found


def risk_coverage(scores: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, share wrong among the covered), the least suspect covered first."""
    points: list[tuple[float, float]] = []
    seen = found = 0
    ordered = sorted(zip(scores, wrong, strict=True), key=lambda pair: pair[0])
    for _, tied in groupby(ordered, key=lambda pair: pair[0]):
        group = [is_wrong for _, is_wrong in tied]
        seen += len(group)
        found += sum(group)
        points.append((seen / len(ordered), found / seen))
    return points


def aurc(scores: Sequence[float], wrong: Sequence[bool]) -> float:
    """Area under the risk-coverage curve (El-Yaniv and Wiener 2010); lower is better."""
    area = covered = 0.0
    for coverage, risk in risk_coverage(scores, wrong):
        area += (coverage - covered) * risk
        covered = coverage
    return area


def ece(confidences: Sequence[float], good: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal mass (Naeini et al. 2015, adapted)."""
    ordered = sorted(zip(confidences, good, strict=True), key=lambda pair: pair[0])
    error = 0.0
    for number in range(_BINS):
        start, end = (len(ordered) * edge // _BINS for edge in (number, number + 1))
        group = ordered[start:end]
        if group:
            error += abs(sum(c for c, _ in group) - sum(g for _, g in group))
    return error / len(ordered) if ordered else 0.0


def _suspects(scores: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, bool]]:
    return sorted(zip(scores, wrong, strict=True), key=lambda pair: -pair[0])
