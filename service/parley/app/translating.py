"""What translates and judges: models, memory, rules, confidence, joined to a pipeline."""

import asyncio
import csv
import logging
import os
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from parley.config import ConfigError, Settings
from parley.domain.decide import Bound, Policy, Thresholds
from parley.domain.message import Formality
from parley.domain.ports import MemoryStore, ReviewStore
from parley.engine.catalog import Catalog, CatalogEntry, find_models_folder, read_catalogs
from parley.engine.detect import DETECTORS, build_detector
from parley.engine.library import Library
from parley.engine.model import Ct2Model, Decoding
from parley.engine.routes import routes
from parley.engine.threads import Threads
from parley.engine.translator import ModelTranslator
from parley.flow.glossary import Glossary
from parley.flow.memory import Memory
from parley.flow.pipeline import Limits, Pipeline
from parley.flow.random_audit import Verdict, by_direction, counted, verdicts
from parley.flow.starter import StarterLine, StarterMemory
from parley.flow.suggest import Suggester
from parley.risk.confidence.calibrated import Calibrated, Coefficients, Counted, read_fitted
from parley.risk.confidence.limits import resolve
from parley.risk.lists import ListError
from parley.risk.live import LiveRules

_log = logging.getLogger(__name__)

# Of the calibration's hundred quantiles every fifth is a threshold that an audit may certify: each
# test between is one more that may end the sequence.
_AUDIT_STEP = 5


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None] | None) -> AsyncIterator[None]:
    """Endless work that goes on while the block runs, and is cancelled at its end."""
    if work is None:
        yield
        return
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _library(settings: Settings) -> Library:
    threads = Threads.chosen(
        len(os.sched_getaffinity(0)),
        batches=settings.parallel_batches,
        per_batch=settings.threads_per_batch,
    )

    def load(entry: CatalogEntry, folder: Path) -> Ct2Model:
        decoding = Decoding(beam_size=settings.beam_size or entry.beam_size)
        return Ct2Model(
            entry,
            folder,
            threads=threads.per_batch,
            workers=threads.batches,
            decoding=decoding,
        )

    return Library(
        find_models_folder(settings.models_folder), Path(settings.extra_models_folder), load
    )


@asynccontextmanager
async def serving_models(settings: Settings) -> AsyncIterator[ModelTranslator]:
    """Every model of the catalogues, loaded, and kept in step with them.

    Raises:
        CorruptModel: a shipped model's files are missing or damaged.
    """
    library = _library(settings)
    translator = ModelTranslator(
        await asyncio.to_thread(library.load),
        batch_tokens=settings.batch_tokens,
        queue_tokens=settings.queue_tokens,
        cached_segments=settings.cached_segments,
    )
    every_s = settings.watch_models_s
    try:
        async with _beside(library.watch(translator.serve, every_s) if every_s else None):
            yield translator
    finally:
        await translator.close()


def load_starter_lines(settings: Settings) -> list[StarterLine]:
    """The translation memory that comes with the models; empty where there is none."""
    path = find_models_folder(settings.models_folder) / "memory" / "support.tsv"
    if not settings.starter_memory or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    registers = {formality.value: formality for formality in Formality}
    return [
        StarterLine(
            {tag: text for tag, text in row.items() if len(tag) == 2 and tag != "id"},
            registers.get(row["register"]),
        )
        for row in rows
    ]


def load_estimator(settings: Settings) -> Calibrated | None:
    """The fitted confidence that comes with the models; None where there is none.

    Raises:
        CorruptModel: COEFFICIENTS_UNREADABLE.
    """
    folder = find_models_folder(settings.models_folder)
    path = folder / "quality" / "confidence.json"
    if not path.is_file():
        return None
    fitted = read_fitted(path)
    if fitted.model_sha256 not in {entry.sha256["model.bin"] for entry in Catalog(folder).entries}:
        # Still a ranking, but neither a probability nor a bound.
        _log.warning("confidence was fitted on other weights than those of %s", folder)
    return Calibrated(fitted)


def build_rules(settings: Settings) -> LiveRules:
    """The risk rules, on the packaged lists and the deployment's own.

    Raises:
        ConfigError: a list cannot be used.
    """
    vip = {channel: policy.vip for channel, policy in settings.policies().items()}
    try:
        return LiveRules(Path(settings.risk.lists_folder), settings.risk.rule_scopes(), vip)
    except ListError as error:
        raise ConfigError(f"risk lists: {error}") from error


@asynccontextmanager
async def serving_rules(settings: Settings) -> AsyncIterator[LiveRules]:
    """The risk rules, kept in step with their lists."""
    rules = await asyncio.to_thread(build_rules, settings)
    every_s = settings.risk.watch_lists_s
    async with _beside(rules.watch(every_s) if every_s else None):
        yield rules


def resolve_policies(
    settings: Settings, estimator: Calibrated | None, audits: Sequence[Verdict] = ()
) -> dict[str, Policy]:
    """Policies by channel, with the thresholds that budgets, bounds and scopes come to.

    Args:
        audits: verdicts on the deployment's own audited messages, oldest first.

    Raises:
        ConfigError: a scope is for a direction that no model of the catalogues leads to.
        CorruptModel: a catalogue cannot be read.
    """
    policies = settings.policies()
    _require_directions(settings, policies)
    coefficients = None
    if estimator is not None:
        fitted = estimator.fitted
        coefficients = fitted.thorough if settings.thorough_confidence else fitted.fast
    counts = _counted(coefficients, audits)
    return {
        channel: resolve(policy, coefficients, counts.get(channel or settings.default_channel, {}))
        for channel, policy in policies.items()
    }


