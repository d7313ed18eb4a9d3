"""A text to its translation before it is judged: mask, segment, remember or translate, unmask."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parley.domain.conversation import TENANT_KEY
from parley.domain.language import same_language
from parley.domain.message import (
    AuthorRole,
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
from parley.domain.placeholders import PLACEHOLDER, placeholder, placeholders
from parley.domain.ports import Hypothesis, Translator
from parley.domain.term import Term
from parley.domain.timing import Timing
from parley.flow.memory import Memory, Remembered
from parley.flow.terms import untranslated
from parley.text.casing import calm, is_shouted, shout
from parley.text.mask import (
    Masked,
    Unmasked,
    mask,
    renumber,
    renumber_like,
    restore_numbers,
    unmask,
)
from parley.text.normalise import has_words, normalise
from parley.text.segment import Document, split

# A longer text is not looked up sentence by sentence: hardly any would be known.
_REMEMBERED_SEGMENTS = 20
# The private-use characters themselves, captured so that a split keeps them.
_BETWEEN = re.compile(f"({PLACEHOLDER.pattern})")


@dataclass(frozen=True, slots=True)
class Job:
    """One text on its way through the pipeline.

    `detection` and `target_language` are decided before; `priority` is the pipeline's to set, by
    channel; `history` is oldest first; `author_role` is None where nobody says, `metadata` is the
    conversation's. `mark_unsure` wants the words that the model was unsure of marked even where
    nobody is to review them; what is `admitted` no full queue refuses.
    """

    text: str
    detection: Detection
    target_language: str
    formality: Formality | None = None
    channel: str = ""
    priority: Priority = Priority.LIVE
    history: tuple[Message, ...] = ()
    author_role: AuthorRole | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    mark_unsure: bool = False
    admitted: bool = False

    @property
    def queued_as(self) -> str:
        """Whose turn it takes in the engine: the tenant's, or the channel's if nobody names one."""
        return self.metadata.get(TENANT_KEY) or self.channel


@dataclass(frozen=True, slots=True)
class Reading:
    """A masked segment as a model reads it: calm, its placeholders numbered from 0.

    `original` are the numbers that they had, `is_loud` tells that the segment was shouted.
    """

    text: str
    original: tuple[int, ...]
    is_loud: bool

    def is_kept_in(self, translation: str) -> bool:
        """Whether each placeholder is in a model's translation as often as here."""
        return sorted(placeholders(translation)) == sorted(placeholders(self.text))

    def restore(self, translation: str) -> str:
        """A model's translation with the message's own numbers, and as loud as the source."""
        text = restore_numbers(translation, self.original)
        return shout(text) if self.is_loud else text


def reading_of(segment: str, language: str) -> Reading:
    """What a model is to read of a masked segment in a language."""
    text, original = renumber(normalise(segment))
    is_loud = is_shouted(text)
    return Reading(calm(text, language) if is_loud else text, tuple(original), is_loud)


