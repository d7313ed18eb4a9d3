"""What `parley eval confidence` prints: figures by set and by direction."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from parley.evaluation.examples import DESK, READ
from parley.evaluation.judge import Judged, trusted
from parley.evaluation.metrics import at_budget, auprc, aurc, auroc, ece, standardised
from parley.risk.confidence.bound import certify, upper_bound
from parley.risk.confidence.calibrated import Counted

BUDGETS = (0.1, 0.2, 0.3)
# Critical errors among the lines of a real support chat, and what is reviewed there, to compare
# groups that have more or fewer of them.
USUAL_SHARE = 0.07
USUAL_BUDGETS = (0.1, 0.2)
# Thresholds are tried on this grid, fixed before any data is seen.
GRID = tuple(step / 100 for step in range(99, 0, -1))


class AtBudget(msgspec.Struct, frozen=True):
    """Recall and precision on critical errors when this share of the messages is reviewed."""

    budget: float
    recall: float | None
    precision: float


class Promise(msgspec.Struct, frozen=True):
    """What Learn then Test can say of a bound; `threshold` is None where it certifies none.

    Attributes:
        unreviewed: share of the messages at or above the threshold.
        seen: share of critical errors among them here.
        best: the lowest upper bound that any threshold of the grid reaches, tested alone.
    """

    bound: float
    level: float
    threshold: float | None
    unreviewed: float
    seen: float
    best: float


class Figures(msgspec.Struct, frozen=True):
    """One group of messages, ordered by confidence.

    Attributes:
        auroc, auprc: on critical errors; `auroc_bad` on bad ones.
        standardised: recall on critical errors at each of `USUAL_BUDGETS`, were `USUAL_SHARE` of
            the messages critical.
        aurc: of critical errors.
        ece: of the confidence as the probability of a good translation.
    """

    group: str
    messages: int
    bad: int
    critical: int
    auroc: float | None
    auroc_bad: float | None
    auprc: float | None
    at_budget: tuple[AtBudget, ...]
    standardised: tuple[float | None, ...]
    aurc: float
    ece: float
    promise: Promise


def figures(judged: Sequence[Judged], bound: float = 0.05, level: float = 0.95) -> list[Figures]:
    """A contact centre's lines, all and by direction, then each set by itself."""
    return [_figures(name, group, bound, level) for name, group in groups(judged) if group]


def groups(judged: Sequence[Judged]) -> Iterator[tuple[str, list[Judged]]]:
    """Names of the groups with what is in each."""
    desk = [one for one in trusted(judged) if one.example.name in DESK]
    yield "support desk, all", desk
    for direction in sorted({one.example.direction for one in desk}):
        of_direction = [one for one in desk if one.example.direction == direction]
        yield f"support desk, {direction}", of_direction
    for name in dict.fromkeys(one.example.name for one in judged if one.example.name != READ):
        yield name, [one for one in judged if one.example.name == name]


def count(judged: Iterable[Judged]) -> tuple[Counted, ...]:
    """Along the grid: messages that would go out unreviewed, and the critical ones of them.

    A message that a rule holds or sends to review is never unreviewed.
    """
    free = [one for one in judged if not one.is_flagged]
    rows = []
    for threshold in GRID:
        kept = [one for one in free if one.confidence >= threshold]
        rows.append(Counted(threshold, len(kept), sum(one.critical for one in kept)))
    return tuple(rows)


def _figures(name: str, group: Sequence[Judged], bound: float, level: float) -> Figures:
    suspicion = [one.suspicion for one in group]
    critical = [one.critical for one in group]
    bad = [one.bad for one in group]
    confidence = [one.confidence for one in group]
    return Figures(
        group=name,
        messages=len(group),
        bad=sum(bad),
        critical=sum(critical),
        auroc=auroc(suspicion, critical),
        auroc_bad=auroc(suspicion, bad),
        auprc=auprc(suspicion, critical),
        at_budget=tuple(AtBudget(b, *at_budget(suspicion, critical, b)) for b in BUDGETS),
        standardised=tuple(
            standardised(suspicion, critical, USUAL_SHARE, b) for b in USUAL_BUDGETS
        ),
        aurc=aurc(suspicion, critical),
        ece=ece(confidence, [not b for b in bad]),
        promise=_promise(group, bound, level),
    )


def _promise(group: Sequence[Judged], bound: float, level: float) -> Promise:
    counted = count(group)
    best = min(
        (upper_bound(row.critical, row.kept, level) for row in counted if row.kept), default=1.0
    )
    row = certify(counted, bound, level)
    if row is None:
        return Promise(bound, level, None, 0.0, 0.0, best)
    return Promise(
        bound, level, row.threshold, row.kept / len(group), row.critical / row.kept, best
    )


_HEAD = (
    "| group | messages | bad | critical | AUROC | AUROC bad | AUPRC "
    "| caught at 10% | 20% | 30% | precision 10% | 20% | 30% "
    "| caught of 7% at 10% | 20% | AURC | ECE | unreviewed |"
)


def table(rows: Iterable[Figures]) -> str:
    """Figures as Markdown, in percent but for AURC and ECE."""
    lines = [_HEAD, "|---|" + "--:|" * (_HEAD.count("|") - 2)]
    for row in rows:
        cells = [
            row.group, str(row.messages), _percent(row.bad / row.messages),
            _percent(row.critical / row.messages), _percent(row.auroc),
            _percent(row.auroc_bad), _percent(row.auprc),
            *(_percent(point.recall) for point in row.at_budget),
            *(_percent(point.precision) for point in row.at_budget),
            *map(_percent, row.standardised),
            f"{row.aurc:.3f}", f"{row.ece:.3f}", _promised(row.promise),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def _promised(promise: Promise) -> str:
    if promise.threshold is None:
        return f"none ({_percent(promise.best)})"
    return f"{_percent(promise.unreviewed)} from {promise.threshold:.2f}"
