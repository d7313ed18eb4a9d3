"""A text cut into plain and marked pieces."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from parley.domain.message import Flag, Severity, Span, SpanSide

UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Mark:
    """Half-open range of code points; `kind` is a severity's name in small letters, or UNSURE."""

    start: int
    end: int
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks; `kind` is that of the gravest, "" for none."""

    text: str
    kind: str = ""
    note: str = ""


_GRAVITY = {
    UNSURE: 0,
    **{severity.name.lower(): int(severity) for severity in Severity},
}


def marks_of(flags: Iterable[Flag], side: SpanSide) -> list[Mark]:
    """The marks of those flags that point into one side."""
    return [
        Mark(flag.span.start, flag.span.end, flag.severity.name.lower(), flag.reason)
        for flag in flags
        if flag.span is not None and flag.span.side is side
    ]


def unsure_marks(spans: Iterable[Span]) -> list[Mark]:
    """Marks where the model was guessing."""
    return [Mark(span.start, span.end, UNSURE, "the model was not sure here") for span in spans]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """The text cut at every mark's ends; joined, the pieces are the text again.

    Ranges beyond the text are cut to it; overlapping marks make pieces that have the notes of all.
    """
    kept = [mark for mark in marks if 0 <= mark.start < min(mark.end, len(text))]
    edges = sorted({0, len(text), *(m.start for m in kept), *(min(m.end, len(text)) for m in kept)})
    made: list[Piece] = []
    for start, end in pairwise(edges):
        over = [mark for mark in kept if mark.start <= start and end <= mark.end]
        gravest = max(over, key=lambda mark: _GRAVITY[mark.kind], default=None)
        notes = dict.fromkeys(mark.note for mark in over)
        made.append(
            Piece(text[start:end], "" if gravest is None else gravest.kind, "; ".join(notes))
        )
    return made
