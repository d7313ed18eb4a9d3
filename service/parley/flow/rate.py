"""How far a draft can be trusted: each of its segments, and the message by its weakest one."""

from collections.abc import Sequence
from dataclasses import replace

from parley.domain.language import primary
from parley.domain.message import Flag, SegmentConfidence, Span, SpanSide, Translation
from parley.domain.ports import ConfidenceEstimator, Evidence, SecondLook, Translator
from parley.flow.draft import Draft, DraftSegment, Job
from parley.risk.confidence.correction import Corrections
from parley.text.similarity import chrf

_ALTERNATIVES = 4


class Rater:
    """Gathers what is known of each segment and asks the estimator."""

    def __init__(
        self,
        estimator: ConfidenceEstimator,
        translator: Translator,
        *,
        thorough: bool,
        corrections: Corrections,
    ) -> None:
        """Join the parts.

        Args:
            thorough: take a second look at every segment, which costs as much as translating.
            corrections: what the deployment's verdicts make of the confidence, by direction.
        """
        self._estimator = estimator
        self._corrections = corrections
        self._translator = translator
        self._thorough = thorough

    def rate(self, draft: Draft, evidence: Sequence[Evidence]) -> Translation:
        """The draft's translation with a confidence for each segment and for the whole."""
        made = draft.translation
        if not evidence:
            return made
        correction = self._corrections.get(
            f"{primary(made.source_language)}-{primary(made.target_language)}"
        )
        estimates = [self._estimator.confidence(known) for known in evidence]
        found = estimates if correction is None else list(map(correction.apply, estimates))
        segments = tuple(
            SegmentConfidence(segment.translation.start, segment.translation.end, confidence)
            for segment, confidence in zip(draft.segments, found, strict=True)
        )
        return replace(
            made,
            confidence=min(found),
            uncorrected=None if correction is None else min(estimates),
            segments=segments,
        )

    async def evidence(
        self, job: Job, draft: Draft, flags: tuple[Flag, ...]
    ) -> tuple[Evidence, ...]:
        """One a segment that a model translated, in order."""
        translation = draft.translation
        source, target = primary(translation.source_language), primary(translation.target_language)
        looks = await self._second_looks(job, draft, source, target)
        return tuple(
            Evidence(
                source=job.text[segment.source.start : segment.source.end],
                translation=translation.text[segment.translation.start : segment.translation.end],
                source_language=source,
                target_language=target,
                hypothesis=segment.hypothesis,
                flags=tuple(flag for flag in flags if _concerns(flag.span, segment)),
                second=look,
            )
            for segment, look in zip(draft.segments, looks, strict=True)
        )

    async def _second_looks(
        self, job: Job, draft: Draft, source: str, target: str
    ) -> list[SecondLook] | list[None]:
        """None for each where none is wanted, or no single model speaks both ways."""
        segments = draft.segments
        none = [None] * len(segments)
        if not self._thorough or not segments or (target, source) not in self._translator.pairs():
            return none
        read, written = [s.read for s in segments], [s.written for s in segments]
        back = await self._translator.score(written, read, target, source, None)
        if back is None:
            return none
        others = await self._translator.alternatives(
            read, source, target, job.formality, _ALTERNATIVES
        )
        return [
            SecondLook(
                sum(token.log_prob for token in hypothesis.tokens) / max(1, len(hypothesis.tokens)),
                _disagreement(texts),
            )
            for hypothesis, texts in zip(back, others, strict=True)
        ]


def _concerns(span: Span | None, segment: DraftSegment) -> bool:
    """Whether a flag is about a segment: one without a span is about all of them."""
    if span is None:
        return True
    place = segment.source if span.side is SpanSide.SOURCE else segment.translation
    return span.start < place.end and place.start < span.end


def _disagreement(texts: tuple[str, ...]) -> float:
    """How little the best translation has in common with the others, on average; 0..1."""
    best, *others = texts
    if not others:
        return 0.0
    return 1 - sum(chrf(other, best) for other in others) / len(others)
