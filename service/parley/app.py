"""The composition root: builds everything, starts and drains it in order."""

import asyncio
import csv
import logging
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from parley.bus.inprocess import InProcessBus
from parley.bus.outbox import OutboxRelay
from parley.config import ConfigError, Settings
from parley.console.context import Console, ConsoleRules
from parley.console.server import ConsoleServer
from parley.console.web import build_app
from parley.domain.decide import Policy
from parley.domain.message import Formality
from parley.domain.ports import AccountStore, MemoryStore, Store
from parley.engine.catalog import CatalogEntry, find_models_folder
from parley.engine.detect import DETECTORS, build_detector
from parley.engine.library import Library
from parley.engine.model import Ct2Model, Decoding
from parley.engine.threads import Threads
from parley.engine.translator import ModelTranslator
from parley.flow.accounts import AccountFlow, SessionRules
from parley.flow.channel import ChannelFlow
from parley.flow.curate import MemoryFlow
from parley.flow.dispatch import Dispatcher
from parley.flow.escalation import EscalationFlow
from parley.flow.glossary import Glossary, GlossaryFlow
from parley.flow.memory import Memory
from parley.flow.pipeline import Limits, Pipeline
from parley.flow.report import ReportFlow
from parley.flow.review import AuditFlow, Desk, ReviewerFlow, ReviewFlow, ReviewRules
from parley.flow.starter import StarterLine, StarterMemory
from parley.flow.suggest import Suggester
from parley.risk.confidence.calibrated import Calibrated, read_fitted
from parley.risk.confidence.limits import Resolved, resolve
from parley.risk.lists import ListError
from parley.risk.live import LiveRules
from parley.rpc.gate import Flows
from parley.rpc.server import RpcServer
from parley.store.sqlite import SqliteStore

_log = logging.getLogger(__name__)


class SystemClock:
    """The Clock port on the machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def _library(settings: Settings) -> Library:
    threads = Threads.chosen(
        len(os.sched_getaffinity(0)),
        batches=settings.parallel_batches,
        per_batch=settings.threads_per_batch,
    )

    def load(entry: CatalogEntry, folder: Path) -> Ct2Model:
        decoding = Decoding(beam_size=settings.beam_size)
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
async def _translator(settings: Settings) -> AsyncIterator[ModelTranslator]:
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
    watching = None
    if settings.watch_models_s:
        watching = asyncio.create_task(library.watch(translator.serve, settings.watch_models_s))
    try:
        yield translator
    finally:
        if watching is not None:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
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
    path = find_models_folder(settings.models_folder) / "quality" / "confidence.json"
    return Calibrated(read_fitted(path)) if path.is_file() else None


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
async def _rules(settings: Settings) -> AsyncIterator[LiveRules]:
    """The risk rules, kept in step with their lists."""
    rules = await asyncio.to_thread(build_rules, settings)
    watching = None
    if settings.risk.watch_lists_s:
        watching = asyncio.create_task(rules.watch(settings.risk.watch_lists_s))
    try:
        yield rules
    finally:
        if watching is not None:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


def resolve_policies(settings: Settings, estimator: Calibrated | None) -> dict[str, Resolved]:
    """Policies by channel, with the thresholds that their budgets and bounds come to."""
    coefficients = None
    if estimator is not None:
        fitted = estimator.fitted
        coefficients = fitted.thorough if settings.thorough_confidence else fitted.fast
    return {
        channel: resolve(policy, coefficients) for channel, policy in settings.policies().items()
    }


def _policies(settings: Settings, estimator: Calibrated | None) -> dict[str, Policy]:
    """The same, and a word in the log for each bound that cannot be certified."""
    resolved = resolve_policies(settings, estimator)
    for channel, found in resolved.items():
        choice = found.policy.choice
        if channel and found.uncertified and choice.critical_error_bound is not None:
            _log.warning(
                "channel %s: no threshold keeps critical errors under %g%% with %g%% confidence "
                "for %s: everything is reviewed there",
                channel,
                100 * choice.critical_error_bound,
                100 * choice.confidence_level,
                ", ".join(direction or "directions without calibration"
                          for direction in found.uncertified),
            )  # fmt: skip
    return {channel: found.policy for channel, found in resolved.items()}


def _memories(settings: Settings, learnt: MemoryStore) -> tuple[Memory, Suggester]:
    """What answers from memory, and what suggests from it, over the same lines."""
    starter = StarterMemory(load_starter_lines(settings))
    return Memory(learnt, starter), Suggester(learnt, starter)


def _pipeline(
    settings: Settings,
    translator: ModelTranslator,
    rules: LiveRules,
    memory: Memory,
    glossary: Glossary | None = None,
) -> Pipeline:
    if settings.detector not in DETECTORS:
        raise ConfigError(f"detector: one of {', '.join(sorted(DETECTORS))}")
    estimator = load_estimator(settings)
    return Pipeline(
        detector=build_detector(settings.detector),
        translator=translator,
        assessor=rules,
        memory=memory,
        glossary=glossary,
        policies=_policies(settings, estimator),
        languages=settings.languages,
        limits=Limits(settings.max_text_bytes, settings.max_segment_characters),
        formality=settings.formality,
        estimator=estimator,
        thorough=settings.thorough_confidence,
        formalities=settings.formalities(),
    )


@asynccontextmanager
async def build_pipeline(settings: Settings) -> AsyncIterator[Pipeline]:
    """The pipeline by itself, without a server, for work in process."""
    async with _translator(settings) as translator, _rules(settings) as rules:
        starter = StarterMemory(load_starter_lines(settings))
        yield _pipeline(settings, translator, rules, Memory(None, starter))


def build_accounts(settings: Settings, store: AccountStore) -> AccountFlow:
    """Accounts by themselves, for the console and for the command that makes the first one."""
    rules = SessionRules(
        idle=timedelta(seconds=settings.console.session_idle_s),
        longest=timedelta(seconds=settings.console.session_longest_s),
    )
    return AccountFlow(store=store, clock=SystemClock(), rules=rules)


def build_reviewers(store: Store) -> ReviewerFlow:
    """Profiles by themselves, for commands that work on the database."""
    return ReviewerFlow(store=store, clock=SystemClock())


def _console_rules(settings: Settings) -> ConsoleRules:
    console = settings.console
    return ConsoleRules(
        undo=timedelta(seconds=console.undo_s),
        secure_cookies=console.secure_cookies or bool(console.tls_certificate),
    )


def _review_rules(settings: Settings) -> ReviewRules:
    return ReviewRules(
        default_lease=timedelta(seconds=settings.review_lease_s),
        undo_window=timedelta(seconds=settings.review.undo_s),
        known_reviewers_only=settings.review.known_reviewers_only,
    )


@asynccontextmanager
async def _serving(settings: Settings, console: Console) -> AsyncIterator[str]:
    """The console's URL while it is served; "" where the settings want none."""
    if not settings.console_listen:
        yield ""
        return
    tls = settings.console
    server = ConsoleServer(
        settings.console_listen,
        Path(tls.tls_certificate) if tls.tls_certificate else None,
        Path(tls.tls_key) if tls.tls_key else None,
    )
    url = await server.start(build_app(console))
    try:
        if not await console.accounts.accounts():
            _log.info("nobody can sign in to the console: parley review account add NAME")
        yield url
    finally:
        console.leaving.set()
        await server.stop()


