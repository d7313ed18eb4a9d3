"""A message's path from text to decision, top to bottom."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parley.domain.conversation import TENANT_KEY
from parley.domain.decide import Policy, decide
from parley.domain.errors import InvalidInput, ParleyError
from parley.domain.glossary import GlossaryTerm
from parley.domain.language import display_name, normalise_tag, primary, same_language
from parley.domain.message import (
    Assessment,
    Decision,
    Detection,
    Flag,
    Formality,
    Origin,
    Severity,
    Translation,
)
from parley.domain.ports import (
    ConfidenceEstimator,
    Detector,
    Evidence,
    Exchange,
    RiskAssessor,
    Translator,
)
from parley.domain.term import Term
from parley.flow.alternatives import Alternatives
from parley.flow.draft import Draft, Drafter, Job
from parley.flow.forgetting import Forgetting
from parley.flow.glossary import Glossary
from parley.flow.memory import Memory
from parley.flow.rate import Rater
from parley.flow.unsure import marks, with_tokens
from parley.risk.confidence.correction import Corrections
from parley.risk.confidence.uncalibrated import Uncalibrated

_log = logging.getLogger(__name__)

# Below this the detector was guessing, and a translation from the wrong language looks fluent.
_UNSURE_LANGUAGE = 0.5

# The rules take seconds over the longest texts; from so many characters on they have a thread, so
# that other calls are answered meanwhile.
_LONG_TEXT = 2_000


@lru_cache(maxsize=1)
def _languages_in(pairs: frozenset[tuple[str, str]]) -> frozenset[str]:
    return frozenset(language for pair in pairs for language in pair)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask: the size of a text in UTF-8 bytes, of a segment in characters."""

    text_bytes: int = 100_000
    segment_characters: int = 400


