"""Examples through the service's own pipeline."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from parley.app import build_pipeline
from parley.config import Settings
from parley.domain.message import Detection, Flag, Priority, Severity
from parley.domain.ports import ConfidenceEstimator, Evidence
from parley.evaluation.examples import Example, label
from parley.flow.draft import Job
from parley.flow.pipeline import Pipeline
from parley.text.similarity import chrf

# Under way at once: enough to fill batches.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Judged:
    """An example with the truth about it and what the service thought.

    `likeness` is the chrF of our own translation, None for another's; `evidence` is of the
    segments that the model saw; `flags` are all that were raised.
    """

    example: Example
    bad: bool
    critical: bool
    likeness: float | None
    confidence: float
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...]

    @property
    def suspicion(self) -> float:
        """What orders messages for review: a critical flag first, then by lack of confidence."""
        graves = any(f.severity is Severity.CRITICAL for f in self.flags if _of_accuracy(f))
        return 1 - self.confidence + graves


def _of_accuracy(flag: Flag) -> bool:
    """About the translation, not about what was said."""
    return flag.category.startswith("accuracy/")


def judged_by(estimator: ConfidenceEstimator, judged: Iterable[Judged]) -> list[Judged]:
    """The same with another estimator's confidence."""
    return [replace(one, confidence=min(map(estimator.confidence, one.evidence))) for one in judged]


async def judge(
    settings: Settings, examples: Sequence[Example], *, thorough: bool = False
) -> list[Judged]:
    """Translate and assess each example, without any memory; those that no model saw are left out.

    Raises:
        InvalidInput: UNSUPPORTED_PAIR.
    """
    settings = msgspec.structs.replace(
        settings, starter_memory=False, thorough_confidence=thorough, watch_models_s=0.0
    )
    limit = asyncio.Semaphore(_AT_ONCE)
    async with build_pipeline(settings) as pipeline:

        async def one(example: Example) -> Judged | None:
            async with limit:
                return await _judge(pipeline, example)

        return _known(await asyncio.gather(*map(one, examples)))


async def _judge(pipeline: Pipeline, example: Example) -> Judged | None:
    job = Job(
        example.source, Detection(example.source_language, 1.0), example.target_language,
        priority=Priority.BACKFILL,
    )  # fmt: skip
    assessment, evidence = await pipeline.examine(job, example.translation)
    if not evidence:
        return None
    bad, critical, likeness = example.bad, example.critical, None
    if example.reference is not None:
        likeness = chrf(assessment.translation.text, example.reference)
        bad, critical = label(likeness)
    confidence = assessment.translation.confidence
    return Judged(example, bad, critical, likeness, confidence, assessment.flags, evidence)


def _known(found: Iterable[Judged | None]) -> list[Judged]:
    return [judged for judged in found if judged is not None]
