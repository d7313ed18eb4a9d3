"""What confidence takes, in microseconds a message, beside the translation that it is about."""

import asyncio
import statistics
import time
from pathlib import Path

from parley.app import build_pipeline, load_estimator
from parley.config import Settings
from parley.domain.message import Detection
from parley.evaluation.examples import Part, shipped_examples
from parley.flow.draft import Job

_LINES = 200


def measure(corpus: Path, models: Path) -> None:
    """Translate lines one after the other, then estimate each again by itself; print medians."""
    settings = Settings(models_folder=str(models), starter_memory=False, watch_models_s=0.0)
    estimator = load_estimator(settings)
    assert estimator is not None, "fit first"
    every = shipped_examples(corpus, models)
    lines = [one for one in every if one.own and one.part is Part.TEST][:_LINES]
    asyncio.run(_measure(settings, estimator, lines))


async def _measure(settings, estimator, lines) -> None:
    whole, alone = [], []
    async with build_pipeline(settings) as pipeline:
        for line in lines:
            job = Job(line.source, Detection(line.source_language, 1.0), line.target_language)
            started = time.perf_counter()
            _, evidence = await pipeline.examine(job)
            whole.append(time.perf_counter() - started)
            started = time.perf_counter()
            for one in evidence:
                estimator.confidence(one)
            alone.append(time.perf_counter() - started)
    message, confidence = 1e6 * statistics.median(whole), 1e6 * statistics.median(alone)
    print(
        f"translation and rules {message:.0f} us a message, confidence {confidence:.0f} us, "
        f"{confidence / message:.2%}"
    )
