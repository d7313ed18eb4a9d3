"""What a text reads like: a first look that costs little, and a second one where it found anything.

The linear classifier reads every text. Where any theme that matters comes up to a low bar, an
encoder reads the text too, and the mean of both decides (a cascade, as in Viola and Jones 2001:
most texts are done with after the first stage). Words and their order mislead the one and the other
in other places.
"""

from collections.abc import Collection
from functools import lru_cache

from parley.domain.errors import CorruptModel
from parley.domain.ports import TextClassifier
from parley.risk.net import CARD, SafetyNet

# Up to so many characters a text is read as a whole, of a longer one the part in question.
_READ_WHOLE = 360
# As in the net: an exchange has two texts, and no more are kept. A long one has several parts.
_READINGS = 4


class Likeness:
    """Both looks; without a classifier the first one decides, by thresholds of its own."""

    def __init__(self, net: SafetyNet, classifier: TextClassifier | None = None) -> None:
        """Take what looks.

        Raises:
            CorruptModel: NET_UNREADABLE where the thresholds are another classifier's.
        """
        if classifier is not None and classifier.digest != net.second_look.classifier:
            raise CorruptModel(
                "NET_UNREADABLE", f"{CARD} has thresholds for another classifier", file=CARD
            )
        self._net = net
        self._read = lru_cache(maxsize=_READINGS)(classifier.scores) if classifier else None

    def find(
        self, theme: str, text: str, among: Collection[str] | None = None
    ) -> tuple[int, int] | None:
        """Code points of what makes a text read like a theme, or None.

        Args:
            among: the themes that matter in such a text, all of which make it worth a second look:
                the first one takes some for others. None for every theme.
        """
        second = self._net.second_look
        if self._read is None or theme not in second.thresholds:
            found = self._net.score(theme, text) >= self._net.thresholds[theme]
        else:
            found = (
                self._is_worth_it(text, among)
                and self.score(theme, text) >= second.thresholds[theme]
            )
        return self._net.span(theme, text) if found else None

    def _is_worth_it(self, text: str, among: Collection[str] | None) -> bool:
        suspected = self._net.suspected(text)
        return bool(suspected) if among is None else not suspected.isdisjoint(among)

    def score(self, theme: str, text: str) -> float:
        """The mean of both looks' log-odds, whatever the first one says; needs a classifier."""
        assert self._read is not None
        first = self._net.score(theme, text)
        stretch = text if len(text) <= _READ_WHOLE else self._net.likeliest(theme, text)
        return (first + self._read(stretch)[theme]) / 2
