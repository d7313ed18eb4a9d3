"""Sentence chrF."""

import pytest

from parley.text.similarity import chrf


@pytest.mark.parametrize(
    ("hypothesis", "reference", "score"),
    [
        ("The cat sat on the mat.", "The cat is on the mat.", 0.6717),
        ("Where is my parcel now?", "Where is my package?", 0.5935),
    ],
)
def test_chrf_is_that_of_sacrebleu(hypothesis: str, reference: str, score: float) -> None:
    """Values of sacrebleu 2.6, `sentence_chrf`."""
    assert chrf(hypothesis, reference) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("one", "two", "value"), [("", "", 1.0), ("", "a", 0.0), ("ok", "ok", 1.0), ("abc", "xyz", 0.0)]
)
def test_short_texts_have_a_value(one: str, two: str, value: float) -> None:
    """Also those without any n-gram."""
    assert chrf(one, two) == value
