"""A linear classifier beside the lists: how much a text reads like one that somebody should see.

One logistic regression a theme over hashed pieces of the text, the same for all languages, fitted
by `models/quality/net.py`. Its file holds hashes and numbers, no word.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from types import MappingProxyType
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from parley.domain.errors import CorruptModel
from parley.risk.fold import Folded, fold
from parley.risk.grams import BUCKET_BITS, Grams, grams

WEIGHTS, CARD = "net.npz", "net.json"
_BUCKETS = 1 << BUCKET_BITS
# A few pieces prove little: this many that say nothing are added to every part.
_SILENT_PIECES = 10
# Runs of words begin at their first, so what weighs ends up to two words later.
_RUN = 2
# A part of so few words is marked as a whole.
_SHORT_PART = 6
# An exchange has two texts, and a rule for every theme. No more are kept than that: texts are
# personal data.
_TEXTS_OF_AN_EXCHANGE = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """A text cut into what is judged by itself: a sentence, or a stretch of a long one.

    Attributes:
        first, last: half-open range of each part's words, [parts].
        pieces: the half-open range of its pieces, [parts, 2].
    """

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    pieces: NDArray[np.intp]


def parts_of(found: Grams) -> Parts:
    """The parts: halves by themselves where a sentence has one, else each with its neighbour."""
    begins = found.halves
    if len(begins) == 1:
        whole = np.array([[0, len(found.words)]])
        return Parts(begins, np.array([len(found.starts)]), whole)
    ends = np.append(begins[1:], len(found.starts))
    goes_on = np.zeros(len(begins), bool)
    goes_on[:-1] = found.sentences[:-1] == found.sentences[1:]
    follows = np.zeros(len(begins), bool)
    follows[1:] = goes_on[:-1]
    chosen = np.flatnonzero(goes_on | ~follows)
    first = begins[chosen]
    last = ends[chosen + goes_on[chosen]]
    pieces = np.searchsorted(found.words, np.stack((first, last), axis=1))
    return Parts(first, last, pieces)


def damped(pieces: NDArray[np.intp]) -> NDArray[np.float32]:
    """What the sum over each part's pieces is divided by, [parts]."""
    counts = pieces[:, 1] - pieces[:, 0]
    divisors: NDArray[np.float32] = np.sqrt(counts + _SILENT_PIECES, dtype=np.float32)
    return divisors


@dataclass(frozen=True, slots=True)
class _Judged:
    """A text's pieces, their weights [pieces, themes], and what came of its parts.

    Attributes:
        likeliest: the part that scores highest, by theme.
        scores: of those parts, by theme.
        suspected: the themes whose low bar a score reaches.
    """

    found: Grams
    weights: NDArray[np.float32]
    parts: Parts
    likeliest: NDArray[np.intp]
    scores: NDArray[np.float32]
    suspected: frozenset[str]

    def extent(self, part: int) -> tuple[int, int]:
        """The half-open range of a part in the folded text."""
        first, last = self.parts.first[part], self.parts.last[part]
        return int(self.found.starts[first]), int(self.found.ends[last - 1])


@dataclass(frozen=True, slots=True)
class SecondLook:
    """From where on a text is read again, and what is thought of it then.

    Attributes:
        classifier: the digest of what reads it.
        suspected: log-odds by theme; a text that reaches any that is asked for is read again.
        thresholds: the mean of both looks' log-odds from which a text counts, by theme.
    """

    classifier: str = ""
    suspected: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)


