"""One set of all rules for every test of the rules: compiling the lists takes half a second."""

from collections.abc import Callable
from pathlib import Path

import pytest

from parley.domain.message import Flag, SpanSide
from parley.domain.ports import Exchange
from parley.engine.classifier import EncoderClassifier
from parley.risk.lists import packaged_lists
from parley.risk.registry import RuleSet, all_rules

Raised = Callable[..., dict[str, Flag]]


@pytest.fixture(scope="session")
def classifier() -> EncoderClassifier:
    """The one that comes with the models."""
    return EncoderClassifier(Path(__file__).parents[3] / "models" / "quality" / "classifier")


@pytest.fixture(scope="session")
def rules(classifier: EncoderClassifier) -> RuleSet:
    return RuleSet(all_rules(packaged_lists(), classifier))


@pytest.fixture(scope="session")
def raised(rules: RuleSet) -> Raised:
    """The first flag of each rule for an exchange, by rule id; every span is checked."""

    def assess(source: str, language: str, *args: object, **fields: object) -> dict[str, Flag]:
        exchange = Exchange(source, language, *args, **fields)  # type: ignore[arg-type]
        found: dict[str, Flag] = {}
        for flag in rules.assess(exchange):
            assert flag.rule != "rule-fault", flag.reason
            if flag.span:
                text = source if flag.span.side is SpanSide.SOURCE else exchange.translation or ""
                assert 0 <= flag.span.start < flag.span.end <= len(text)
            found.setdefault(flag.rule, flag)
        return found

    return assess
