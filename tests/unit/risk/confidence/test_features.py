"""Each signal of a translated segment."""

import math
from dataclasses import astuple, replace

import numpy as np
import pytest

from parley.domain.message import Flag, Severity
from parley.domain.ports import Evidence, Hypothesis, SecondLook
from parley.risk.confidence.features import (
    FAST,
    LEXICAL,
    RARITY,
    THOROUGH,
    Signals,
    copied,
    length_ratio,
    repeated,
)
from parley.risk.confidence.lexicon import (
    Coverage,
    Levels,
    Lexicon,
    Table,
    pair_keys,
    word_keys,
)


def evidence(
    source: str = "Wo ist mein Paket?",
    translation: str = "Where is my parcel?",
    mean: float | None = -0.2,
    rules: tuple[str, ...] = (),
) -> Evidence:
    """A segment from German to English."""
    flags = tuple(Flag(rule, "accuracy/x", Severity.MAJOR, "Look.") for rule in rules)
    return Evidence(source, translation, "de", "en", Hypothesis(translation, mean, "m"), flags)


TYPICAL = Coverage(0.1, 0.2, 0.3, 0.4)
SIGNALS = Signals(None, TYPICAL)


def named(one: Evidence, signals: Signals = SIGNALS) -> dict[str, float]:
    """The features by name."""
    return dict(zip(FAST, signals.fast(one), strict=True))


def test_probability_is_the_geometric_mean_of_the_tokens() -> None:
    """Of halves a half; of what nobody knows, or cannot be, none at all."""
    assert named(evidence(mean=math.log(0.5)))["probability"] == pytest.approx(0.5)
    assert named(evidence(mean=None))["probability"] == 0.0
    assert named(evidence(mean=-math.inf))["probability"] == 0.0


@pytest.mark.parametrize(
    ("source", "translation", "value"),
    [
        ("a" * 20, "b" * 20, 0.0),
        ("a" * 45, "b" * 20, math.log(2)),
        ("a" * 20, "b" * 45, math.log(2)),
    ],
)
def test_the_length_ratio_is_the_same_both_ways(
    source: str, translation: str, value: float
) -> None:
    """Twice as long is as odd as half as long."""
    assert length_ratio(source, translation) == pytest.approx(value)


def test_copies_are_long_words_of_the_source() -> None:
    """Short words are often the same in two languages."""
    assert copied(["paket", "ist", "da"], ["paket", "arrived", "da"]) == 0.5
    assert copied(["ist"], ["is"]) == 0.0


def test_repetition_counts_pairs_of_words_that_come_again() -> None:
    """A loop repeats nearly all of its pairs."""
    assert repeated(["a", "b", "c"]) == 0.0
    assert repeated(["a", "b", "a", "b"]) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("rule", "feature"),
    [
        ("number-mismatch", "numbers"),
        ("entity-mismatch", "entities"),
        ("entity-lost", "entities"),
        ("negation-mismatch", "negation"),
        ("question-mismatch", "question"),
        ("untranslated", "language"),
        ("repetition", "repetition"),
        ("truncated", "omission"),
    ],
)
def test_a_rules_flag_is_a_feature(rule: str, feature: str) -> None:
    """One for each kind of mismatch, and no other one moves."""
    with_flag, without = named(evidence(rules=(rule,))), named(evidence())
    assert with_flag[feature] == 1.0
    assert [name for name in FAST if with_flag[name] != without[name]] == [feature]


def test_a_flag_about_what_was_said_is_no_feature() -> None:
    """A legal threat may be translated perfectly."""
    assert named(evidence(rules=("legal-threat",))) == named(evidence())


def test_a_second_look_adds_its_features() -> None:
    """After all the others, so that both regressions share their order."""
    looked = replace(evidence(), second=SecondLook(-1.5, 0.25))
    assert SIGNALS.thorough(looked) == [*SIGNALS.fast(looked), -1.5, 0.25]
    assert THOROUGH[: len(FAST)] == FAST


def test_thorough_features_need_a_second_look() -> None:
    """There is no value to make up for it."""
    with pytest.raises(ValueError, match="second look"):
        SIGNALS.thorough(evidence())


def test_words_that_answer_each_other_are_signals() -> None:
    """The lexicon knows the parcel and nothing else; a word that is not in it is rare."""
    key = pair_keys(["parcel"], ["paket"])[0]
    table = Levels(key, np.array([255], np.uint8))
    found = named(
        evidence("Paket ist da", "Parcel arrived"),
        Signals(Lexicon(Table({"de": table}, {})), TYPICAL),
    )
    assert [found[name] for name in LEXICAL] == pytest.approx(
        [2 / 3, 1 / 2, math.log(1 + 2), math.log(1 + 1)]
    )


def test_rare_words_are_a_signal_on_either_side() -> None:
    """The mean of all words, however well they are answered."""
    common = Levels(word_keys(["arrive"]), np.array([51], np.uint8))
    found = named(
        evidence("Paket ist da", "Parcel arrived"),
        Signals(
            Lexicon(
                Table({"de": Levels(np.zeros(0, np.uint32), np.zeros(0, np.uint8))}, {"en": common})
            ),
            TYPICAL,
        ),
    )
    assert [found[name] for name in RARITY] == pytest.approx([1.0, (1.0 + 0.2) / 2])


def test_of_languages_that_no_lexicon_knows_the_typical_is_said() -> None:
    """Neither that all is covered, nor that nothing is."""
    found = named(replace(evidence(), source_language="ja"), Signals(Lexicon(), TYPICAL))
    *shares, missing, invented = (found[name] for name in LEXICAL)
    rarity = (found[name] for name in RARITY)
    assert (*shares, *rarity) == astuple(TYPICAL)
    one = evidence()
    assert missing == pytest.approx(math.log1p(TYPICAL.uncovered * len(one.source.split())))
    assert invented == pytest.approx(math.log1p(TYPICAL.unsupported * len(one.translation.split())))


def test_as_large_a_share_of_more_words_is_more_invented() -> None:
    """Two of four words that nothing asks for mislead less than ten of twenty."""
    signals = Signals(Lexicon(), TYPICAL)
    short = named(evidence("Ja bitte", "yes please then now"), signals)
    long = named(evidence("Ja bitte", "yes please then now " * 5), signals)
    assert long["unsupported"] == short["unsupported"]
    assert long["invented"] > short["invented"] > 0
