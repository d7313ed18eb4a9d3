"""What tells how far a translation can be trusted."""

from dataclasses import dataclass
from typing import Protocol

from parley.domain.message import Flag
from parley.domain.ports.engine import Hypothesis


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What a closer look at one segment found.

    Attributes:
        reverse_log_prob: mean log-probability a token of the source, given the translation, by
            the model of the other way.
        disagreement: 0 where all of the engine's alternatives read alike, 1 where they share
            nothing.
    """

    reverse_log_prob: float
    disagreement: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one translated segment; texts as they are stored, languages primary tags.

    `flags` are those that concern this segment; `second` is None unless a second look was taken.
    """

    source: str
    translation: str
    source_language: str
    target_language: str
    hypothesis: Hypothesis
    flags: tuple[Flag, ...] = ()
    second: SecondLook | None = None


class ConfidenceEstimator(Protocol):
    """Tells a good translation from a bad one, without a reference."""

    def confidence(self, evidence: Evidence) -> float:
        """In 0..1; a probability that the segment is good where the estimator is calibrated."""
        ...
