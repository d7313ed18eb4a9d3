"""Examples through the service's own pipeline."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from parley.app import build_pipeline, load_lexicon
from parley.config import Settings
from parley.domain.decide import Policy, decide
from parley.domain.message import Decision, Detection, Flag, Priority
from parley.domain.ports import ConfidenceEstimator, Evidence
from parley.evaluation.adequacy import CRITICAL_BELOW, WRONG_BELOW, adequacy
from parley.evaluation.examples import VERDICTS, Example
from parley.flow.draft import Job
from parley.flow.pipeline import Pipeline
from parley.risk.confidence.lexicon import Lexicon

# Under way at once: enough to fill batches.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Judged:
    """An example with the truth about it and what the service thought.

    `adequacy` is that of our own translation, None where somebody judged it or it is another's;
    `evidence` is of the segments that the model saw; `flags` are all that were raised.
    """

    example: Example
    bad: bool
    critical: bool
    adequacy: float | None
    confidence: float
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...]

    @property
    def suspicion(self) -> float:
        """What orders messages for review: lack of confidence, to which flags are signals."""
        return 1 - self.confidence

    @property
    def is_flagged(self) -> bool:
        """Whether a usual policy has it reviewed whatever its confidence is."""
        return decide(self.flags, 1.0, Policy()) is not Decision.DELIVER


def trusted(judged: Sequence[Judged]) -> list[Judged]:
    """Those of our own translations whose label is best: a reader's, or else by adequacy."""
    read = [one for one in judged if one.example.name in VERDICTS]
    return read or [one for one in judged if one.example.own]


def judged_by(estimator: ConfidenceEstimator, judged: Iterable[Judged]) -> list[Judged]:
    """The same with another estimator's confidence."""
    return [replace(one, confidence=min(map(estimator.confidence, one.evidence))) for one in judged]


async def judge(
    settings: Settings,
    examples: Sequence[Example],
    *,
    thorough: bool = False,
    calibrated: bool = True,
) -> list[Judged]:
    """Translate and assess each example, without any memory.

    Left out are those that no model saw. A translation that was read and that the model no longer
    makes to the letter is judged as it was read.

    Args:
        thorough: with a second look at each translation.
        calibrated: with the fitted confidence; without it there may be none, or an old one that
            fits neither signals nor lexicon.

    Raises:
        InvalidInput: UNSUPPORTED_PAIR.
        CorruptModel: COEFFICIENTS_UNREADABLE, LEXICON_UNREADABLE.
    """
    settings = msgspec.structs.replace(
        settings, starter_memory=False, thorough_confidence=thorough, watch_models_s=0.0
    )
    lexicon = load_lexicon(settings)
    limit = asyncio.Semaphore(_AT_ONCE)
    async with build_pipeline(settings, calibrated=calibrated) as pipeline:

        async def one(example: Example) -> Judged | None:
            async with limit:
                return await _judge(pipeline, example, lexicon)

        return _known(await asyncio.gather(*map(one, examples)))


async def _judge(pipeline: Pipeline, example: Example, lexicon: Lexicon) -> Judged | None:
    job = Job(
        example.source, Detection(example.source_language, 1.0), example.target_language,
        priority=Priority.BACKFILL,
    )  # fmt: skip
    given = None if example.own else example.translation
    assessment, evidence = await pipeline.examine(job, given)
    if example.own and example.translation not in (None, assessment.translation.text):
        # Other processors round int8 otherwise, and four translations in ten come out a little
        # otherwise; left out, they would leave the sure ones.
        assessment, evidence = await pipeline.examine(job, example.translation)
    if not evidence:
        return None
    made = assessment.translation
    bad, critical, alike = example.bad, example.critical, None
    if example.translation is None:
        alike = adequacy(made.text, example.references, example.target_language, lexicon)
        bad, critical = alike < WRONG_BELOW, alike < CRITICAL_BELOW
    return Judged(example, bad, critical, alike, made.confidence, assessment.flags, evidence)


def _known(found: Iterable[Judged | None]) -> list[Judged]:
    return [judged for judged in found if judged is not None]
