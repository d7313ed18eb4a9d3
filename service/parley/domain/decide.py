"""From flags and confidence to a decision: what is routine, what a person must see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parley.domain.message import Decision, Flag, Severity


class OnDeadline(StrEnum):
    """What becomes of a held message that no reviewer came to in time."""

    DELIVER = "deliver"
    ESCALATE = "escalate"


_STRICTNESS = {Decision.DELIVER: 0, Decision.DELIVER_AND_REVIEW: 1, Decision.HOLD: 2}


@dataclass(frozen=True, slots=True)
class Policy:
    """How careful a channel is.

    Attributes:
        hold_below: confidence (0..1) under which a message is held.
        review_below: confidence under which it is sent on and reviewed.
        by_severity: decision for the worst flag.
        by_rule: decisions for single rules, in place of the one for their severity.
        hold_deadline_s: seconds that a held message waits for a reviewer.
        vip: values of a conversation's metadata, by key, that make its customer a VIP.
        two_person_from: severity from which two people must agree; None for never.
        two_person_rules: rules whose flags ask for two people, whatever their severity.
    """

    hold_below: float = 0.2
    review_below: float = 0.28
    by_severity: Mapping[Severity, Decision] = field(
        default_factory=lambda: {
            Severity.MINOR: Decision.DELIVER,
            Severity.MAJOR: Decision.DELIVER_AND_REVIEW,
            Severity.CRITICAL: Decision.HOLD,
        }
    )
    by_rule: Mapping[str, Decision] = field(default_factory=dict)
    hold_deadline_s: float = 600.0
    on_deadline: OnDeadline = OnDeadline.DELIVER
    vip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    two_person_from: Severity | None = None
    two_person_rules: frozenset[str] = frozenset()


def decide(flags: Iterable[Flag], confidence: float, policy: Policy) -> Decision:
    """The strictest of what confidence, severities and rules ask for."""
    asked = [Decision.DELIVER]
    if confidence < policy.hold_below:
        asked.append(Decision.HOLD)
    elif confidence < policy.review_below:
        asked.append(Decision.DELIVER_AND_REVIEW)
    for flag in flags:
        asked.append(policy.by_rule.get(flag.rule, policy.by_severity[flag.severity]))
    return max(asked, key=_STRICTNESS.__getitem__)


def needs_two(flags: Iterable[Flag], policy: Policy) -> bool:
    """Whether two people must agree on the text before a flagged message goes out."""
    return any(
        flag.rule in policy.two_person_rules
        or (policy.two_person_from is not None and flag.severity >= policy.two_person_from)
        for flag in flags
    )


def is_vip(metadata: Mapping[str, str], policy: Policy) -> bool:
    """Whether what the channel says of a customer puts their messages before others'."""
    return any(metadata.get(key) in values for key, values in policy.vip.items())
