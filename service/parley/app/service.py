"""A whole service: built from its settings, started and drained in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from parley.app.clock import SystemClock
from parley.app.erasing import finish_erasures
from parley.app.languages import check_languages
from parley.app.policies import serving_policies
from parley.app.recalibration import load_corrections
from parley.app.reviewing import (
    build_accounts,
    build_single_sign_on,
    console_rules,
    review_rules,
    serving_console,
)
from parley.app.translating import (
    assemble,
    build_library,
    build_memories,
    load_estimator,
    serving_models,
    serving_rules,
)
from parley.bus.inprocess import InProcessBus
from parley.bus.outbox import OutboxRelay
from parley.config import Settings
from parley.console.context import Console
from parley.engine.detect import build_detector
from parley.flow.channel import ChannelFlow
from parley.flow.curate import MemoryFlow
from parley.flow.dispatch import Dispatcher
from parley.flow.escalation import EscalationFlow
from parley.flow.glossary import Glossary, GlossaryFlow
from parley.flow.pipeline import Pipeline
from parley.flow.policies import Policies, PolicyFlow
from parley.flow.proposals import ProposalFlow
from parley.flow.report import ReportFlow
from parley.flow.review import AuditFlow, Desk, ReviewerFlow, ReviewFlow
from parley.flow.suggest import Suggester
from parley.rpc.gate import Flows
from parley.rpc.server import RpcServer
from parley.store.sqlite import SqliteStore


def _flows(
    settings: Settings,
    *,
    store: SqliteStore,
    bus: InProcessBus,
    relay: OutboxRelay,
    pipeline: Pipeline,
    suggester: Suggester,
    glossary: Glossary,
    policies: Policies,
) -> tuple[Flows, Dispatcher]:
    """Everything that can be asked of the service, and what works off accepted messages."""
    clock = SystemClock()
    dispatcher = Dispatcher(
        store=store,
        bus=bus,
        pipeline=pipeline,
        clock=clock,
        on_commit=relay.wake,
        max_unfinished=settings.max_unfinished_messages,
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
    desk = Desk(
        store=store,
        bus=bus,
        pipeline=pipeline,
        clock=clock,
        on_commit=relay.wake,
        rules=review_rules(settings),
        suggester=suggester,
    )
    glossaries = GlossaryFlow(store, clock, glossary, pipeline.spoken)
    flows = Flows(
        channels=channels,
        escalations=EscalationFlow(store=store, clock=clock, on_commit=relay.wake),
        reviews=ReviewFlow(desk),
        reviewers=ReviewerFlow(store=store, clock=clock),
        audit=AuditFlow(store, clock),
        reports=ReportFlow(store=store, clock=clock),
        memory=MemoryFlow(store=store, clock=clock, suggester=suggester),
        glossary=glossaries,
        proposals=ProposalFlow(store, glossaries, clock),
        policies=PolicyFlow(store, clock, policies),
        pipeline=pipeline,
        max_in_flight_per_stream=settings.max_in_flight_per_stream,
    )
    return flows, dispatcher


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
        library, detector = build_library(settings), build_detector(settings.detector)
        check_languages(settings, library.pairs(), detector)
        single_sign_on = build_single_sign_on(settings)
        bus = InProcessBus()
        store = SqliteStore(Path(settings.database))
        relay = OutboxRelay(store, bus)
        server = RpcServer(settings.listen, settings.max_connection_age_s)
        models = AsyncExitStack()
        try:
            self.address = await server.start()
            translator = await models.enter_async_context(serving_models(settings, library))
            rules = await models.enter_async_context(serving_rules(settings))
            memories, suggester = build_memories(settings, store)
            glossary = Glossary(store)
            estimator = load_estimator(settings)
            corrections = load_corrections(settings, estimator)
            policies = await models.enter_async_context(
                serving_policies(settings, store, estimator, corrections)
            )
            pipeline = assemble(
                settings,
                translator,
                rules,
                memories,
                detector=detector,
                policies=policies.in_force,
                estimator=estimator,
                corrections=corrections,
                glossary=glossary,
            )
            flows, dispatcher = _flows(
                settings,
                store=store,
                bus=bus,
                relay=relay,
                pipeline=pipeline,
                suggester=suggester,
                glossary=glossary,
                policies=policies,
            )
            await flows.reviewers.create_missing(settings.review.profiles())
            await store.index_memory()
            await finish_erasures(store)
            publishing = asyncio.create_task(relay.run())
            sweeping = asyncio.create_task(flows.reviews.sweep())
            await dispatcher.resume()
            await server.serve(flows)
            try:
                async with serving_console(
                    settings,
                    Console(
                        accounts=build_accounts(settings, store),
                        reviews=flows.reviews,
                        reviewers=flows.reviewers,
                        audit=flows.audit,
                        memory=flows.memory,
                        glossary=flows.glossary,
                        proposals=flows.proposals,
                        policies=flows.policies,
                        reports=flows.reports,
                        pipeline=pipeline,
                        clock=SystemClock(),
                        rules=console_rules(settings),
                        single_sign_on=single_sign_on,
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