@dataclass(frozen=True, slots=True)
class DraftSegment:
    """One segment that a model translated: where it lies, and what the model thought.

    `source` and `translation` are half-open ranges of code points of the stored texts; `read` is
    what the model read and `written` what it wrote, entities masked; `start` is where that begins
    in the masked translation.
    """

    source: Span
    translation: Span
    read: str
    written: str
    start: int
    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class Draft:
    """A translation before it is judged; flags are those of the making.

    `segments` are those that a model translated, in order; there is no confidence yet, and no word
    is marked. `unmasked` tells where the masked translation's code points went; None where no
    model was asked.
    """

    translation: Translation
    flags: tuple[Flag, ...] = ()
    segments: tuple[DraftSegment, ...] = ()
    unmasked: Unmasked | None = None

    @property
    def timing(self) -> Timing | None:
        """Of all segments together; None where no batch was."""
        return Timing.of(segment.hypothesis.timing for segment in self.segments)


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
            made = _translation(job, remembered.text, 1.0, Origin.MEMORY)
            return Draft(replace(made, from_release=remembered.released))
        # The text itself is masked and cut, and only what the model reads is normalised: gaps
        # and spans stay those of the stored text.
        masked = mask(job.text, untranslated(job.text, job.terms))
        document = split(masked.text, self._segment_characters)
        known = await self._remember(job, masked, document)
        unknown = [i for i in range(len(document.segments)) if i not in known]
        hypotheses = await self._translate(job, [document.segments[i] for i in unknown])
        return _assemble(job, masked, document, known, dict(zip(unknown, hypotheses, strict=True)))

    async def adopt(self, job: Job, text: str) -> Draft:
        """Somebody else's translation as if the model had made it, scored token by token.

        Sentence by sentence where both texts have as many with the same values in each, and else
        as one segment; without a single model for the pair nobody knows how probable it is.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
        """
        masked = mask(job.text)
        written = _masked_again(text, masked.text, masked) or text
        document = split(masked.text, self._segment_characters)
        theirs = split(written, self._segment_characters)
        if _is_parallel(document, theirs):
            texts: Sequence[str] = theirs.segments
        else:
            document, texts = Document((masked.text,), ("", "")), [written]
        read = [renumber(normalise(segment)) for segment in document.segments]
        readings = [Reading(segment, numbers, is_loud=False) for segment, numbers in read]
        own = [
            renumber_like(segment, reading.original)
            for segment, reading in zip(texts, readings, strict=True)
        ]
        scored = await self._translator.score(
            [reading.text for reading in readings],
            own, job.detection.language, job.target_language, job.formality,
        )  # fmt: skip
        hypotheses = scored or [Hypothesis(line, None, "", spans_hold=False) for line in own]
        restored = map(_restored, hypotheses, readings)
        return _assemble(job, masked, document, {}, dict(enumerate(restored)))

    async def _recall(self, job: Job, text: str) -> Remembered | None:
        return await self._memory.recall(
            text, job.detection.language, job.target_language, job.formality
        )

    async def _remember(self, job: Job, masked: Masked, document: Document) -> dict[int, str]:
        """Masked translations of the segments that people have translated, by index."""
        segments = document.segments
        if not 1 < len(segments) <= _REMEMBERED_SEGMENTS:
            return {}
        found = await asyncio.gather(
            *(self._recall(job, unmask(text, masked.entities).text) for text in segments)
        )
        known: dict[int, str] = {}
        for index, (segment, kept) in enumerate(zip(segments, found, strict=True)):
            again = None if kept is None else _masked_again(kept.text, segment, masked)
            if again is not None:
                known[index] = again
        return known

    async def _translate(self, job: Job, segments: Sequence[str]) -> list[Hypothesis]:
        """Translate segments as the model likes them: calm, their entities numbered from 0."""
        readings = [reading_of(segment, job.detection.language) for segment in segments]
        hypotheses = await self._ask(job, [reading.text for reading in readings])
        for index, reading in enumerate(readings):
            if not reading.is_kept_in(hypotheses[index].text):
                hypotheses[index] = await self._around_placeholders(job, reading.text)
        return [
            _restored(hypothesis, reading)
            for hypothesis, reading in zip(hypotheses, readings, strict=True)
        ]

    async def _around_placeholders(self, job: Job, segment: str) -> Hypothesis:
        """Translate what stands between the placeholders, and leave those where they are.

        The words may come in an order that is not the target language's, and the confidence is
        that of the parts; but every value is there.
        """
        parts = _BETWEEN.split(segment)
        words = [index for index, part in enumerate(parts) if has_words(part)]
        hypotheses = await self._ask(job, [parts[index].strip() for index in words])
        for index, hypothesis in zip(words, hypotheses, strict=True):
            part = parts[index]
            lead, trail = part[: -len(part.lstrip())], part[len(part.rstrip()) :]
            # The model ends everything like a sentence; a part ends as it did.
            clean = _BETWEEN.sub("", hypothesis.text).strip()
            if not part.rstrip().endswith((".", "!", "?", "…")):
                clean = clean.rstrip(".!?…")
            parts[index] = f"{lead}{clean}{trail}"
        return Hypothesis(
            text="".join(parts),
            mean_log_prob=_mean_log_prob(hypotheses),
            model=hypotheses[0].model if hypotheses else "",
            spans_hold=False,
            pieced=True,
        )

    async def _ask(self, job: Job, segments: Sequence[str]) -> list[Hypothesis]:
        return await self._translator.translate(
            segments,
            job.detection.language,
            job.target_language,
            job.formality,
            job.priority,
            tenant=job.queued_as,
            admitted=job.admitted,
        )


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


