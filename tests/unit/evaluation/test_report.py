"""What is counted as an error of ours, and how the figures of it are laid out."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from parley.domain.ports import Evidence, Hypothesis
from parley.evaluation.examples import READ, Example
from parley.evaluation.judge import Judged, _judge, trusted
from parley.evaluation.report import figures, table
from parley.flow.pipeline import Pipeline
from parley.risk.confidence.lexicon import Lexicon

MEANT = "The driver left your parcel with a neighbour on Tuesday."


class Says:
    """A pipeline that makes one translation of everything."""

    def __init__(self, text: str) -> None:
        self.text = text

    async def examine(
        self, job: object, given: str | None = None
    ) -> tuple[object, tuple[Evidence, ...]]:
        """As `Pipeline.examine`, sure by half."""
        made = SimpleNamespace(text=given or self.text, confidence=0.5)
        seen = Evidence("", made.text, "de", "en", Hypothesis(made.text, -1.0, "m"))
        return SimpleNamespace(translation=made, flags=()), (seen,)


@pytest.mark.parametrize(
    ("text", "bad", "critical"),
    [
        (MEANT, False, False),
        ("The driver left your package with a neighbour.", False, False),
        ("The driver left your Tuesday at a nation.", True, False),
        ("Nobody is home.", True, True),
    ],
)
async def test_our_own_translation_is_bad_and_critical_by_two_bounds(
    text: str, bad: bool, critical: bool
) -> None:
    """What has something of the reference is bad at most; what has nothing is critical."""
    example = Example("support", "de", "en", "Hallo.", MEANT, (MEANT,))
    judged = await _judge(cast(Pipeline, Says(text)), example, Lexicon())
    assert judged is not None
    assert (judged.bad, judged.critical) == (bad, critical)


@pytest.mark.parametrize("made", ["Halt.", "Hello."])
async def test_a_verdict_is_on_the_translation_that_was_read(made: str) -> None:
    """And on no other that the same weights make of the line, in other company or elsewhere."""
    example = Example(READ, "de", "en", "Hallo.", MEANT, (), "Halt.", bad=True, critical=True)
    judged = await _judge(cast(Pipeline, Says(made)), example, Lexicon())
    assert judged is not None
    assert (judged.bad, judged.critical) == (True, True)
    assert [one.translation for one in judged.evidence] == ["Halt."]


def test_a_reader_is_trusted_more_than_adequacy() -> None:
    """Of our own translations; without a reader adequacy is what there is."""
    given = rated(0.1, critical=True)
    own = replace(given, example=Example("support", "de", "en", "Hallo.", MEANT, (MEANT,)))
    read = replace(given, example=Example(READ, "de", "en", "Hallo.", MEANT, (), "Halt."))
    assert trusted([given, own, read]) == [read]
    assert trusted([given, own]) == [own]


def rated(confidence: float, *, critical: bool) -> Judged:
    """A translation somebody read."""
    example = Example("read-2", "de", "en", "Hallo.", "Hello.", (), "Hello.", critical, critical)
    return Judged(example, critical, critical, None, confidence, (), ())


def test_a_table_has_a_cell_for_every_heading() -> None:
    """With critical errors, and in a group that has none."""
    rows = figures([rated(0.1, critical=True), rated(0.9, critical=False)])
    rows += figures([rated(0.9, critical=False)])
    head, rule, *lines = table(rows).splitlines()
    assert len(lines) == 2
    assert {line.count("|") for line in (rule, *lines)} == {head.count("|")}
    assert rows[0].standardised == (1.0, 1.0)
    assert rows[1].standardised == (None, None)