class App:
    """A whole service: store, engine, flows, server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.address = ""
        self.console_url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["App"]:
        """Serve from entry to exit; `address` and `console_url` ("" for none) are known inside.

        Health says SERVING once models are loaded and what an earlier process left unfinished is
        taken up again. The exit drains: console, health, streams, server, batcher, outbox, then
        the database.
        """
        settings = self._settings
        clock = SystemClock()
        bus = InProcessBus()
        store = SqliteStore(Path(settings.database))
        relay = OutboxRelay(store, bus)
        server = RpcServer(settings.listen, settings.max_connection_age_s)
        models = AsyncExitStack()
        try:
            self.address = await server.start()
            translator = await models.enter_async_context(_translator(settings))
            rules = await models.enter_async_context(_rules(settings))
            memories, suggester = _memories(settings, store)
            glossary = Glossary(store)
            pipeline = _pipeline(settings, translator, rules, memories, glossary)
            dispatcher = Dispatcher(
                store=store,
                bus=bus,
                pipeline=pipeline,
                clock=clock,
                on_commit=relay.wake,
                max_unfinished=settings.max_unfinished_messages,
                priorities=settings.priorities(),
            )
            channels = ChannelFlow(
                store=store,
                bus=bus,
                pipeline=pipeline,
                dispatcher=dispatcher,
                clock=clock,
                on_commit=relay.wake,
                default_channel=settings.default_channel,
                default_agent_language=settings.agent_language,
            )
            reviews = ReviewFlow(
                Desk(
                    store=store,
                    bus=bus,
                    pipeline=pipeline,
                    clock=clock,
                    on_commit=relay.wake,
                    rules=_review_rules(settings),
                    suggester=suggester,
                )
            )
            reviewers = ReviewerFlow(store=store, clock=clock)
            await reviewers.create_missing(settings.review.profiles())
            memory = MemoryFlow(store=store, clock=clock, suggester=suggester)
            await store.index_memory()
            publishing = asyncio.create_task(relay.run())
            sweeping = asyncio.create_task(reviews.sweep())
            resumed = await dispatcher.resume()
            if resumed:
                _log.info("taking up %d unfinished messages", resumed)
            await server.serve(
                Flows(
                    channels=channels,
                    escalations=EscalationFlow(store=store, clock=clock, on_commit=relay.wake),
                    reviews=reviews,
                    reviewers=reviewers,
                    audit=AuditFlow(store),
                    reports=ReportFlow(store=store, clock=clock),
                    memory=memory,
                    glossary=GlossaryFlow(store, clock, glossary),
                    pipeline=pipeline,
                    max_in_flight_per_stream=settings.max_in_flight_per_stream,
                )
            )
            try:
                async with _serving(
                    settings,
                    Console(
                        accounts=build_accounts(settings, store),
                        reviews=reviews,
                        reviewers=reviewers,
                        memory=memory,
                        glossary=GlossaryFlow(store, clock, glossary),
                        reports=ReportFlow(store=store, clock=clock),
                        pipeline=pipeline,
                        clock=clock,
                        rules=_console_rules(settings),
                    ),
                ) as self.console_url:
                    yield self
            finally:
                await server.stop(settings.drain_grace_s)
                sweeping.cancel()
                try:
                    async with asyncio.timeout(settings.drain_grace_s):
                        await dispatcher.drain()
                except TimeoutError:
                    dispatcher.abandon()
                await models.aclose()
                relay.stop()
                await publishing
                with suppress(asyncio.CancelledError):
                    await sweeping
        finally:
            await server.stop(0)
            await models.aclose()
            await store.close()