def _is_parallel(document: Document, theirs: Document) -> bool:
    """Whether segments and gaps of two masked texts answer each other one by one."""
    return document.gaps == theirs.gaps and all(
        sorted(placeholders(mine)) == sorted(placeholders(other))
        for mine, other in zip(document.segments, theirs.segments, strict=True)
    )


def _restored(hypothesis: Hypothesis, reading: Reading) -> Hypothesis:
    text = reading.restore(hypothesis.text)
    # A placeholder dropped, or "ß" in upper case, moves what follows: spans no longer hold.
    holds = hypothesis.spans_hold and len(text) == len(hypothesis.text)
    return replace(hypothesis, text=text, spans_hold=holds)


def _mean_log_prob(parts: Sequence[Hypothesis]) -> float | None:
    """That of the parts together, each as heavy as it is long; None where none is known."""
    known = [
        (len(part.text) + 1, part.mean_log_prob) for part in parts if part.mean_log_prob is not None
    ]
    weight = sum(length for length, _ in known)
    return sum(length * mean for length, mean in known) / weight if known else None


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
    made = list(hypotheses.values())
    origin = Origin.MODEL if made else Origin.MEMORY
    translation = replace(
        _translation(job, unmasked.text, 1.0, origin), model=made[0].model if made else ""
    )
    segments = _segments(masked, document, unmasked, starts, hypotheses)
    return Draft(translation, (*_losses(unmasked), *_piecings(made)), segments, unmasked)


def _segments(
    masked: Masked,
    document: Document,
    unmasked: Unmasked,
    starts: Sequence[int],
    hypotheses: Mapping[int, Hypothesis],
) -> tuple[DraftSegment, ...]:
    """Where each translated segment lies in the stored texts."""
    before = document.locate(document.segments)
    stored = unmask(masked.text, masked.entities)
    return tuple(
        DraftSegment(
            Span(
                stored.offset(before[index]),
                stored.offset(before[index] + len(document.segments[index])),
                SpanSide.SOURCE,
            ),
            Span(
                unmasked.offset(starts[index]),
                unmasked.offset(starts[index] + len(hypothesis.text)),
                SpanSide.TRANSLATION,
            ),
            renumber(normalise(document.segments[index]))[0],
            renumber(hypothesis.text)[0],
            starts[index],
            hypothesis,
        )
        for index, hypothesis in sorted(hypotheses.items())
    )


def _losses(unmasked: Unmasked) -> Iterator[Flag]:
    """Values that are not in the translation exactly once: it must not go out like that."""
    for entity in (*unmasked.missing, *unmasked.repeated):
        yield Flag(
            rule="entity-lost",
            category="accuracy/omission",
            severity=Severity.CRITICAL,
            reason=f"The translation lost or repeats this {entity.kind.value}.",
            span=Span(entity.start, entity.end, SpanSide.SOURCE),
        )


def _piecings(hypotheses: Sequence[Hypothesis]) -> Iterator[Flag]:
    if any(hypothesis.pieced for hypothesis in hypotheses):
        yield Flag(
            rule="entity-repaired",
            category="accuracy/mistranslation",
            severity=Severity.MAJOR,
            reason="The model lost a value, so a sentence was put together around it.",
        )
