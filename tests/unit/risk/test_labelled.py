"""The labelled lines, and how the rules do on them."""

from pathlib import Path

import pytest

from parley.domain.message import AuthorRole
from parley.domain.ports import Exchange
from parley.risk.labelled import LabelError, LabelledLine, as_exchange, read_labelled, score
from parley.risk.lists import LANGUAGES
from parley.risk.registry import RuleSet, rule_ids

FOLDER = Path(__file__).parents[3] / "models" / "quality" / "risk"
BUILDING = read_labelled(FOLDER / "building.tsv")
HELD_OUT = read_labelled(FOLDER / "held_out.tsv")
PLAIN_WORDS = {"self-harm", "violence", "wants-a-human"}


@pytest.mark.parametrize("line", BUILDING, ids=lambda line: f"{line.language}-{line.text}")
def test_every_line_the_lists_were_built_with(rules: RuleSet, line: LabelledLine) -> None:
    """The marked phrase is marked, the harmless line is spared, in every language."""
    flags = [flag for flag in rules.assess(as_exchange(line)) if flag.rule == line.rule]
    assert bool(flags) == (line.marked is not None)
    if line.marked:
        start, end = line.marked
        assert any(f.span and f.span.start < end and start < f.span.end for f in flags)


@pytest.mark.parametrize("file", ["plain_words.tsv", "plain_words_2.tsv", "plain_words_3.tsv"])
def test_no_cry_in_plain_words_is_missed(rules: RuleSet, file: str) -> None:
    """Who may come to harm, threatens, or asks for a person is heard, in every language."""
    assert not score(read_labelled(FOLDER / file), rules).missed


@pytest.mark.parametrize("file", ["plain_cases.tsv", "composed_cases.tsv"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_lines_are_heard_and_their_neighbours_spared(
    rules: RuleSet, language: str, file: str
) -> None:
    """Harm, threats and wishes for a person are caught, and the same words in another sense hardly.

    No list says anything of those; likeness takes some of them for what they are made to resemble.
    """
    lines = [
        line for line in read_labelled(Path(__file__).parent / file) if line.language == language
    ]
    said = [(line, rules.assess(as_exchange(line))) for line in lines]
    missed = [
        line.text
        for line, flags in said
        if line.marked and line.rule not in {flag.theme for flag in flags}
    ]
    harmless = [(line, flags) for line, flags in said if not line.marked]
    alarms = [
        [flag.rule for flag in flags if flag.theme in PLAIN_WORDS | {line.rule}]
        for line, flags in harmless
    ]
    by_lists = [
        line.text
        for (line, _), found in zip(harmless, alarms, strict=True)
        if PLAIN_WORDS & set(found)
    ]
    assert (missed, by_lists) == ([], [])
    assert sum(map(bool, alarms)) <= 0.09 * len(harmless)


def test_the_goals_hold_on_everyday_lines(rules: RuleSet) -> None:
    """As customers write them; the lists have been extended from what was missed here."""
    scores = score(read_labelled(FOLDER / "everyday.tsv"), rules)
    assert scores.macro("recall") >= 0.95
    assert scores.macro("precision") >= 0.95


def test_what_is_a_customers_to_say_is_no_wish_of_an_agents(rules: RuleSet) -> None:
    """An agent who offers to speak to somebody asks for nobody."""
    offer = Exchange("You can talk to a real person.", "en", author_role=AuthorRole.AGENT)
    assert not rules.assess(offer)


def test_hits_of_one_sentence_are_one_flag(rules: RuleSet) -> None:
    """A reviewer need not read the same reason twice."""
    text = "I want to talk to a person, not to a bot. Please call me back."
    flags = rules.assess(Exchange(text, "en"))
    assert [flag.rule for flag in flags] == ["wants-a-human"] * 2


def test_the_goals_hold_on_the_lines_held_out(rules: RuleSet) -> None:
    """Recall and precision 0.85, spans 90%, at most 5% of harmless lines; no plain cry missed."""
    scores = score(HELD_OUT, rules)
    assert scores.macro("recall") >= 0.85
    assert scores.macro("precision") >= 0.85
    assert scores.macro("overlap") >= 0.90
    assert scores.harmless_flagged <= 0.05 * scores.harmless
    assert not {line.rule for line in scores.missed} & PLAIN_WORDS


def test_labels_are_rules_with_as_many_harmless_lines() -> None:
    """A label that no rule has would never be caught, or always."""
    for lines in (BUILDING, HELD_OUT):
        assert {line.rule for line in lines} <= rule_ids()
        risky = sum(line.marked is not None for line in lines)
        assert risky == len(lines) - risky


def test_brackets_mark_the_phrase(tmp_path: Path) -> None:
    """And are no part of the text."""
    file = tmp_path / "lines.tsv"
    file.write_text("language\trule\ttext\nen\tidiom\tWe [dropped the ball] here.\n", "utf-8")
    (line,) = read_labelled(file)
    assert line.text == "We dropped the ball here."
    assert line.marked is not None
    assert line.text[slice(*line.marked)] == "dropped the ball"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "names the columns"),
        ("en\tidiom\tx", "names the columns"),
        ("language\trule\ttext\nen\tidiom", ":2: not 3 columns"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """With its line."""
    file = tmp_path / "lines.tsv"
    file.write_text(text, "utf-8")
    with pytest.raises(LabelError, match=reason):
        read_labelled(file)