class Pipeline:
    """Normalise, mask, segment, remember or translate, unmask, judge, decide."""

    def __init__(
        self,
        *,
        detector: Detector,
        translator: Translator,
        assessor: RiskAssessor,
        memory: Memory,
        policies: Mapping[str, Policy],
        languages: Sequence[str],
        limits: Limits,
        formality: Formality = Formality.FORMAL,
        estimator: ConfidenceEstimator | None = None,
        thorough: bool = False,
        corrections: Corrections | None = None,
        glossary: Glossary | None = None,
    ) -> None:
        """Join the parts.

        Args:
            policies: by channel name, "" for every other.
            languages: what detection chooses from; empty for all that is spoken at the time.
            formality: how to address readers where neither job nor channel says.
            estimator: what turns evidence into confidence; None for the uncalibrated one.
            thorough: take a second look at every segment.
            corrections: what the deployment's own verdicts make of confidence, by direction.
            glossary: None where there are no terms.
        """
        self._formality = formality
        self.detector = detector
        self._languages = tuple(languages)
        self._translator = translator
        self._drafter = Drafter(translator, memory, limits.segment_characters)
        self._alternatives = Alternatives(translator, limits.segment_characters)
        self._rater = Rater(
            estimator or Uncalibrated(),
            translator,
            thorough=thorough,
            corrections=corrections or {},
        )
        self._assessor = assessor
        self._policies = policies
        self._limits = limits
        self._glossary = glossary
        self._forgetting = Forgetting(translator)

    @property
    def languages(self) -> tuple[str, ...]:
        """What detection chooses from."""
        return self._languages or tuple(sorted(self.spoken()))

    @property
    def policies(self) -> Mapping[str, Policy]:
        """By channel name, "" for every other."""
        return self._policies

    def policy(self, channel: str) -> Policy:
        """The policy of a channel."""
        return self._policies.get(channel) or self._policies[""]

    def require_channel(self, channel: str) -> None:
        """Refuse a channel that has no policy; "" is the default one.

        Raises:
            InvalidInput: UNKNOWN_CHANNEL.
        """
        if channel not in self._policies:
            raise InvalidInput(
                "UNKNOWN_CHANNEL", f"no channel is named {channel[:40]!r}", field="channel"
            )

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
        return _languages_in(self._translator.pairs())

    def pairs(self) -> frozenset[tuple[str, str]]:
        """(source, target) primary tags that can be translated."""
        return self._translator.pairs()

    def forget(self) -> None:
        """Drop texts that the engine keeps to spare work, those under way once they are through."""
        self._forgetting.forget()

    def detect(self, text: str, candidates: Sequence[str] | None) -> Detection:
        """The language of a text by itself; `language` is "" if it shows none.

        Args:
            candidates: tags to choose from; empty for the configured languages, None for all.

        Raises:
            InvalidInput: UNKNOWN_LANGUAGE, for a candidate that is no language tag, or that the
                detector cannot name.
        """
        if candidates is None:
            chosen: Sequence[str] = ()
        else:
            chosen = [self._require_candidate(tag) for tag in candidates] or self.languages
        seen = self.detector.detect(text, chosen)
        if not seen:
            return Detection("", 0.0)
        return Detection(seen[0].language, seen[0].probability, False, tuple(seen[:5]))

    def _require_candidate(self, tag: str) -> str:
        normal = normalise_tag(tag, "candidate_languages")
        if not self.detector.knows(normal):
            raise InvalidInput(
                "UNKNOWN_LANGUAGE",
                f"the detector here cannot name the language {normal!r}",
                field="candidate_languages",
                language=normal,
            )
        return normal

    async def run(self, job: Job) -> Assessment:
        """Translate and judge one text.

        A fault in masking or in a rule never lets the text through: it comes back held, with a
        flag. What cannot be translated at all raises.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
            Overloaded: QUEUE_FULL.
        """
        assessment, _ = await self.examine(job)
        return assessment

    async def examine(
        self, job: Job, translation: str | None = None
    ) -> tuple[Assessment, tuple[Evidence, ...]]:
        """As `run`, with what the confidence was estimated from.

        Args:
            translation: somebody else's, to be judged as if the model had made it.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
            Overloaded: QUEUE_FULL.
        """
        with self._forgetting.of_one_text():
            return await self._examine(job, translation)

    async def _examine(
        self, job: Job, translation: str | None
    ) -> tuple[Assessment, tuple[Evidence, ...]]:
        job = await self._briefed(job)
        if translation is None:
            draft = await self._drafter.draft(job)
        else:
            draft = await self._drafter.adopt(job, translation)
        flags = (*self._doubts(job), *draft.flags, *await self._assess(job, draft))
        evidence = await self._rater.evidence(job, draft, flags)
        rated = self._rater.rate(draft, evidence)
        direction = f"{primary(rated.source_language)}-{primary(rated.target_language)}"
        tenant = job.metadata.get(TENANT_KEY, "")
        policy = self.policy(job.channel)
        decision = decide(flags, rated.confidence, policy, direction, tenant)
        if job.mark_unsure or decision is not Decision.DELIVER:
            draft = await with_tokens(draft, job, self._translator)
            rated = replace(rated, low_confidence_spans=marks(draft))
        return Assessment(job.detection, rated, flags, decision, draft.timing), evidence

    async def alternatives(self, job: Job, count: int) -> list[str]:
        """At most `count` different translations of a text, the most likely first.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
        """
        return await self._alternatives.of(await self._briefed(job), count)

    async def terms_in(
        self, text: str, source_language: str, target_language: str, channel: str
    ) -> tuple[GlossaryTerm, ...]:
        """The glossary's terms that stand in a text."""
        if self._glossary is None:
            return ()
        return await self._glossary.terms_in(text, source_language, target_language, channel)

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
        # Whatever the policy says: there is nothing to deliver.
        return Assessment(job.detection, translation, (flag,), Decision.HOLD)

    async def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        """Run the risk rules alone, on what a channel holds for the exchange.

        Its form of address, its customers of high value and its glossary are as in `run`.
        """
        policy = self.policy(exchange.channel)
        terms: tuple[Term, ...] = ()
        if exchange.target_language:
            terms = await self._demands(
                exchange.source, exchange.source_language, exchange.target_language,
                exchange.channel,
            )  # fmt: skip
        formality = exchange.formality or policy.formality or self._formality
        return await self._judge(
            replace(exchange, formality=formality, vip=policy.vip, terms=terms)
        )

    async def _judge(self, exchange: Exchange) -> tuple[Flag, ...]:
        if len(exchange.source) + len(exchange.translation or "") < _LONG_TEXT:
            return self._assessor.assess(exchange)
        return await asyncio.to_thread(self._assessor.assess, exchange)

    async def _briefed(self, job: Job) -> Job:
        """The job with its urgency, and the form of address and the terms that hold for it."""
        policy = self.policy(job.channel)
        formality = job.formality or policy.formality or self._formality
        demands = await self._demands(
            job.text, job.detection.language, job.target_language, job.channel
        )
        return replace(
            job, formality=formality, priority=policy.priority, terms=(*job.terms, *demands)
        )

    async def _demands(
        self, text: str, source_language: str, target_language: str, channel: str
    ) -> tuple[Term, ...]:
        terms = await self.terms_in(text, source_language, target_language, channel)
        return tuple(term.demand() for term in terms)

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

    async def _assess(self, job: Job, draft: Draft) -> tuple[Flag, ...]:
        translation = draft.translation
        translated = translation.origin is not Origin.IDENTITY
        return await self._judge(
            Exchange(
                source=job.text,
                source_language=translation.source_language,
                translation=translation.text if translated else None,
                target_language=translation.target_language if translated else None,
                formality=job.formality,
                from_memory=translation.origin is Origin.MEMORY,
                history=job.history,
                author_role=job.author_role,
                channel=job.channel,
                metadata=job.metadata,
                vip=self.policy(job.channel).vip,
                terms=job.terms,
            )
        )
