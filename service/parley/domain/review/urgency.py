"""Which item is taken first, and by whom it may be."""

from dataclasses import dataclass

from parley.domain.language import primary
from parley.domain.review.item import ReviewItem

SENIOR = "senior"
GROUP = "group:"


@dataclass(frozen=True, slots=True)
class Line:
    """Items that the same people may claim: where several lines wait, the heads are compared.

    `lane` is "" for everybody, `SENIOR`, or `GROUP` and a subject group's name.
    """

    lane: str
    source_language: str
    target_language: str

    def __str__(self) -> str:
        return f"{self.lane}/{self.source_language}/{self.target_language}"


def line_from(text: str) -> Line:
    """The line that `str` wrote."""
    lane, source, target = text.rsplit("/", 2)
    return Line(lane, source, target)


def line_of(item: ReviewItem) -> Line:
    """Where the item stands; languages without their regions."""
    lane = f"{GROUP}{item.group}" if item.group else SENIOR if item.senior_only else ""
    made = item.translation
    return Line(lane, primary(made.source_language), primary(made.target_language))


def rank_of(item: ReviewItem) -> int:
    """The lower, the sooner; equals go by deadline, then by age.

    Escalated items come first; then severity counts, then whether somebody waits for the message
    (a held one) or has read it already, then whose message it is.
    """
    waits = not item.sent_already
    return -(item.escalated << 5 | int(item.severity) << 2 | waits << 1 | item.vip)
