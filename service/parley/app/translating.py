"""What translates and judges: models, memory, rules, confidence, joined to a pipeline."""

import asyncio
import csv
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path

from parley.app.background import beside
from parley.app.policies import resolve_policies
from parley.app.recalibration import load_corrections
from parley.config import ConfigError, RiskSettings, Settings
from parley.domain.decide import Policy
from parley.domain.errors import CorruptModel
from parley.domain.message import Formality
from parley.domain.ports import Detector, MemoryStore
from parley.engine.catalog import Catalog, CatalogEntry, digest_of, find_models_folder
from parley.engine.classifier import EncoderClassifier
from parley.engine.cores import usable_cores
from parley.engine.detect import build_detector
from parley.engine.library import Library
from parley.engine.model import Ct2Model, Decoding
from parley.engine.threads import Threads
from parley.engine.translator import ModelTranslator
from parley.flow.glossary import Glossary
from parley.flow.memory import Memory
from parley.flow.pipeline import Limits, Pipeline
from parley.flow.starter import StarterLine, StarterMemory
from parley.flow.suggest import Suggester
from parley.risk.confidence.calibrated import Calibrated, read_fitted
from parley.risk.confidence.correction import Corrections
from parley.risk.confidence.faithfulness import LexicalFaithfulness
from parley.risk.confidence.lexicon import Lexicon
from parley.risk.lists import ListError
from parley.risk.live import LiveRules

_log = logging.getLogger(__name__)


def build_library(settings: Settings) -> Library:
    """The models that the catalogues list, none of them loaded yet.

    Raises:
        CorruptModel: a catalogue cannot be read.
    """
    extra = Path(settings.extra_models_folder)
    is_named = settings.extra_models_folder != Settings().extra_models_folder
    if is_named and not extra.is_dir():
        # Not refused: `parley models add` makes it, and a running server takes that up.
        _log.warning("extra_models_folder: there is no folder %s yet", extra.absolute())
    threads = Threads.chosen(
        usable_cores(),
        batches=settings.parallel_batches,
        per_batch=settings.threads_per_batch,
    )

    has_lexicon = settings.lexical_reranking and lexicon_path(settings).is_file()
    faithfulness = LexicalFaithfulness(load_lexicon(settings)) if has_lexicon else None

    def load(entry: CatalogEntry, folder: Path) -> Ct2Model:
        decoding = Decoding(beam_size=settings.beam_size or entry.beam_size)
        return Ct2Model(
            entry,
            folder,
            threads=threads.per_batch,
            workers=threads.batches,
            decoding=decoding,
            faithfulness=faithfulness,
        )

    return Library(find_models_folder(settings.models_folder), extra, load)


