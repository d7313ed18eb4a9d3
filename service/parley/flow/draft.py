"""A text to its translation before it is judged: mask, segment, remember or translate, unmask."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from parley.domain.language import same_language
from parley.domain.message import (
    Detection,
    Flag,
    Formality,
    Message,
    Origin,
    Priority,
    Severity,
    Span,
    SpanSide,
    Translation,
)
from parley.domain.ports import Hypothesis, Translator
from parley.flow.memory import Memory
from parley.risk.confidence import message_confidence, unsure_spans
from parley.text.casing import calm, is_shouted, shout
from parley.text.mask import Masked, mask, placeholder, renumber, restore_numbers, unmask
from parley.text.normalise import has_words, normalise
from parley.text.segment import Document, split

# A longer text is not looked up sentence by sentence: hardly any would be known.
_REMEMBERED_SEGMENTS = 20


@dataclass(frozen=True, slots=True)
class Job:
    """One text on its way through the pipeline.

    `detection` and `target_language` are decided before; `history` is oldest first.
    """

    text: str
    detection: Detection
    target_language: str
    formality: Formality | None = None
    channel: str = ""
    priority: Priority = Priority.LIVE
    history: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation before it is judged; flags are those of the making."""

    translation: Translation
    flags: tuple[Flag, ...] = ()


class Drafter:
    """Makes drafts, from memory where people have translated before."""

    def __init__(self, translator: Translator, memory: Memory, segment_characters: int) -> None:
        self._translator = translator
        self._memory = memory
        self._segment_characters = segment_characters

    async def draft(self, job: Job) -> Draft:
        """Translate a text.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
            Overloaded: QUEUE_FULL.
        """
        if same_language(job.detection.language, job.target_language) or not has_words(job.text):
            return Draft(_translation(job, job.text, 1.0, Origin.IDENTITY))
        remembered = await self._recall(job, job.text)
        if remembered is not None:
            return Draft(_translation(job, remembered, 1.0, Origin.MEMORY))
        # The text itself is masked and cut, and only what the model reads is normalised: gaps
        # and spans stay those of the stored text.
        masked = mask(job.text)
        document = split(masked.text, self._segment_characters)
        known = await self._remember(job, masked, document)
        unknown = [i for i in range(len(document.segments)) if i not in known]
        hypotheses = await self._translate(job, [document.segments[i] for i in unknown])
        return _assemble(job, masked, document, known, dict(zip(unknown, hypotheses, strict=True)))

    async def _recall(self, job: Job, text: str) -> str | None:
        found = await self._memory.recall(
            text, job.detection.language, job.target_language, job.formality
        )
        return None if found is None else found.text

    async def _remember(self, job: Job, masked: Masked, document: Document) -> dict[int, str]:
        """Masked translations of the segments that people have translated, by index."""
        segments = document.segments
        if not 1 < len(segments) <= _REMEMBERED_SEGMENTS:
            return {}
        found = await asyncio.gather(
            *(self._recall(job, unmask(text, masked.entities).text) for text in segments)
        )
        known: dict[int, str] = {}
        for index, (segment, text) in enumerate(zip(segments, found, strict=True)):
            again = None if text is None else _masked_again(text, segment, masked)
            if again is not None:
                known[index] = again
        return known

    async def _translate(self, job: Job, segments: Sequence[str]) -> list[Hypothesis]:
        """Translate segments as the model likes them: calm, their entities numbered from 0."""
        source = job.detection.language
        numbered = [renumber(normalise(segment)) for segment in segments]
        loud = [is_shouted(segment) for segment, _ in numbered]
        hypotheses = await self._translator.translate(
            [
                calm(segment, source) if is_loud else segment
                for (segment, _), is_loud in zip(numbered, loud, strict=True)
            ],
            source,
            job.target_language,
            job.formality,
            job.priority,
        )
        return [
            _restored(hypothesis, original, is_loud)
            for hypothesis, (_, original), is_loud in zip(hypotheses, numbered, loud, strict=True)
        ]


def _translation(job: Job, text: str, confidence: float, origin: Origin) -> Translation:
    return Translation(
        text=text,
        source_language=job.detection.language,
        target_language=job.target_language,
        confidence=confidence,
        origin=origin,
        formality=job.formality,
    )


def _masked_again(text: str, segment: str, masked: Masked) -> str | None:
    """A remembered translation with the segment's placeholders; None if a value is not in it."""
    _, indices = renumber(segment)
    for index in indices:
        surface = masked.entities[index].surface
        if text.count(surface) != 1:
            return None
        text = text.replace(surface, placeholder(index))
    return text


def _restored(hypothesis: Hypothesis, original: Sequence[int], is_loud: bool) -> Hypothesis:
    """The hypothesis with the message's own placeholder numbers, and as loud as the source."""
    text = restore_numbers(hypothesis.text, original)
    if is_loud:
        text = shout(text)
    # A placeholder dropped, or "ß" in upper case, moves what follows: spans no longer hold.
    return replace(hypothesis, text=text, spans_hold=len(text) == len(hypothesis.text))


def _assemble(
    job: Job,
    masked: Masked,
    document: Document,
    known: Mapping[int, str],
    hypotheses: Mapping[int, Hypothesis],
) -> Draft:
    """Put segments, gaps and entities back together."""
    texts = [
        known[index] if index in known else hypotheses[index].text
        for index in range(len(document.segments))
    ]
    starts = document.locate(texts)
    unmasked = unmask(document.restore(texts), masked.entities)
    spans = [
        Span(
            unmasked.offset(start + starts[index]),
            unmasked.offset(end + starts[index]),
            SpanSide.TRANSLATION,
        )
        for index, hypothesis in hypotheses.items()
        for start, end in unsure_spans(hypothesis)
    ]
    made = list(hypotheses.values())
    origin = Origin.MODEL if made else Origin.MEMORY
    translation = replace(
        _translation(job, unmasked.text, message_confidence(made), origin),
        low_confidence_spans=tuple(spans),
        model=made[0].model if made else "",
    )
    lost = [
        Flag(
            rule="entity-lost",
            category="accuracy/omission",
            severity=Severity.CRITICAL,
            reason=f"The translation lost this {entity.kind.value}.",
            span=Span(entity.start, entity.end, SpanSide.SOURCE),
        )
        for entity in unmasked.missing
    ]
    repeated = [
        Flag(
            rule="entity-repeated",
            category="accuracy/addition",
            severity=Severity.MAJOR,
            reason=f"The translation repeats this {entity.kind.value}.",
            span=Span(entity.start, entity.end, SpanSide.SOURCE),
        )
        for entity in unmasked.repeated
    ]
    return Draft(translation, (*lost, *repeated))
