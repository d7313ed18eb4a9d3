"""The recipe of the classifier beside the lists: examples, and equal scores."""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from parley.risk.labelled import LabelledLine, read_labelled
from parley.risk.lists import LANGUAGES
from support.needs import need

FOLDER = Path(__file__).parents[3] / "models" / "quality"


@pytest.fixture(autouse=True)
def recipe() -> Iterator[None]:
    """The recipe's folder on the path, as `python models/quality` has it."""
    need("quality", "sklearn", "scipy")
    sys.path.insert(0, str(FOLDER))
    yield
    sys.path.remove(str(FOLDER))


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("call me", {"call me"}),
        ("(call|ring) me", {"call me", "ring me"}),
        ("(please|) call", {"please call", "call"}),
        ("I(,| say,) (go|(run|walk) now)", {"I, go", "I say, go", "I, run now", "I, walk now",
                                            "I say, run now", "I say, walk now"}),
    ],
)  # fmt: skip
def test_a_template_stands_for_each_of_its_choices(template: str, texts: set[str]) -> None:
    """Nested or empty, without blanks too many."""
    from net_examples import spell

    chance = random.Random(2)
    assert {spell(template, chance) for _ in range(100)} == texts


def test_a_risky_line_says_nothing_about_what_is_said_in_one_breath_with_it() -> None:
    """An angry one may ask for a person as well; an agent's is for one theme alone."""
    from net_examples import _NOTHING, _labels

    angry = _labels(LabelledLine("en", "anger-escalation", "x", (0, 1)), _NOTHING)
    assert not {"wants-a-human", "repeated-contact"} & angry.keys()
    assert angry["self-harm"] is False
    agents = _labels(LabelledLine("en", "agent-commitment", "x", (0, 1)), _NOTHING)
    assert agents == {"agent-commitment": True}
    harmless = _labels(LabelledLine("en", "violence", "x", None), _NOTHING)
    assert set(harmless.values()) == {False}
    assert "agent-commitment" not in harmless


def test_a_tenth_of_the_lines_by_many_hands_is_kept_for_the_thresholds() -> None:
    """And held-out sets are for neither."""
    from net_examples import HELD_OUT, _named, labelled

    learnt = {line.text for line in labelled(FOLDER.parent)}
    chosen_on = {line.text for line in labelled(FOLDER.parent, for_thresholds=True)}
    for file in (FOLDER / "risk" / "hands").glob("*.tsv"):
        lines = {line.text for line in read_labelled(file)}
        # What the older sets have too is for both.
        assert 0.08 * len(lines) < len(lines - learnt) <= len(lines) // 10
        assert len(lines & chosen_on) >= len(lines) // 10
    sets = {
        name
        for purpose in (False, True)
        for name, _ in _named(FOLDER.parent, for_thresholds=purpose)
    }
    assert not sets & set(HELD_OUT)


def test_what_is_nearly_a_held_out_line_is_left_out() -> None:
    """Or the held-out lines would measure what was learnt by heart."""
    from net_examples import Example, _unlike

    examples = [
        Example(text, {}, 1.0, "written.tsv")
        for text in ("I want to end my life tonight", "please end my subscription today")
    ]
    left = list(_unlike(examples, ["And I want to end my LIFE tonight!"]))
    assert [example.text for example in left] == ["please end my subscription today"]


def test_written_lines_are_for_every_theme_in_every_language() -> None:
    """With as many kinds of harmless ones, and none of them is a held-out line's twin by chance."""
    from net_examples import THEMES

    rows = (FOLDER / "risk" / "written.tsv").read_text(encoding="utf-8").splitlines()[1:]
    kinds = [tuple(row.split("\t")[:2]) for row in rows]
    for language in LANGUAGES:
        for theme in THEMES:
            assert kinds.count((language, theme)) >= 10
        assert kinds.count((language, "none")) >= 40


def test_the_service_gives_the_very_scores_of_the_recipe() -> None:
    """Of every part, from weights cut down and rounded to bytes."""
    from net import Table, quantised
    from net_examples import THEMES, Example

    lines = [line for line in read_labelled(FOLDER / "risk" / "building.tsv")
             if line.rule in THEMES]  # fmt: skip
    examples = [
        Example(line.text, {line.rule: line.marked is not None}, 1.0, "building.tsv")
        for line in lines
    ]
    table = Table(examples)
    fitted = table.fit(np.ones(len(table.of_example), bool))
    net, _ = quantised(fitted, dict.fromkeys(THEMES, 0.0))
    kept = net.matrix()
    scores = table.features @ kept[:-1] + kept[-1]
    for column, theme in enumerate(THEMES):
        for number, example in enumerate(examples):
            own = scores[table.of_example == number, column]
            assert net.score(theme, example.text) == pytest.approx(own.max(), abs=1e-3)
        risky = [net.score(theme, e.text) for e in examples if e.labels.get(theme) is True]
        harmless = [net.score(theme, e.text) for e in examples if e.labels.get(theme) is False]
        if risky and harmless:
            assert np.mean(risky) > np.mean(harmless)


def test_the_same_examples_give_the_same_weights() -> None:
    """So that a refit changes what the data changed."""
    from net import Table
    from net_examples import Example

    examples = [
        Example(text, {"violence": risky}, 1.0, "x")
        for text, risky in (("I will kill you", True), ("kill the process", False))
    ]
    first, second = (Table(examples).fit(np.ones(2, bool)) for _ in range(2))
    assert np.array_equal(first, second)
