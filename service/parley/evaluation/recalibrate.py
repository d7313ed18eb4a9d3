"""Whether reviewers' verdicts correct the confidence of a direction, and by how much."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from parley.evaluation.examples import position
from parley.evaluation.verdicts import LineVerdict, effective
from parley.risk.confidence.correction import Correction, Weighed, fit, gain

LEAST_VERDICTS = 100
# Of the rarer kind: under ten, one verdict more or less moves the line visibly (compare the ten
# events per variable of Peduzzi et al. 1996).
LEAST_OF_A_KIND = 10
# The 95% point of a likelihood ratio of one degree of freedom, from one side: a steeper slope is by
# chance, where there is none, in one case of twenty.
_LEAST_GAIN = 2.706
_FOLDS = 10
_BINS = 10


class Recalibrated(msgspec.Struct, frozen=True):
    """One direction.

    Attributes:
        verdicts: of reviewers on what the model translated.
        effective: of as many different lines of full weight they are worth.
        wrong: of the verdicts.
        ece_before, brier_before: of the confidence as the shipped calibration gives it.
        ece_after, brier_after: cross-validated, corrected; None where nothing was fitted.
        correction: None where there is none, and `refused` says why.
        refused: TOO_FEW_VERDICTS, TOO_FEW_OF_A_KIND, ORDER_NOT_FOLLOWED, NOT_BETTER, or empty.
    """

    direction: str
    verdicts: int
    effective: float
    wrong: int
    ece_before: float
    brier_before: float
    ece_after: float | None = None
    brier_after: float | None = None
    correction: Correction | None = None
    refused: str = ""


def recalibrate(found: Mapping[str, Sequence[LineVerdict]]) -> list[Recalibrated]:
    """A row for each direction with verdicts, by name."""
    return [_of(direction, those) for direction, those in sorted(found.items()) if those]


def corrections_of(rows: Iterable[Recalibrated]) -> dict[str, Correction]:
    """Those that are worth using."""
    return {row.direction: row.correction for row in rows if row.correction is not None}


def _of(direction: str, verdicts: Sequence[LineVerdict]) -> Recalibrated:
    all_of_them = [verdict.weighed for verdict in verdicts]
    row = Recalibrated(
        direction=direction,
        verdicts=len(verdicts),
        effective=effective(verdicts),
        wrong=sum(not one.right for one in all_of_them),
        ece_before=ece(all_of_them),
        brier_before=brier(all_of_them),
    )
    if row.effective < LEAST_VERDICTS:
        return msgspec.structs.replace(row, refused="TOO_FEW_VERDICTS")
    if min(row.wrong, row.verdicts - row.wrong) < LEAST_OF_A_KIND:
        return msgspec.structs.replace(row, refused="TOO_FEW_OF_A_KIND")
    correction = fit(all_of_them)
    # As many verdicts as they are worth: repeats of a line and small weights prove little.
    worth = row.effective / sum(one.weight for one in all_of_them)
    if not correction.keeps_order or worth * gain(all_of_them, correction) < _LEAST_GAIN:
        return msgspec.structs.replace(row, refused="ORDER_NOT_FOLLOWED")
    held_out = list(_held_out(verdicts))
    row = msgspec.structs.replace(row, ece_after=ece(held_out), brier_after=brier(held_out))
    if row.brier_after is None or row.brier_after >= row.brier_before:
        return msgspec.structs.replace(row, refused="NOT_BETTER")
    return msgspec.structs.replace(row, correction=correction)


def _held_out(verdicts: Sequence[LineVerdict]) -> Iterable[Weighed]:
    """Each verdict with its confidence corrected by those on other lines alone."""
    folds: list[list[Weighed]] = [[] for _ in range(_FOLDS)]
    for verdict in verdicts:
        folds[int(position(f"fold {verdict.line}") * _FOLDS)].append(verdict.weighed)
    for number, fold in enumerate(folds):
        others = [one for other, those in enumerate(folds) if other != number for one in those]
        correction = fit(others)
        for one in fold:
            yield Weighed(correction.apply(one.confidence), one.right, one.weight)


def brier(verdicts: Sequence[Weighed]) -> float:
    """Weighted mean squared error of the confidence as a probability of being right."""
    total = sum(one.weight for one in verdicts)
    error = sum(one.weight * (one.confidence - one.right) ** 2 for one in verdicts)
    return error / total


def ece(verdicts: Sequence[Weighed]) -> float:
    """Expected calibration error over ten bins of equal weight."""
    ordered = sorted(verdicts, key=lambda one: one.confidence)
    total = sum(one.weight for one in ordered)
    gaps = [0.0] * _BINS
    seen = 0.0
    for one in ordered:
        gaps[min(int(_BINS * seen / total), _BINS - 1)] += one.weight * (one.confidence - one.right)
        seen += one.weight
    return sum(map(abs, gaps)) / total
