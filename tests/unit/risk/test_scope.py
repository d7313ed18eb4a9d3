"""Rules by channel, direction and tenant."""

import pytest

from parley.domain.message import Severity
from parley.domain.ports import Exchange
from parley.risk.registry import RuleSet
from parley.risk.scope import RuleScope

THREAT = "I will sue you."


def severities(rules: RuleSet, scopes: list[RuleScope], **fields: object) -> dict[str, Severity]:
    """What speaks, and how loud."""
    chosen = RuleSet(rules.rules, scopes)
    exchange = Exchange(THREAT, "en", "Ich werde Sie verklagen.", "de", **fields)  # type: ignore[arg-type]
    return {flag.rule: flag.severity for flag in chosen.assess(exchange)}


@pytest.mark.parametrize(
    ("scope", "fields"),
    [
        (RuleScope(off=frozenset(["legal-threat"])), {}),
        (RuleScope(channel="email", off=frozenset(["legal-threat"])), {"channel": "email"}),
        (
            RuleScope(source_language="en", target_language="de", off=frozenset(["legal-threat"])),
            {},
        ),
        (
            RuleScope(tenant="acme", off=frozenset(["legal-threat"])),
            {"metadata": {"tenant": "acme"}},
        ),
    ],
)
def test_a_rule_is_silent_where_a_scope_says_so(
    rules: RuleSet, scope: RuleScope, fields: dict[str, object]
) -> None:
    """Everywhere, on a channel, in a direction, with a tenant."""
    assert "legal-threat" in severities(rules, [])
    assert "legal-threat" not in severities(rules, [scope], **fields)


@pytest.mark.parametrize(
    "scope",
    [
        RuleScope(channel="email", off=frozenset(["legal-threat"])),
        RuleScope(target_language="fr", off=frozenset(["legal-threat"])),
        RuleScope(source_language="de", off=frozenset(["legal-threat"])),
        RuleScope(tenant="acme", off=frozenset(["legal-threat"])),
    ],
)
def test_a_scope_says_nothing_elsewhere(rules: RuleSet, scope: RuleScope) -> None:
    """On another channel, in another direction, with another tenant."""
    fields = {"channel": "chat", "metadata": {"tenant": "other"}}
    assert "legal-threat" in severities(rules, [scope], **fields)


def test_the_last_scope_has_the_last_word(rules: RuleSet) -> None:
    """Off for all, on for one tenant, and as loud as it says."""
    scopes = [
        RuleScope(off=frozenset(["legal-threat"]), severities={"legal-threat": Severity.MAJOR}),
        RuleScope(
            tenant="acme",
            on=frozenset(["legal-threat"]),
            severities={"legal-threat": Severity.MINOR},
        ),
    ]
    assert "legal-threat" not in severities(rules, scopes)
    spoken = severities(rules, scopes, metadata={"tenant": "acme"})
    assert spoken["legal-threat"] is Severity.MINOR
