"""The classifier beside the lists: its pieces, its file, what it marks and what it costs."""

import json
from pathlib import Path

import numpy as np
import pytest

from parley.domain.errors import CorruptModel
from parley.domain.message import AuthorRole, Severity, SpanSide
from parley.domain.ports import Exchange
from parley.risk.content import SelfHarm
from parley.risk.fold import fold
from parley.risk.grams import grams
from parley.risk.labelled import read_labelled, score
from parley.risk.likely import RULES
from parley.risk.lists import packaged_folder
from parley.risk.net import CARD, WEIGHTS, SafetyNet, packaged_net, parts_of
from parley.risk.registry import RuleSet
from parley.risk.scope import RuleScope
from support.growth import is_linear

FOLDER = Path(__file__).parents[3] / "models" / "quality" / "risk"
# What no list has: made up of words that lists know only in company.
OBLIQUE = "my kids would be better off burying me this week"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The two files of the packaged one."""
    for name in (WEIGHTS, CARD):
        (tmp_path / name).write_bytes((packaged_folder() / "net" / name).read_bytes())
    return tmp_path


def test_the_same_word_is_the_same_piece_wherever_it_stands() -> None:
    """Case, accents and what is between words do not matter; the neighbours do."""
    one, other = grams(fold("Élise, die!")), grams(fold("  elise -- DIE"))
    assert one is not None
    assert other is not None
    assert sorted(one.buckets) == sorted(other.buckets)
    turned = grams(fold("die elise"))
    assert turned is not None
    assert 0 < len(set(one.buckets) - set(turned.buckets)) < len(one.buckets) / 2


@pytest.mark.parametrize("text", ["", "   ", "!?", "🙂🙂", "日本語", "\n"])
def test_a_text_without_words_has_no_pieces(text: str) -> None:
    """Nor a score that anything reaches."""
    assert grams(fold(text)) is None
    assert packaged_net().score("self-harm", text) == -np.inf
    assert packaged_net().span("self-harm", text) is None
    assert not packaged_net().suspected(text)


def test_a_long_sentence_is_looked_at_in_stretches_that_overlap() -> None:
    """So that what it says does not drown in what else it says."""
    found = grams(fold("word " * 60 + ". One more."))
    assert found is not None
    parts = parts_of(found)
    assert parts.first.tolist() == [0, 12, 24, 36, 60]
    assert parts.last.tolist() == [24, 36, 48, 60, 62]


def test_a_cry_is_heard_in_the_middle_of_a_long_message() -> None:
    """By the score of its own part, which nothing before or after it changes."""
    ordinary = "Where can I find the invoice for October? "
    alone = packaged_net().score("self-harm", f"{OBLIQUE}.")
    among = packaged_net().score("self-harm", f"{ordinary * 20}{OBLIQUE}. {ordinary * 20}")
    assert among == pytest.approx(alone, abs=1e-3)


def test_the_words_that_weigh_most_are_marked() -> None:
    """In code points of the text as it was stored, invisible characters and all."""
    text = f"Hi, my o\u200brder never came. Well — {OBLIQUE}. Bye"
    span = packaged_net().span("self-harm", text)
    assert span is not None
    marked = text[slice(*span)]
    assert "burying" in marked
    assert "order" not in marked


def test_a_flag_says_what_it_is_about_and_that_no_list_has_it(rules: RuleSet) -> None:
    """With the severity of the rule beside it, so that a policy treats both alike."""
    flags = rules.assess(Exchange(OBLIQUE, "en"))
    assert [flag.rule for flag in flags] == ["likely-self-harm"]
    assert flags[0].severity is Severity.CRITICAL
    assert flags[0].category == SelfHarm.category
    assert flags[0].reason == (
        "may speak of harming themselves; no listed phrase, but it reads like it"
    )
    assert flags[0].span is not None
    assert flags[0].span.side is SpanSide.SOURCE


def test_it_is_silent_where_a_list_of_the_category_speaks(rules: RuleSet) -> None:
    """One reason is enough."""
    flags = rules.assess(Exchange(f"I want to kill myself. {OBLIQUE}", "en"))
    assert [flag.rule for flag in flags] == ["self-harm"]


@pytest.mark.parametrize(
    ("language", "harmless", "risky"),
    [
        ("en", "Overdose of ads in your app.", OBLIQUE),
        (
            "de",
            "Eine Überdosis Werbung in der App.",
            "Er hat zu viel Insulin genommen und was jetzt",
        ),
        ("es", "Mi abogado tiene la misma impresora.", "Esto va a la policía."),
        ("fr", "Mon avocat a la même imprimante.", "J'ai plus envie de rester en vie."),
        ("pt", "Meu advogado tem a mesma impressora.", "Ela caiu e está sangrando."),
        ("pt", "Esse jogo mata minha bateria.", "Já me despedi de todo mundo, hoje à noite acaba."),
    ],
)
def test_exceptions_of_the_lists_hold_for_it_too(
    rules: RuleSet, language: str, harmless: str, risky: str
) -> None:
    """They count for nothing, and what else a message says is judged as ever."""
    assert rules.assess(Exchange(harmless, language)) == ()
    alone = {flag.theme for flag in rules.assess(Exchange(risky, language))}
    both = {flag.theme for flag in rules.assess(Exchange(f"{harmless} {risky}", language))}
    assert alone
    assert alone == both


def test_a_translation_is_asked_where_the_source_is_in_another_language(rules: RuleSet) -> None:
    """What is in a language that it knows is judged as it was written."""
    foreign = rules.assess(Exchange("jakiś tekst", "pl", OBLIQUE, "en"))
    assert [flag.span.side for flag in foreign if flag.span] == [SpanSide.TRANSLATION]
    known = rules.assess(Exchange("Wo ist mein Paket?", "de", OBLIQUE, "en"))
    assert "likely-self-harm" not in {flag.rule for flag in known}


def test_only_agents_commit_the_business_and_only_customers_want_a_person(rules: RuleSet) -> None:
    """As with the rules of phrases."""
    for file in ("building.tsv", "everyday.tsv"):
        for line in read_labelled(FOLDER / file):
            said_by_agent = rules.assess(
                Exchange(line.text, line.language, author_role=AuthorRole.AGENT)
            )
            said_by_customer = rules.assess(Exchange(line.text, line.language))
            assert "likely-wants-a-human" not in {flag.rule for flag in said_by_agent}
            assert "likely-agent-commitment" not in {flag.rule for flag in said_by_customer}


def test_the_goals_hold_on_lines_that_nothing_was_fitted_on(rules: RuleSet) -> None:
    """By whoever knew neither lists nor classifier: recall and precision, spans, harmless lines."""
    scores = score(read_labelled(FOLDER / "blind_c.tsv"), rules)
    assert scores.macro("recall") >= 0.88
    assert scores.macro("precision") >= 0.95
    assert scores.macro("overlap") >= 0.95
    assert scores.harmless_flagged <= 0.05 * scores.harmless


def test_it_finds_what_the_lists_miss(rules: RuleSet) -> None:
    """Of lines that neither was made with, and hardly flags those that are only like them."""
    lists = RuleSet(rules.rules, [RuleScope(off=frozenset(rule.id for rule in RULES))])
    lines = read_labelled(FOLDER / "blind_d.tsv")
    alone, together = score(lines, lists), score(lines, rules)
    assert together.macro("recall") >= alone.macro("recall") + 0.02
    assert together.macro("precision") >= 0.95
    assert together.harmless_flagged <= alone.harmless_flagged + 0.04 * together.harmless


@pytest.mark.parametrize("unit", ["I can't go on. ", "ha ", "a", "no-", ".", "kill me "])
def test_its_time_grows_as_the_text_does(unit: str) -> None:
    """Whatever is typed, full stops or none."""
    net = packaged_net()
    assert is_linear(lambda text: net.judge(fold(text)), unit)


def test_its_file_is_small() -> None:
    """It travels with the package."""
    assert len((packaged_folder() / "net" / WEIGHTS).read_bytes()) < 300_000


def test_coefficients_that_are_not_those_of_the_card_are_refused(copied: Path) -> None:
    """So that thresholds are never used with the weights of another fit."""
    assert SafetyNet.read(copied).themes == packaged_net().themes
    content = bytearray((copied / WEIGHTS).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / WEIGHTS).write_bytes(content)
    with pytest.raises(CorruptModel) as raised:
        SafetyNet.read(copied)
    assert raised.value.reason == "NET_UNREADABLE"


@pytest.mark.parametrize("card", ["", "{}", '{"sha256": 1, "thresholds": 2}'])
def test_a_card_that_says_nothing_is_refused(copied: Path, card: str) -> None:
    """With the reason that a program can read."""
    (copied / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(CorruptModel):
        SafetyNet.read(copied)


def test_a_card_of_other_themes_is_refused(copied: Path) -> None:
    """Every column needs its threshold."""
    card = json.loads((copied / CARD).read_text(encoding="utf-8"))
    del card["thresholds"]["violence"]
    (copied / CARD).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(CorruptModel, match="themes"):
        SafetyNet.read(copied)
