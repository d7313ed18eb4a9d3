"""Where a translation's time went."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Timing:
    """What the batcher knows of one segment, or of all segments of a message.

    Attributes:
        queue_s: seconds from arrival in the queue to the start of the batch.
        model_s: seconds that the batch took; with that of the scoring, if there was one.
        batch_fill: share in 0..1 of the batch's token budget that held tokens, not padding.
        read, written: tokens of source and translation, control tokens among those of the source;
            what is only scored counts none.
    """

    queue_s: float
    model_s: float
    batch_fill: float
    read: int = 0
    written: int = 0

    @classmethod
    def of(cls, parts: Iterable["Timing | None"]) -> Self | None:
        """A message's timing from its segments': the longest waits, the mean fill, all tokens.

        The segments are queued at once, so the longest of each is what the message waited for;
        their sum may be more than the time that passed, or less, when they share batches.
        None if no segment went through a batch.
        """
        known = [part for part in parts if part is not None]
        if not known:
            return None
        return cls(
            max(part.queue_s for part in known),
            max(part.model_s for part in known),
            sum(part.batch_fill for part in known) / len(known),
            sum(part.read for part in known),
            sum(part.written for part in known),
        )

    def then(self, later: "Timing | None") -> "Timing":
        """The timing of two batches, one after the other: waits and tokens add up."""
        if later is None:
            return self
        return Timing(
            self.queue_s + later.queue_s,
            self.model_s + later.model_s,
            (self.batch_fill + later.batch_fill) / 2,
            self.read + later.read,
            self.written + later.written,
        )
