"""What a report counts, over messages and review items of a period."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class GroupBy(StrEnum):
    """What the rows of a report stand for."""

    ALL = "all"
    LANGUAGE = "language"
    CHANNEL = "channel"
    RULE = "rule"
    REVIEWER = "reviewer"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """Messages accepted, and items queued, from `start` on and before `end`; whole seconds."""

    start: datetime
    end: datetime
    group_by: GroupBy = GroupBy.ALL


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row; shares are in 0..1 and None where there is nothing to take a share of.

    Attributes:
        key: "de-en", a channel, rule, reviewer or "category:cause"; empty for all.
        messages: that have a result; 0 where messages cannot be told by key.
        contained: of these, delivered and decided by no person.
        touched: of these, decided by a person.
        items: queued for review; an item with several rules or reasons counts for each.
        decided: of these, by a person.
        edited: of these, released with another text, or rejected.
        deadline_misses: items whose time was up before anybody decided.
        release_p50_s, release_p90_s: seconds from queueing to a person's release, nearest rank.
        from_memory: messages that a reviewer's release of the same line answered.
        repeats_before, repeats_after: items whose line had been queued before, and that were
            queued before and after a person first released it. A line is the same for texts
            that differ in values only.
        edit_distance: mean over released items, Levenshtein over the longer length.
        satisfaction: mean of the customers' answers, 1 to 5.
        first_contact_resolution: share of conversations that were resolved at first contact.
    """

    key: str
    messages: int = 0
    contained: int = 0
    touched: int = 0
    items: int = 0
    decided: int = 0
    edited: int = 0
    rejected: int = 0
    deadline_misses: int = 0
    from_memory: int = 0
    repeats_before: int = 0
    repeats_after: int = 0
    release_p50_s: float | None = None
    release_p90_s: float | None = None
    edit_distance: float | None = None
    satisfaction: float | None = None
    first_contact_resolution: float | None = None

    @property
    def containment(self) -> float | None:
        return self.contained / self.messages if self.messages else None

    @property
    def human_touch(self) -> float | None:
        return self.touched / self.messages if self.messages else None

    @property
    def precision(self) -> float | None:
        """Share of decided items that a person changed: of a rule, how often it was right."""
        return self.edited / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a conversation went, as far as the channel knows."""

    conversation_id: str
    at: datetime
    satisfaction: int | None = None
    resolved_first_contact: bool | None = None


def ranked(rows: list[ReportRow], group_by: GroupBy) -> list[ReportRow]:
    """Rules by rising precision, so that the noisiest come first; others by number, then name.

    Rules of which nothing was decided yet come last.
    """
    if group_by is not GroupBy.RULE:
        return sorted(rows, key=lambda row: (-max(row.messages, row.items), row.key))
    return sorted(
        rows,
        key=lambda row: (row.precision is None, row.precision or 0.0, -row.items, row.key),
    )
