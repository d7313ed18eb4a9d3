"""A message's path from text to decision, top to bottom."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from parley.domain.decide import Policy, decide
from parley.domain.errors import InvalidInput, ParleyError
from parley.domain.language import display_name, normalise_tag, primary, same_language
from parley.domain.message import (
    Assessment,
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
from parley.domain.ports import (
    Detector,
    Exchange,
    Hypothesis,
    MemoryStore,
    RiskAssessor,
    Translator,
)
from parley.domain.timing import Timing
from parley.risk.confidence import message_confidence, unsure_spans
from parley.text.casing import calm, is_shouted, shout
from parley.text.mask import Masked, mask, renumber, restore_numbers, unmask
from parley.text.normalise import has_words, memory_key, normalise
from parley.text.segment import Document, split

_log = logging.getLogger(__name__)

# Below this the detector was guessing, and a translation from the wrong language looks fluent.
_UNSURE_LANGUAGE = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask: the size of a text in UTF-8 bytes, of a segment in characters."""

    text_bytes: int = 100_000
    segment_characters: int = 400


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
class _Draft:
    """A translation before it is judged; flags are those of the making."""

    translation: Translation
    flags: tuple[Flag, ...] = ()
    timing: Timing | None = None


class Pipeline:
    """Normalise, mask, segment, remember or translate, unmask, judge, decide."""

    def __init__(
        self,
        *,
        detector: Detector,
        translator: Translator,
        assessor: RiskAssessor,
        memory: MemoryStore | None,
        policies: Mapping[str, Policy],
        languages: Sequence[str],
        limits: Limits,
    ) -> None:
        """`policies` by channel name, "" for every other; `languages` restrict detection."""
        self.detector = detector
        self.languages = tuple(languages)
        self._translator = translator
        self._assessor = assessor
        self._memory = memory
        self._policies = policies
        self._limits = limits

    def policy(self, channel: str) -> Policy:
        """The policy of a channel."""
        return self._policies.get(channel) or self._policies[""]

    def require_text(self, text: str, field: str = "text") -> None:
        """Refuse what is no message.

        Raises:
            InvalidInput: EMPTY_TEXT, TEXT_TOO_LONG, INVALID_TEXT.
        """
        try:
            size = len(text.encode())
        except UnicodeEncodeError:
            raise InvalidInput(
                "INVALID_TEXT", "the text holds half a surrogate pair", field=field
            ) from None
        if not text.strip("\ufeff\u200b\u2060 \t\r\n\f\v\u00a0\u3000"):
            raise InvalidInput("EMPTY_TEXT", "there is no text", field=field)
        if size > self._limits.text_bytes:
            raise InvalidInput(
                "TEXT_TOO_LONG",
                f"the text has {size:,} bytes, {self._limits.text_bytes:,} are allowed",
                field=field,
                limit_bytes=str(self._limits.text_bytes),
            )

    def require_pair(self, source_language: str, target_language: str) -> None:
        """Refuse a direction that no model serves.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE, UNSUPPORTED_PAIR, SAME_LANGUAGE.
        """
        source = self.require_language(source_language, "source_language")
        target = self.require_language(target_language, "target_language")
        if same_language(source, target):
            raise InvalidInput(
                "SAME_LANGUAGE",
                f"source and target are both {display_name(source)}",
                field="target_language",
            )
        if (primary(source), primary(target)) not in self._translator.pairs():
            raise InvalidInput(
                "UNSUPPORTED_PAIR",
                f"no model translates {display_name(source)} to {display_name(target)}",
                field="target_language",
                source_language=source,
                target_language=target,
            )

    def require_language(self, tag: str, field: str) -> str:
        """A tag in its usual form, of a language that some model knows.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE.
        """
        normal = normalise_tag(tag, field)
        if primary(normal) not in self.spoken():
            raise InvalidInput(
                "UNKNOWN_LANGUAGE",
                f"no model here knows the language {normal!r}",
                field=field,
                language=normal,
            )
        return normal

    def spoken(self) -> frozenset[str]:
        """Primary tags of every language that some model reads or writes."""
        return frozenset(language for pair in self._translator.pairs() for language in pair)

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) primary tags that can be translated."""
        return self._translator.pairs()

    def detect(self, text: str, candidates: Sequence[str] | None) -> Detection:
        """The language of a text by itself; `language` is "" if it shows none.

        Args:
            candidates: tags to choose from; empty for the configured languages, None for all.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE, for a candidate that is no language tag.
        """
        if candidates is None:
            chosen: Sequence[str] = ()
        else:
            chosen = [normalise_tag(tag, "candidate_languages") for tag in candidates]
            chosen = chosen or self.languages
        seen = self.detector.detect(text, chosen)
        if not seen:
            return Detection("", 0.0)
        return Detection(seen[0].language, seen[0].probability, False, tuple(seen[:5]))

    async def run(self, job: Job) -> Assessment:
        """Translate and judge one text.

        A fault in masking or in a rule never lets the text through: it comes back held, with a
        flag. What cannot be translated at all raises.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
            Overloaded: QUEUE_FULL.
        """
        draft = await self._draft(job)
        flags = (*self._doubts(job), *draft.flags, *self._assess(job, draft))
        decision = decide(flags, draft.translation.confidence, self.policy(job.channel))
        return Assessment(job.detection, draft.translation, flags, decision, draft.timing)

    def unassessed(self, job: Job, error: Exception) -> Assessment:
        """What to hold when a text could not be translated: a person translates it by hand."""
        reason = error.reason if isinstance(error, ParleyError) else "INTERNAL"
        _log.error("message held, the pipeline failed: %s", type(error).__name__)
        translation = Translation(
            "", job.detection.language, job.target_language, 0.0, Origin.MODEL
        )
        flag = Flag(
            rule="no-translation",
            category="system/no-translation",
            severity=Severity.CRITICAL,
            reason=f"There is no machine translation ({reason}): please translate it by hand.",
        )
        decision = decide((flag,), 0.0, self.policy(job.channel))
        return Assessment(job.detection, translation, (flag,), decision)

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        """Run the risk rules alone."""
        return self._assessor.assess(exchange)

    async def _draft(self, job: Job) -> _Draft:
        source, target = job.detection.language, job.target_language
        if same_language(source, target) or not has_words(job.text):
            return _Draft(
                Translation(job.text, source, target, 1.0, Origin.IDENTITY, formality=job.formality)
            )
        if self._memory is not None:
            unit = await self._memory.recall(memory_key(job.text), source, target, job.formality)
            if unit is not None:
                return _Draft(
                    Translation(
                        unit.target, source, target, 1.0, Origin.MEMORY, formality=job.formality
                    )
                )
        masked = mask(job.text)
        document = split(masked.text, self._limits.segment_characters)
        hypotheses = await self._translate_segments(job, document)
        return _assemble(job, masked, document, hypotheses)

    async def _translate_segments(self, job: Job, document: Document) -> list[Hypothesis]:
        """Translate every segment as the model likes it: calm, its entities numbered from 0."""
        source = job.detection.language
        # Only what the model reads is normalised: gaps and spans stay those of the stored text.
        numbered = [renumber(normalise(segment)) for segment in document.segments]
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

    def _doubts(self, job: Job) -> tuple[Flag, ...]:
        if job.detection.confidence >= _UNSURE_LANGUAGE or same_language(
            job.detection.language, job.target_language
        ):
            return ()
        return (
            Flag(
                rule="language-unsure",
                category="accuracy/mistranslation",
                severity=Severity.MAJOR,
                reason=f"This may not be {display_name(job.detection.language)} at all.",
            ),
        )

    def _assess(self, job: Job, draft: _Draft) -> tuple[Flag, ...]:
        translation = draft.translation
        translated = translation.origin is not Origin.IDENTITY
        return self._assessor.assess(
            Exchange(
                source=job.text,
                source_language=primary(translation.source_language),
                translation=translation.text if translated else None,
                target_language=primary(translation.target_language) if translated else None,
                formality=job.formality,
                from_memory=translation.origin is Origin.MEMORY,
                history=job.history,
            )
        )


def _restored(hypothesis: Hypothesis, original: Sequence[int], is_loud: bool) -> Hypothesis:
    """The hypothesis with the message's own placeholder numbers, and as loud as the source."""
    text = restore_numbers(hypothesis.text, original)
    if is_loud:
        text = shout(text)
    # A placeholder dropped, or "ß" in upper case, moves what follows: spans no longer hold.
    same_length = len(text) == len(hypothesis.text)
    return replace(hypothesis, text=text, spans_hold=same_length)


def _assemble(
    job: Job, masked: Masked, document: Document, hypotheses: Sequence[Hypothesis]
) -> _Draft:
    """Put segments, gaps and entities back together."""
    texts = [hypothesis.text for hypothesis in hypotheses]
    unmasked = unmask(document.restore(texts), masked.entities)
    spans = [
        Span(unmasked.offset(start + at), unmasked.offset(end + at), SpanSide.TRANSLATION)
        for hypothesis, at in zip(hypotheses, document.locate(texts), strict=True)
        for start, end in unsure_spans(hypothesis)
    ]
    translation = Translation(
        text=unmasked.text,
        source_language=job.detection.language,
        target_language=job.target_language,
        confidence=message_confidence(hypotheses),
        origin=Origin.MODEL,
        low_confidence_spans=tuple(spans),
        model=hypotheses[0].model if hypotheses else "",
        formality=job.formality,
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
    timing = Timing.of(hypothesis.timing for hypothesis in hypotheses)
    return _Draft(translation, (*lost, *repeated), timing)
