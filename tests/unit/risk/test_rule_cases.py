"""Every rule in every language, by table: what it must say, and as much that it must not."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from parley.domain.message import AuthorRole, Formality
from parley.domain.ports import Exchange
from parley.domain.term import Term
from parley.engine.classifier import EncoderClassifier
from parley.risk.labelled import as_exchange, read_labelled
from parley.risk.likely import RULES
from parley.risk.likeness import Likeness
from parley.risk.lists import LANGUAGES
from parley.risk.net import packaged_net
from parley.risk.registry import RuleSet

_HEAD = ["rule", "raises", "from", "to", "source", "translation", "given"]
_VIP = {"tier": frozenset(["gold"])}
_FEWEST = 5
# English has one form of address.
_NOTHING_TO_SAY = {("register", "en")}


class Case(NamedTuple):
    """A row; `given` is what the message comes with: "term:form>rendering", "by:agent"."""

    rule: str
    raises: str
    source_language: str
    target: str
    source: str
    translation: str
    given: str

    @property
    def language(self) -> str:
        """That of the text that is judged."""
        return self.target or self.source_language

    def exchange(self) -> Exchange:
        what, _, value = self.given.partition(":")
        form, _, rendering = value.partition(">")
        return Exchange(
            self.source,
            self.source_language,
            self.translation if self.target else None,
            self.target or None,
            formality=Formality(value) if what == "asked" else None,
            terms=(Term((form,), (rendering,) if rendering else ()),) if what == "term" else (),
            metadata={what: value} if what == "tier" else {},
            vip=_VIP,
            author_role=AuthorRole(value) if what == "by" else None,
        )


def read_cases() -> list[Case]:
    """The rows of `rule_cases.tsv`."""
    rows = (Path(__file__).parent / "rule_cases.tsv").read_text(encoding="utf-8").splitlines()
    assert rows[0].split("\t") == _HEAD
    return [Case(*row.split("\t")) for row in rows[1:]]


CASES = read_cases()
LINES = read_labelled(Path(__file__).parents[3] / "models" / "quality" / "risk" / "blind_a.tsv")


@pytest.fixture(scope="session")
def by_likeness(classifier: EncoderClassifier) -> RuleSet:
    """The rules by likeness as they are where no list has anything to say."""
    likeness = Likeness(packaged_net(), classifier)
    return RuleSet(tuple(rule(likeness, ()) for rule in RULES))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.source}")
def test_rule_on_a_message(rules: RuleSet, by_likeness: RuleSet, case: Case) -> None:
    """Whether the rule speaks is as the table says, that by likeness whatever the lists hold."""
    judges = by_likeness if case.rule.startswith("likely-") else rules
    found = {flag.rule for flag in judges.assess(case.exchange())}
    assert (case.rule in found) == (case.raises == "yes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_rule_on_a_customers_line(rules: RuleSet, language: str) -> None:
    """What a line was written for is said of it, and no list says anything of a harmless one.

    What is only like a risky line may be taken for one, but seldom. A laugh is no risk, wherever
    it stands.
    """
    lines = [line for line in LINES if line.language == language]
    said = [
        (line, [flag for flag in rules.assess(as_exchange(line)) if flag.rule != "humour"])
        for line in lines
    ]
    missed = [
        line for line, flags in said if line.marked and line.rule not in {f.theme for f in flags}
    ]
    harmless = [(line, flags) for line, flags in said if line.marked is None]
    by_lists = [line for line, flags in harmless if any(f.rule == f.theme for f in flags)]
    assert not missed
    assert not by_lists
    assert sum(bool(flags) for _, flags in harmless) <= 0.05 * len(harmless)


def test_every_rule_has_cases_in_every_language(rules: RuleSet) -> None:
    """At least five, and as many that it must not flag."""
    counts = Counter((case.rule, case.language, case.raises) for case in CASES)
    counts.update(
        (line.rule, line.language, "no" if line.marked is None else "yes") for line in LINES
    )
    pairs = [(rule.id, language) for rule in rules.rules for language in LANGUAGES]
    short = [
        (rule, language, counts[rule, language, "yes"], counts[rule, language, "no"])
        for rule, language in pairs
        if (rule, language) not in _NOTHING_TO_SAY
        and not _FEWEST <= counts[rule, language, "yes"] <= counts[rule, language, "no"]
    ]
    assert not short