class SafetyNet:
    """Scores of texts by theme; a theme is the id of the rule that it stands beside."""

    def __init__(
        self,
        rows: NDArray[np.bool_],
        weights: NDArray[np.int8],
        scales: NDArray[np.float32],
        biases: NDArray[np.float32],
        thresholds: Mapping[str, float],
        *,
        second_look: SecondLook = SecondLook(),
    ) -> None:
        """Take the coefficients as they are.

        Args:
            rows: which buckets have weights, [buckets].
            weights: in units of `scales`, [those buckets, themes].
            scales, biases: by theme, [themes].
            thresholds: the log-odds from which a part counts, by theme, in the arrays' order.
            second_look: what to do where another classifier is at hand.
        """
        self.themes = tuple(thresholds)
        self.thresholds = MappingProxyType(dict(thresholds))
        self.second_look = second_look
        self._suspected = np.array(
            [second_look.suspected.get(theme, np.inf) for theme in thresholds], np.float32
        )
        self._column = {theme: column for column, theme in enumerate(thresholds)}
        # Row 0 is that of all buckets without weights.
        self._row = np.where(rows, np.cumsum(rows), 0).astype(np.uint16)
        self._weights = np.vstack((np.zeros((1, len(scales)), np.float32), weights * scales))
        self._biases = biases
        self._themes = np.arange(len(biases))

    @classmethod
    def read(cls, folder: Traversable) -> "SafetyNet":
        """From its two files.

        Raises:
            CorruptModel: NET_UNREADABLE, also where the coefficients are not those of the card.
        """
        try:
            content = (folder / WEIGHTS).read_bytes()
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            if hashlib.sha256(content).hexdigest() != card["sha256"]:
                raise ValueError("other coefficients than the card describes")
            with np.load(BytesIO(content), allow_pickle=False) as arrays:
                rows = np.unpackbits(arrays["rows"], count=_BUCKETS).astype(bool)
                weights = np.asarray(arrays["weights"], np.int8)
                scales = np.asarray(arrays["scales"], np.float32)
                biases = np.asarray(arrays["biases"], np.float32)
            thresholds = _numbers(card["thresholds"])
            second = card["second_look"]
            second_look = SecondLook(
                str(second["classifier"]),
                _numbers(second["suspected"]),
                _numbers(second["thresholds"]),
            )
            if weights.shape != (rows.sum(), len(thresholds)) or len(scales) != len(thresholds):
                raise ValueError("arrays of other sizes than the card's themes")
        except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:
            raise CorruptModel("NET_UNREADABLE", f"{WEIGHTS}: {error}", file=WEIGHTS) from error
        return cls(rows, weights, scales, biases, thresholds, second_look=second_look)

    def matrix(self) -> NDArray[np.float32]:
        """Weights of every bucket, and the biases as the last row, [buckets + 1, themes]."""
        return np.vstack((self._weights[self._row], self._biases))

    def score(self, theme: str, text: str) -> float:
        """Log-odds of the likeliest part of a text; minus infinity for one without words."""
        judged = _judge(self, text)
        if judged is None:
            return -np.inf
        return float(judged.scores[self._column[theme]])

    def suspected(self, text: str) -> frozenset[str]:
        """The themes that make a text worth a second look."""
        judged = _judge(self, text)
        return frozenset() if judged is None else judged.suspected

    def likeliest(self, theme: str, text: str) -> str:
        """The part of a text that scores highest."""
        judged = _judge(self, text)
        if judged is None:
            return ""
        part = int(judged.likeliest[self._column[theme]])
        start, end = judged.extent(part)
        return text[slice(*fold(text).original(start, end))]

    def span(self, theme: str, text: str) -> tuple[int, int] | None:
        """Code points of what weighs most in the likeliest part; None for a text without words."""
        judged = _judge(self, text)
        if judged is None:
            return None
        column = self._column[theme]
        start, end = _heaviest(judged, int(judged.likeliest[column]), column)
        return fold(text).original(start, end)

    def judge(self, folded: Folded) -> _Judged | None:
        """All scores of a folded text; None if it has no word."""
        found = grams(folded)
        if found is None:
            return None
        weights = self._weights.take(self._row.take(found.buckets), axis=0)
        parts = parts_of(found)
        if len(parts.pieces) == 1:
            totals = weights.sum(axis=0, keepdims=True)
        else:
            summed = np.zeros((len(weights) + 1, weights.shape[1]))
            np.cumsum(weights, axis=0, out=summed[1:])
            totals = summed[parts.pieces[:, 1]] - summed[parts.pieces[:, 0]]
        scores = totals / damped(parts.pieces)[:, None] + self._biases
        likeliest = scores.argmax(axis=0)
        best = scores[likeliest, self._themes]
        over = (best >= self._suspected).nonzero()[0]
        suspected = frozenset(self.themes[column] for column in over)
        return _Judged(found, weights, parts, likeliest, best, suspected)


def _numbers(table: Mapping[str, float]) -> dict[str, float]:
    return {theme: float(value) for theme, value in table.items()}


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def _judge(net: SafetyNet, text: str) -> _Judged | None:
    return net.judge(fold(text))


def _heaviest(judged: _Judged, part: int, column: int) -> tuple[int, int]:
    """The run of words of a part that weighs most (Kadane), in the folded text."""
    found, parts = judged.found, judged.parts
    first, last = int(parts.first[part]), int(parts.last[part])
    if last - first > _SHORT_PART:
        begin, end = parts.pieces[part]
        weighs = np.bincount(
            found.words[begin:end] - first, judged.weights[begin:end, column], last - first
        )
        best, here, start = -np.inf, 0.0, 0
        run = (0, last - first)
        for place, weight in enumerate(weighs.tolist()):
            if here <= 0:
                here, start = 0.0, place
            here += weight
            if here > best:
                best, run = here, (start, place + 1)
        first, last = first + run[0], min(last, first + run[1] + _RUN)
    return int(found.starts[first]), int(found.ends[last - 1])


@cache
def packaged_net() -> SafetyNet:
    """The one that comes with the package."""
    return SafetyNet.read(files("parley.risk") / "data" / "net")
