"""Lines that people labelled for the risk rules, and how well the rules do on them."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from parley.domain.message import AuthorRole
from parley.domain.ports import Exchange, RiskAssessor

_HEAD = ["language", "rule", "text"]
# What only agents say; all other lines are customers'.
AGENTS = frozenset(["agent-commitment"])


class LabelError(ValueError):
    """A file of labelled lines that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """`marked` is the half-open range that the rule should mark; None for a harmless line."""

    language: str
    rule: str
    text: str
    marked: tuple[int, int] | None


@dataclass(slots=True)
class Score:
    """Of one rule. `overlaps` counts hits that touch the marked phrase."""

    positives: int = 0
    hits: int = 0
    overlaps: int = 0
    false_alarms: int = 0

    @property
    def recall(self) -> float:
        return self.hits / self.positives if self.positives else 1.0

    @property
    def precision(self) -> float:
        raised = self.hits + self.false_alarms
        return self.hits / raised if raised else 1.0

    @property
    def overlap(self) -> float:
        return self.overlaps / self.hits if self.hits else 1.0


@dataclass(slots=True)
class Scores:
    """Of all rules that have a positive line.

    Attributes:
        harmless, harmless_flagged: lines without a marked phrase, and those with any flag.
        missed, alarms: the lines themselves, with the rule.
    """

    by_rule: dict[str, Score] = field(default_factory=dict)
    harmless: int = 0
    harmless_flagged: int = 0
    missed: list[LabelledLine] = field(default_factory=list)
    alarms: list[tuple[str, LabelledLine]] = field(default_factory=list)

    def macro(self, figure: str) -> float:
        """The plain mean of "recall", "precision" or "overlap" over rules."""
        figures: list[float] = [getattr(one, figure) for one in self.by_rule.values()]
        return sum(figures) / max(1, len(figures))


def read_labelled(file: Path) -> list[LabelledLine]:
    """Read tab-separated language, rule and text; brackets mark the phrase of a risky line.

    Raises:
        LabelError: the file or a line has another shape.
    """
    try:
        rows = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{file}: {error}") from error
    if not rows or rows[0].split("\t") != _HEAD:
        raise LabelError(f"{file}: the first line names the columns {', '.join(_HEAD)}")
    lines: list[LabelledLine] = []
    for number, row in enumerate(rows[1:], start=2):
        columns = row.split("\t")
        if len(columns) != len(_HEAD) or not all(columns):
            raise LabelError(f"{file}:{number}: not {len(_HEAD)} columns with text")
        lines.append(_line(*columns))
    return lines


def _line(language: str, rule: str, marked: str) -> LabelledLine:
    start, end = marked.find("["), marked.rfind("]")
    if start < 0 or end < start:
        return LabelledLine(language, rule, marked, None)
    text = marked[:start] + marked[start + 1 : end] + marked[end + 1 :]
    return LabelledLine(language, rule, text, (start, end - 1))


def score(lines: Iterable[LabelledLine], rules: RiskAssessor) -> Scores:
    """Recall on risky lines; precision against every harmless line, whatever it was written for.

    A rule and the one that looks for the same by likeness count as one.
    """
    scores = Scores()
    by_rule: defaultdict[str, Score] = defaultdict(Score)
    for line in lines:
        flags = rules.assess(as_exchange(line))
        if line.marked is None:
            scores.harmless += 1
            scores.harmless_flagged += bool(flags)
            for rule in {flag.theme for flag in flags}:
                by_rule[rule].false_alarms += 1
                scores.alarms.append((rule, line))
            continue
        of_rule = by_rule[line.rule]
        of_rule.positives += 1
        spans = [flag.span for flag in flags if flag.theme == line.rule]
        if not spans:
            scores.missed.append(line)
            continue
        of_rule.hits += 1
        start, end = line.marked
        of_rule.overlaps += any(s is not None and s.start < end and start < s.end for s in spans)
    scores.by_rule = {rule: s for rule, s in sorted(by_rule.items()) if s.positives}
    return scores


def as_exchange(line: LabelledLine) -> Exchange:
    """The line as a message of whoever says such things."""
    role = AuthorRole.AGENT if line.rule in AGENTS else AuthorRole.CUSTOMER
    return Exchange(line.text, line.language, author_role=role)


def times_s(exchanges: Sequence[Exchange], rules: RiskAssessor) -> list[float]:
    """Seconds of CPU time that all rules take on each exchange, after one round to warm up.

    The process's, since a second look computes in a thread of its own.
    """
    for exchange in exchanges:
        rules.assess(exchange)
    taken: list[float] = []
    for exchange in exchanges:
        start = time.process_time()
        rules.assess(exchange)
        taken.append(time.process_time() - start)
    return taken
