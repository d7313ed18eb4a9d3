"""From flags and confidence to a decision: what is routine, what a person must see."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from parley.domain.message import Assessment, Decision, Flag, Formality, Priority, Severity


class OnDeadline(StrEnum):
    """What becomes of a held message that no reviewer came to in time."""

    DELIVER = "deliver"
    ESCALATE = "escalate"


_STRICTNESS = {Decision.DELIVER: 0, Decision.DELIVER_AND_REVIEW: 1, Decision.HOLD: 2}


@dataclass(frozen=True, slots=True)
class Bound:
    """A largest share of critical errors among what nobody sees, and how sure to be of it.

    `certified` is False where no threshold is known to keep it: everything is reviewed there.
    `audited` are the verdicts of the deployment's own audit that certify it, 0 where the
    calibration that came with the model does.
    """

    critical_errors: float
    confidence_level: float
    certified: bool
    audited: int = 0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Confidences (0..1) under which a message is held, and sent on and reviewed.

    `bound` is the one that was asked for, if one was. `is_chosen` tells that `review_below` was
    read from calibration, so that it goes along with a correction of the confidence; one that the
    settings name stays the number that it is.
    """

    hold_below: float
    review_below: float
    bound: Bound | None = None
    is_chosen: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a channel asks of its thresholds where it does not name them; None asks nothing.

    Attributes:
        hold_budget: share of the messages that may be held for want of confidence.
        review_budget: share that people may see for want of confidence, the held among them.
        critical_error_bound: largest share of critical errors among what nobody sees.
        confidence_level: how sure to be of that bound.
    """

    hold_budget: float | None = 0.05
    review_budget: float | None = 0.25
    critical_error_bound: float | None = None
    confidence_level: float = 0.95


@dataclass(frozen=True, slots=True)
class ThresholdScope:
    """What is asked of the thresholds of one direction, of one tenant, or of both.

    What it does not say of holding or of reviewing stays as it was; what it does say takes the
    place of all that was said of the same before.

    Attributes:
        direction: "de-en", primary tags; empty for all.
        tenant: empty for all.
    """

    direction: str = ""
    tenant: str = ""
    hold_below: float | None = None
    review_below: float | None = None
    hold_budget: float | None = None
    review_budget: float | None = None
    critical_error_bound: float | None = None
    confidence_level: float | None = None

    def matches(self, direction: str, tenant: str) -> bool:
        return self.direction in {"", direction} and self.tenant in {"", tenant}

    def applied_to(self, policy: "Policy") -> "Policy":
        """The policy with what this asks for in place of what it asked for."""
        choice, hold_below, review_below = policy.choice, policy.hold_below, policy.review_below
        if self.hold_below is not None:
            hold_below, choice = self.hold_below, replace(choice, hold_budget=None)
        elif self.hold_budget is not None:
            choice = replace(choice, hold_budget=self.hold_budget)
        if self.review_below is not None:
            review_below = self.review_below
        if (self.review_below, self.review_budget, self.critical_error_bound) != (None,) * 3:
            choice = replace(
                choice,
                review_budget=self.review_budget,
                critical_error_bound=self.critical_error_bound,
            )
        if self.confidence_level is not None:
            choice = replace(choice, confidence_level=self.confidence_level)
        return replace(policy, choice=choice, hold_below=hold_below, review_below=review_below)


@dataclass(frozen=True, slots=True)
class Policy:
    """How careful a channel is.

    Attributes:
        hold_below: confidence (0..1) under which a message is held.
        review_below: confidence under which it is sent on and reviewed.
        choice: what the thresholds are to keep to, where calibration knows how.
        scopes: what else is asked of single directions and tenants; a later one has the last word.
        by_direction: thresholds by direction, "de-en", in place of the two above; "" for others.
        by_tenant: the same for each tenant that a scope names.
        audit_share: of the messages that nobody would see, how many are reviewed at random.
        by_severity: decision for the worst flag.
        by_rule: decisions for single rules, in place of the one for their severity.
        hold_deadline_s: seconds that a held message waits for a reviewer.
        vip: values of a conversation's metadata, by key, that make its customer a VIP.
        two_person_from: severity from which two people must agree; None for never.
        two_person_rules: rules whose flags ask for two people, whatever their severity.
        priority: how urgently its messages are translated.
        formality: how its readers are addressed where a conversation does not say; None where
            the channel does not, either.
    """

    hold_below: float = 0.2
    review_below: float = 0.28
    choice: Choice = Choice()
    scopes: tuple[ThresholdScope, ...] = ()
    by_direction: Mapping[str, Thresholds] = field(default_factory=dict)
    by_tenant: Mapping[str, Mapping[str, Thresholds]] = field(default_factory=dict)
    audit_share: float = 0.0
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
    priority: Priority = Priority.LIVE
    formality: Formality | None = None

    def thresholds(self, direction: str, tenant: str = "") -> Thresholds:
        """Those of a direction, "de-en", with a tenant; empty for any other."""
        common = Thresholds(self.hold_below, self.review_below)
        found = self.by_tenant.get(tenant, self.by_direction)
        return found.get(direction, found.get("", common))

    def asked(self, direction: str, tenant: str) -> "Policy":
        """The policy with all that its scopes ask for there."""
        policy = self
        for scope in self.scopes:
            if scope.matches(direction, tenant):
                policy = scope.applied_to(policy)
        return policy

    def tables(self) -> Iterator[tuple[str, dict[str, Thresholds]]]:
        """Thresholds by direction, "" last: first for all tenants, then what one has of its own."""
        yield "", _others_last(self.by_direction) or {"": self.thresholds("")}
        for tenant, found in sorted(self.by_tenant.items()):
            own = [scope for scope in self.scopes if scope.tenant == tenant]
            yield (
                tenant,
                _others_last({
                    direction: thresholds for direction, thresholds in found.items()
                    if any(scope.matches(direction, tenant) for scope in own)
                }),
            )  # fmt: skip


def _others_last(found: Mapping[str, Thresholds]) -> dict[str, Thresholds]:
    return dict(sorted(found.items(), key=lambda entry: (not entry[0], entry[0])))


AUDIT_RULE = "audit"
AUDIT_CATEGORY = "system/audit"
_AUDIT_BYTES = 7


def decide(
    flags: Iterable[Flag],
    confidence: float,
    policy: Policy,
    direction: str = "",
    tenant: str = "",
) -> Decision:
    """The strictest of what confidence, severities and rules ask for.

    Args:
        direction: "de-en", primary tags.
        tenant: the business that the conversation is with; empty where nobody says.
    """
    asked = [Decision.DELIVER]
    thresholds = policy.thresholds(direction, tenant)
    if confidence < thresholds.hold_below:
        asked.append(Decision.HOLD)
    elif confidence < thresholds.review_below:
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


def is_audited(message_id: str, share: float) -> bool:
    """Whether a message is in the random audit: the same answer at every try.

    It depends on nothing but the id, so that the sample is one of all traffic.
    """
    digest = hashlib.sha256(f"audit {message_id}".encode()).digest()[:_AUDIT_BYTES]
    place: float = int.from_bytes(digest) / 256**_AUDIT_BYTES
    return place < share


def audited(assessment: Assessment) -> Assessment:
    """A message that nobody would have seen, sent on and reviewed to learn what such ones hold."""
    flag = Flag(
        rule=AUDIT_RULE,
        category=AUDIT_CATEGORY,
        severity=Severity.MINOR,
        reason="Picked at random, to check what nobody else reviews.",
    )
    return replace(
        assessment,
        flags=(*assessment.flags, flag),
        decision=Decision.DELIVER_AND_REVIEW,
    )
