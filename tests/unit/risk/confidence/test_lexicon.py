"""Which words of both sides answer each other."""

from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest

from parley.domain.errors import CorruptModel
from parley.risk.confidence.faithfulness import LexicalFaithfulness
from parley.risk.confidence.lexicon import (
    TOP_LEVEL,
    Coverage,
    Levels,
    Lexicon,
    Table,
    pair_keys,
    stems,
    word_keys,
)


def levels(found: dict[int, float]) -> Levels:
    """A table of some keys."""
    keys = sorted(found)
    values = [round(TOP_LEVEL * found[key]) for key in keys]
    return Levels(np.array(keys, np.uint32), np.array(values, np.uint8))


def pair(english: str, german: str) -> int:
    """The key of two stems."""
    return int(pair_keys([english], [german])[0, 0])


PAIRS = {("where", "wo"): 1.0, ("parcel", "paket"): 1.0, ("is", "ist"): 0.6}
COMMON = {"en": {"where": 0.4, "is": 0.2}, "de": {"wo": 0.4, "ist": 0.2}}
STEMS = Table(
    {"de": levels({pair(*words): strength for words, strength in PAIRS.items()})},
    {
        language: levels({int(word_keys([word])[0]): rarity for word, rarity in words.items()})
        for language, words in COMMON.items()
    },
)
LEXICON = Lexicon(STEMS)


def test_stems_know_no_case_accents_endings_or_slots() -> None:
    """What stands in braces is filled in later."""
    assert stems("Où est la Réclamation {order_id}?") == ["ou", "est", "la", "reclam"]


def test_words_that_answer_each_other_leave_no_gap() -> None:
    """In both directions, whatever their order; "is" is answered but for two fifths."""
    there = LEXICON.coverage("Where is parcel", "Paket, wo ist", "en", "de")
    back = LEXICON.coverage("Wo ist Paket", "Where is parcel", "de", "en")
    assert there is not None
    assert back is not None
    assert astuple(back) == pytest.approx(astuple(there))
    assert there.uncovered == pytest.approx(0.2 * 0.4 / 1.6, abs=0.01)


def test_a_hypothesis_that_leaves_something_out_is_penalised() -> None:
    """Against the source word by word; nothing is held against languages that are not known."""
    faithfulness = LexicalFaithfulness(LEXICON)
    whole, half = faithfulness.penalties("Where is parcel", ["Wo ist Paket", "Wo ist"], "en", "de")
    assert whole < half
    assert faithfulness.penalties("Where is it", ["Où est", "Où"], "en", "fr") == [0.0, 0.0]


def test_a_rare_word_without_an_answer_weighs_more_than_a_common_one() -> None:
    """A lost parcel is worse than a lost "is"."""
    lost = LEXICON.coverage("Where is parcel", "Wo ist", "en", "de")
    elliptic = LEXICON.coverage("Where is parcel", "Wo Paket", "en", "de")
    assert lost is not None
    assert elliptic is not None
    assert lost.uncovered == pytest.approx((1.0 + 0.08) / 1.6, abs=0.01)
    assert elliptic.uncovered == pytest.approx(0.2 / 1.6, abs=0.01)


def test_a_word_that_nothing_asks_for_is_surplus() -> None:
    """And leaves the source covered."""
    found = LEXICON.coverage("Where", "Wo Forelle", "en", "de")
    assert found is not None
    assert found.uncovered == 0.0
    assert found.unsupported == pytest.approx(1 / 1.4, abs=0.01)


def test_a_long_word_is_known_by_more_than_its_beginning() -> None:
    """Half of a secret recipe is no secretary: stems and whole words are asked alike."""
    both = Lexicon(
        Table({"de": levels({pair("secret", "geheim"): 1.0})}, {}),
        Table({"de": levels({pair("secret", "geheimnis"): 1.0})}, {}, letters=12),
    )
    right = both.coverage("Geheimnis", "secret", "de", "en")
    wrong = both.coverage("Geheimrezept", "secretary", "de", "en")
    assert right == Coverage(0.0, 0.0, 1.0, 1.0)
    assert wrong == Coverage(0.5, 0.5, 1.0, 1.0)


def test_a_word_that_stands_on_both_sides_answers_itself() -> None:
    """A name needs no lexicon."""
    found = LEXICON.coverage("Wo ist Marcella", "Where is Marcella", "de", "en")
    assert found is not None
    assert found.uncovered == pytest.approx(0.08 / 1.6, abs=0.01)


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Where", "?!", Coverage(1.0, 0.0)),
        ("?!", "Wo ist", Coverage(0.0, 1.0)),
        ("1, 2", "1, 2", Coverage(0.0, 0.0)),
    ],
)
def test_a_side_without_words_answers_nothing(
    source: str, translation: str, expected: Coverage
) -> None:
    """Nor asks for anything."""
    assert LEXICON.coverage(source, translation, "en", "de") == expected


@pytest.mark.parametrize("languages", [("de", "fr"), ("en", "ja"), ("en", "en")])
def test_nothing_is_said_of_languages_that_the_lexicon_does_not_know(
    languages: tuple[str, str],
) -> None:
    """Its pairs are of English with another language."""
    assert LEXICON.coverage("Where", "Wo", *languages) is None


def test_several_translations_are_told_as_if_each_stood_alone() -> None:
    """Also beside one without any word."""
    texts = ["Wo Forelle", "", "Wo ist Paket", "?!", "Paket"]
    together = LEXICON.coverages("Where is parcel", texts, "en", "de")
    assert together is not None
    for text, found in zip(texts, together, strict=True):
        alone = LEXICON.coverage("Where is parcel", text, "en", "de")
        assert alone is not None
        assert astuple(found) == pytest.approx(astuple(alone))


def test_a_lexicon_comes_back_from_its_file_the_same(tmp_path: Path) -> None:
    """And is written to the same bytes again."""
    lexicon = Lexicon(STEMS, replace(STEMS, letters=12))
    lexicon.write(tmp_path / "one.npz")
    again = Lexicon.read(tmp_path / "one.npz")
    again.write(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    texts = ("Where is my parcel?", "Wo ist mein Paket?", "en", "de")
    assert again.coverage(*texts) == lexicon.coverage(*texts)


@pytest.mark.parametrize("content", [b"", b"no lexicon", None])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """As one that is missing."""
    path = tmp_path / "lexicon.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CorruptModel) as raised:
        Lexicon.read(path)
    assert raised.value.reason == "LEXICON_UNREADABLE"
