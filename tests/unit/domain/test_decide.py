"""What reaches a reviewer, and what does not."""

import pytest

from parley.domain.decide import Policy, Thresholds, audited, decide, is_audited
from parley.domain.message import Assessment, Decision, Detection, Severity
from support.build import flag, translation

SURE = 0.99


@pytest.mark.parametrize(
    ("severities", "decision"),
    [
        ((), Decision.DELIVER),
        ((Severity.MINOR,), Decision.DELIVER),
        ((Severity.MAJOR,), Decision.DELIVER_AND_REVIEW),
        ((Severity.CRITICAL,), Decision.HOLD),
        ((Severity.MINOR, Severity.CRITICAL, Severity.MAJOR), Decision.HOLD),
        ((Severity.MAJOR, Severity.MINOR, Severity.MINOR), Decision.DELIVER_AND_REVIEW),
    ],
)
def test_the_worst_flag_decides(severities: tuple[Severity, ...], decision: Decision) -> None:
    """Whatever the order of the flags, the strictest of their decisions stands."""
    assert decide([flag(s) for s in severities], SURE, Policy()) is decision


@pytest.mark.parametrize(
    ("confidence", "decision"),
    [
        (0.0, Decision.HOLD),
        (0.29, Decision.HOLD),
        (0.3, Decision.DELIVER_AND_REVIEW),
        (0.59, Decision.DELIVER_AND_REVIEW),
        (0.6, Decision.DELIVER),
        (1.0, Decision.DELIVER),
    ],
)
def test_thresholds_are_lower_bounds(confidence: float, decision: Decision) -> None:
    """Confidence at a threshold is enough, anything under it is not."""
    assert decide([], confidence, Policy(hold_below=0.3, review_below=0.6)) is decision


@pytest.mark.parametrize(
    ("severity", "confidence"), [(Severity.CRITICAL, SURE), (Severity.MINOR, 0.1)]
)
def test_flags_and_confidence_do_not_excuse_each_other(
    severity: Severity, confidence: float
) -> None:
    """A sure translation with a critical flag is held, and so is an unsure one with a minor."""
    policy = Policy(hold_below=0.3, review_below=0.6)
    assert decide([flag(severity)], confidence, policy) is Decision.HOLD


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("asked", list(Decision))
def test_a_rule_of_its_own_replaces_the_severitys_decision(
    severity: Severity, asked: Decision
) -> None:
    """`by_rule` can make a rule stricter and laxer than its severity."""
    policy = Policy(by_rule={"some-rule": asked})
    assert decide([flag(severity, "some-rule")], SURE, policy) is asked


def test_an_override_is_for_its_rule_alone() -> None:
    """Excusing one rule does not excuse another of the same severity."""
    policy = Policy(by_rule={"excused": Decision.DELIVER})
    flags = [flag(Severity.CRITICAL, "excused"), flag(Severity.CRITICAL, "other")]
    assert decide(flags, SURE, policy) is Decision.HOLD


def test_a_direction_has_thresholds_of_its_own() -> None:
    """Those for "" stand for every direction that has none."""
    policy = Policy(by_direction={"": Thresholds(0.0, 0.9), "de-en": Thresholds(0.5, 0.9)})
    assert decide([], 0.4, policy, "de-en") is Decision.HOLD
    assert decide([], 0.4, policy, "fr-en") is Decision.DELIVER_AND_REVIEW


def test_the_audit_picks_the_same_messages_again() -> None:
    """Nothing but the id decides, and a larger share keeps those of a smaller one."""
    ids = [f"m{number}" for number in range(1000)]
    few = {one for one in ids if is_audited(one, 0.02)}
    assert few == {one for one in ids if is_audited(one, 0.02)}
    assert few <= {one for one in ids if is_audited(one, 0.2)}


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 1.0])
def test_the_audit_takes_its_share(share: float) -> None:
    """Of many ids, within four standard deviations."""
    count = 20_000
    picked = sum(is_audited(f"message-{number}", share) for number in range(count))
    assert abs(picked - share * count) <= 4 * (share * (1 - share) * count) ** 0.5


def test_an_audited_message_is_sent_and_reviewed() -> None:
    """With a flag that says why, of the least severity."""
    made = Assessment(Detection("de", 1.0), translation(), (), Decision.DELIVER)
    picked = audited(made)
    assert picked.decision is Decision.DELIVER_AND_REVIEW
    assert [(f.rule, f.severity) for f in picked.flags] == [("audit", Severity.MINOR)]
