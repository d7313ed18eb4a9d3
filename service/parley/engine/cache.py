"""Translations that one model made, so that the same segment need not be translated twice."""

from collections import OrderedDict

from parley.domain.ports import Hypothesis
from parley.engine.formats import Encoded

# What the engine was asked: the pieces hold direction, formality and text; the text itself is
# there too, because two texts may be spelt by the same pieces; last is what is to be scored.
Key = tuple[tuple[str, ...], tuple[str, ...], str, tuple[str, ...] | None]


def key_of(source: Encoded) -> Key:
    """All that a model's answer depends on, but for the batch it was in."""
    return tuple(source.pieces), tuple(source.prefix), source.segment, source.written


class Cache:
    """The segments used last and their hypotheses.

    It belongs to one loaded model with its settings and goes with it, so a key names neither.
    Segments come masked: order numbers, names of links and amounts are not in it.
    """

    def __init__(self, segments: int) -> None:
        """Keep so many segments, 0 for none."""
        self._segments = segments
        self._known: OrderedDict[Key, Hypothesis] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Key) -> Hypothesis | None:
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()

    def put(self, key: Key, hypothesis: Hypothesis) -> None:
        if not self._segments:
            return
        self._known[key] = hypothesis
        self._known.move_to_end(key)
        if len(self._known) > self._segments:
            self._known.popitem(last=False)