@asynccontextmanager
async def serving_models(settings: Settings, library: Library) -> AsyncIterator[ModelTranslator]:
    """Every model of the catalogues, loaded, and kept in step with them.

    Raises:
        CorruptModel: a shipped model's files are missing or damaged.
    """
    translator = ModelTranslator(
        await asyncio.to_thread(library.load),
        batch_tokens=settings.batch_tokens,
        queue_tokens=settings.queue_tokens,
        cached_segments=settings.cached_segments,
    )
    every_s = settings.watch_models_s
    try:
        async with beside(library.watch(translator.serve, every_s) if every_s else None):
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
        CorruptModel: COEFFICIENTS_UNREADABLE, LEXICON_UNREADABLE.
    """
    folder = find_models_folder(settings.models_folder)
    path = folder / "quality" / "confidence.json"
    if not path.is_file():
        return None
    fitted = read_fitted(path)
    lexicon = load_lexicon(settings)
    if digest_of(lexicon_path(settings)) != fitted.lexicon_sha256:
        raise CorruptModel(
            "LEXICON_UNREADABLE", f"{path} was fitted with another lexicon", file="lexicon.npz"
        )
    if fitted.model_sha256 not in {entry.sha256["model.bin"] for entry in Catalog(folder).entries}:
        # Still a ranking, but neither a probability nor a bound.
        _log.warning("confidence was fitted on other weights than those of %s", folder)
    return Calibrated(fitted, lexicon)


def lexicon_path(settings: Settings) -> Path:
    """Where the lexicon lies that comes with the models."""
    return find_models_folder(settings.models_folder) / "quality" / "lexicon.npz"


def load_lexicon(settings: Settings) -> Lexicon:
    """The lexicon that comes with the models, one and the same for all who ask.

    Raises:
        CorruptModel: LEXICON_UNREADABLE.
    """
    path = lexicon_path(settings)
    return _read_lexicon(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=1)
def _read_lexicon(path: Path, changed_ns: int) -> Lexicon:
    """`changed_ns` is there for the cache: a file that was written anew is read anew."""
    return Lexicon.read(path)


def load_classifier(settings: Settings) -> EncoderClassifier | None:
    """What reads suspicious texts again; None where there is none, or none is wanted.

    Raises:
        CorruptModel: CLASSIFIER_UNREADABLE, VOCABULARY_MISSING, MODEL_UNREADABLE.
    """
    folder = find_models_folder(settings.models_folder) / "quality" / "classifier"
    return EncoderClassifier(folder) if settings.risk.second_look and folder.is_dir() else None


def build_rules(settings: Settings) -> LiveRules:
    """The risk rules, on the packaged lists and the deployment's own.

    Raises:
        ConfigError: a list cannot be used, or a folder that the settings name is not there.
        CorruptModel: as `load_classifier`; NET_UNREADABLE.
    """
    folder = settings.risk.lists_folder
    if folder != RiskSettings().lists_folder and not Path(folder).is_dir():
        raise ConfigError(f"risk.lists_folder: there is no folder {folder}")
    try:
        return LiveRules(Path(folder), settings.risk.rule_scopes(), load_classifier(settings))
    except ListError as error:
        raise ConfigError(f"risk lists: {error}") from error


@asynccontextmanager
async def serving_rules(settings: Settings) -> AsyncIterator[LiveRules]:
    """The risk rules, kept in step with their lists."""
    rules = await asyncio.to_thread(build_rules, settings)
    every_s = settings.risk.watch_lists_s
    async with beside(rules.watch(every_s) if every_s else None):
        yield rules


def build_memories(settings: Settings, learnt: MemoryStore) -> tuple[Memory, Suggester]:
    """What answers from memory, and what suggests from it, over the same lines."""
    starter = StarterMemory(load_starter_lines(settings))
    return Memory(learnt, starter), Suggester(learnt, starter)


def assemble(
    settings: Settings,
    translator: ModelTranslator,
    rules: LiveRules,
    memory: Memory,
    *,
    detector: Detector,
    policies: Mapping[str, Policy],
    estimator: Calibrated | None,
    corrections: Corrections,
    glossary: Glossary | None = None,
) -> Pipeline:
    return Pipeline(
        detector=detector,
        translator=translator,
        assessor=rules,
        memory=memory,
        glossary=glossary,
        policies=policies,
        languages=settings.languages,
        limits=Limits(settings.max_text_bytes, settings.max_segment_characters),
        formality=settings.formality,
        estimator=estimator,
        thorough=settings.thorough_confidence,
        corrections=corrections,
    )


@asynccontextmanager
async def build_pipeline(settings: Settings, *, calibrated: bool = True) -> AsyncIterator[Pipeline]:
    """The pipeline by itself, without a server and its record, for work in process.

    Args:
        calibrated: with the fitted confidence that comes with the models; otherwise nothing of it
            is read, and the confidence is no probability.

    Raises:
        CorruptModel: a shipped model or the fitted confidence cannot be used.
        ConfigError: a setting or a list of the rules cannot be used.
    """
    library = build_library(settings)
    async with serving_models(settings, library) as translator, serving_rules(settings) as rules:
        starter = StarterMemory(load_starter_lines(settings))
        estimator = load_estimator(settings) if calibrated else None
        corrections = load_corrections(settings, estimator) if calibrated else {}
        policies = resolve_policies(settings, estimator, corrections=corrections)
        memory = Memory(None, starter)
        yield assemble(
            settings,
            translator,
            rules,
            memory,
            detector=build_detector(settings.detector),
            policies=policies,
            estimator=estimator,
            corrections=corrections,
        )
