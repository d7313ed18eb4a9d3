"""What turns text into text: translators and detectors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parley.domain.message import Candidate, Formality, Priority
from parley.domain.timing import Timing


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """One token of a hypothesis: its code points there, and its log-probability (natural)."""

    start: int
    end: int
    log_prob: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The engine's translation of one masked segment.

    Attributes:
        mean_log_prob: of its tokens and of stopping where it stopped (natural); None where nothing
            was written, or nobody knows.
        tokens: cover `text` in order; empty until `Translator.scored` was asked for them, unless
            the search gave them by itself.
        end_log_prob: that of stopping; known as far as `tokens` are.
        spans_hold: False once the text was changed so that tokens lie elsewhere.
        pieced: whether it was put together from parts.
        written: tokens that the model wrote, without the end and what it was made to begin with.
        timing: None for what came from no batch.
        trace: the engine's own note of what it wrote, for nobody but `Translator.scored`.
    """

    text: str
    mean_log_prob: float | None
    model: str
    tokens: tuple[ScoredToken, ...] = ()
    end_log_prob: float = 0.0
    spans_hold: bool = True
    pieced: bool = False
    written: int = 0
    timing: Timing | None = None
    trace: object = field(default=None, repr=False, compare=False)


class Translator(Protocol):
    """Translates single masked segments, many callers at once."""

    async def translate(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        priority: Priority,
        *,
        tenant: str = "",
        admitted: bool = False,
    ) -> list[Hypothesis]:
        """One hypothesis a segment, in order.

        Args:
            tenant: whose turn it takes, among others of the same priority.
            admitted: it takes its place in the queue although that is full.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
            Overloaded: QUEUE_FULL, unless it is admitted.
        """
        ...

    async def scored(
        self, hypotheses: Sequence[Hypothesis], priority: Priority, *, tenant: str = ""
    ) -> list[Hypothesis]:
        """The same hypotheses with their tokens, in order; takes half as long as translating.

        Those that were put together from parts, or whose model serves no more, stay as they are.
        What was translated is not refused for a full queue.

        Args:
            tenant: whose turn it takes, among others of the same priority.

        Raises:
            Unavailable: DRAINING.
        """
        ...

    async def score(
        self,
        segments: Sequence[str],
        translations: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
    ) -> list[Hypothesis] | None:
        """Given translations as the model sees them, one a segment, in order.

        None where no single model speaks the pair.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
        """
        ...

    async def alternatives(
        self,
        segments: Sequence[str],
        source_language: str,
        target_language: str,
        formality: Formality | None,
        count: int,
    ) -> list[tuple[str, ...]]:
        """The `count` best translations of each segment, best first.

        Where models follow one another, the last one's of the best of the first.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
        """
        ...

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) primary language tags that can be translated."""
        ...

    def forget(self) -> None:
        """Drop every text that is kept to spare work: somebody's words must go."""
        ...


class Detector(Protocol):
    """Names the language of a text by itself, without its conversation."""

    def detect(self, text: str, candidates: Sequence[str]) -> list[Candidate]:
        """Candidates by falling probability; empty for a text without words.

        Args:
            candidates: BCP-47 tags to choose from; empty for all that the detector knows.
        """
        ...

    def knows(self, language: str) -> bool:
        """Whether it can name the language of a BCP-47 tag."""
        ...
