"""All rules together: faults, memory, speed."""

from collections.abc import Iterator

import pytest

from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange, RiskAssessor
from parley.risk.registry import RuleSet
from parley.risk.rule import Rule
from support.growth import is_linear


class Failing(Rule):
    id = "failing"
    category = "test"
    severity = Severity.MINOR
    description = "Fails on every text."

    def find(self, exchange: Exchange) -> Iterator[Flag]:
        raise ValueError(exchange.source)
        yield


def test_failing_rule_holds_the_message_and_spares_the_others(rules: RuleSet) -> None:
    """A fault is a critical flag that names the rule and never the text."""
    some = RuleSet((Failing(), *rules.rules))
    flags = some.assess(Exchange("secret: I will sue you", "en"))
    assert [flag.rule for flag in flags] == ["rule-fault", "legal-threat"]
    assert flags[0].category == "system/fault"
    assert flags[0].severity is Severity.CRITICAL
    assert "failing" in flags[0].reason
    assert "secret" not in flags[0].reason


def test_ids_are_unique(rules: RuleSet) -> None:
    """Policies and stored flags name rules by id."""
    ids = [rule.id for rule in rules.rules]
    assert len(set(ids)) == len(ids)


def test_rule_set_is_a_risk_assessor(rules: RuleSet) -> None:
    """It fits the port."""
    assessor: RiskAssessor = rules
    assert assessor.assess(Exchange("Thank you!", "en", "Danke!", "de")) == ()


def test_translation_rules_are_silent_on_a_confirmed_translation(rules: RuleSet) -> None:
    """A person may leave out a number on purpose."""
    assert rules.assess(Exchange("I paid 50", "en", "Bezahlt", "de", from_memory=True)) == ()


def test_unknown_languages_raise_no_fault(rules: RuleSet) -> None:
    """Rules without lists for a language stay silent."""
    assert rules.assess(Exchange("今日は2つください。", "ja", "I'd like 2 today.", "en")) == ()


@pytest.mark.parametrize("unit", ["Where is my order AB-12? I want 18.10 € back. ", "ha ", "no-"])
def test_the_time_of_all_rules_grows_as_the_text_does(rules: RuleSet, unit: str) -> None:
    """No pattern tries everything again from every place."""

    def judge(text: str) -> object:
        return rules.assess(Exchange(text, "en", text, "de"))

    assert is_linear(judge, unit, sizes=(2_000, 8_000))
