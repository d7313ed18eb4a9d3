"""The choice among a search's hypotheses."""

from collections.abc import Sequence

import pytest

from parley.engine.formats import Encoded
from parley.engine.rerank import ranked

SOURCE = Encoded([], [], "the source", ("en", "de"))


class ByText:
    """Penalties as given, and a record of what was asked."""

    def __init__(self, **penalties: float) -> None:
        self._penalties = penalties
        self.asked: list[str] = []

    def penalties(
        self,
        source: str,
        translations: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> list[float]:
        assert (source, source_language, target_language) == ("the source", "en", "de")
        self.asked += translations
        return [self._penalties[text] for text in translations]


@pytest.mark.parametrize(
    ("penalties", "expected"),
    [
        ({"a": 0.0, "b": 0.0, "c": 0.0}, [0, 1, 2]),
        ({"a": 0.5, "b": 0.1, "c": 0.6}, [1, 0, 2]),
        ({"a": 0.9, "b": 0.8, "c": 0.1}, [2, 0, 1]),
    ],
)
def test_the_most_probable_and_faithful_comes_first(penalties, expected):
    """Log-probabilities of -0.1, -0.3, -0.6, less what is held against each."""
    assert ranked(["a", "b", "c"], [-0.1, -0.3, -0.6], SOURCE, ByText(**penalties)) == expected


def test_what_cannot_win_is_not_looked_at():
    """The first one is worth -0.3: only b could be worth more, and c stays where it was."""
    faithfulness = ByText(a=0.2, b=0.2)
    assert ranked(["a", "b", "c"], [-0.1, -0.2, -0.4], SOURCE, faithfulness) == [0, 1, 2]
    assert faithfulness.asked == ["a", "b"]


def test_a_single_hypothesis_is_the_translation():
    assert ranked(["a"], [-1.0], SOURCE, ByText(a=2.0)) == [0]