def _counted(
    coefficients: Coefficients | None, audits: Sequence[Verdict]
) -> dict[str, dict[str, tuple[Counted, ...]]]:
    """Audited messages by channel and direction, at thresholds that calibration chose."""
    if coefficients is None:
        return {}
    channels = {verdict.channel for verdict in audits}
    return {
        channel: {
            direction: counted(found, coefficients.curve(direction).quantiles[::_AUDIT_STEP])
            for direction, found in by_direction(v for v in audits if v.channel == channel).items()
        }
        for channel in channels
    }


async def read_audits(settings: Settings, store: ReviewStore) -> list[Verdict]:
    """What reviewers made of audited messages; nothing is read where no channel has a bound."""
    if any(map(_asks_for_a_bound, settings.policies().values())):
        return await verdicts(store)
    return []


def _asks_for_a_bound(policy: Policy) -> bool:
    bounds = (policy.choice.critical_error_bound, *(s.critical_error_bound for s in policy.scopes))
    return any(bound is not None for bound in bounds)


def _require_directions(settings: Settings, policies: Mapping[str, Policy]) -> None:
    """A misspelt direction would be without its thresholds, and nobody would know."""
    named = {
        scope.direction: channel
        for channel, policy in policies.items() if channel
        for scope in policy.scopes if scope.direction
    }  # fmt: skip
    if not named:
        return
    catalogs = read_catalogs(
        find_models_folder(settings.models_folder), Path(settings.extra_models_folder)
    )
    pairs = {pair for catalog in catalogs for entry in catalog.entries for pair in entry.pairs}
    known = {f"{source}-{target}" for source, target in routes(pairs)}
    for direction, channel in named.items():
        if direction not in known:
            raise ConfigError(
                f"channels.{channel}.scopes: no model translates in the direction {direction!r}"
            )


def _policies(
    settings: Settings, estimator: Calibrated | None, audits: Sequence[Verdict]
) -> dict[str, Policy]:
    """The same, and a word in the log on what certifies each bound, or that nothing does."""
    policies = resolve_policies(settings, estimator, audits)
    for channel, policy in policies.items():
        if not channel:
            continue
        for tenant, table in policy.tables():
            place = f"{channel}, tenant {tenant}" if tenant else channel
            for bound, directions in _by_bound(table).items():
                _say(place, bound, directions)
    return policies


def _say(place: str, bound: Bound, directions: Sequence[str]) -> None:
    asked = (100 * bound.critical_errors, 100 * bound.confidence_level)
    where = ", ".join(one or "all other directions" for one in directions)
    if not bound.certified:
        _log.warning(
            "channel %s: no threshold keeps critical errors under %g%% with %g%% confidence for "
            "%s: everything is reviewed there",
            *(place, *asked, where),
        )
    elif bound.audited:
        _log.info(
            "channel %s: critical errors under %g%% with %g%% confidence for %s: certified by %d "
            "audited messages of this deployment",
            *(place, *asked, where, bound.audited),
        )
    else:
        _log.info(
            "channel %s: critical errors under %g%% with %g%% confidence for %s: certified by the "
            "calibration that came with the model",
            *(place, *asked, where),
        )


def _by_bound(table: Mapping[str, Thresholds]) -> dict[Bound, list[str]]:
    """The directions by what was asked of them and what became of it."""
    found: dict[Bound, list[str]] = {}
    for direction, thresholds in table.items():
        if thresholds.bound is not None:
            found.setdefault(thresholds.bound, []).append(direction)
    return found


def build_memories(settings: Settings, learnt: MemoryStore) -> tuple[Memory, Suggester]:
    """What answers from memory, and what suggests from it, over the same lines."""
    starter = StarterMemory(load_starter_lines(settings))
    return Memory(learnt, starter), Suggester(learnt, starter)


def assemble(
    settings: Settings,
    translator: ModelTranslator,
    rules: LiveRules,
    memory: Memory,
    glossary: Glossary | None = None,
    *,
    audits: Sequence[Verdict] = (),
) -> Pipeline:
    """A pipeline of these parts; `audits` may certify bounds that calibration cannot.

    Raises:
        ConfigError: no such detector, or a scope for a direction without a model.
    """
    if settings.detector not in DETECTORS:
        raise ConfigError(f"detector: one of {', '.join(sorted(DETECTORS))}")
    estimator = load_estimator(settings)
    return Pipeline(
        detector=build_detector(settings.detector),
        translator=translator,
        assessor=rules,
        memory=memory,
        glossary=glossary,
        policies=_policies(settings, estimator, audits),
        languages=settings.languages,
        limits=Limits(settings.max_text_bytes, settings.max_segment_characters),
        formality=settings.formality,
        estimator=estimator,
        thorough=settings.thorough_confidence,
        formalities=settings.formalities(),
        priorities=settings.priorities(),
    )


@asynccontextmanager
async def build_pipeline(settings: Settings) -> AsyncIterator[Pipeline]:
    """The pipeline by itself, without a server, for work in process."""
    async with serving_models(settings) as translator, serving_rules(settings) as rules:
        starter = StarterMemory(load_starter_lines(settings))
        yield assemble(settings, translator, rules, Memory(None, starter))
