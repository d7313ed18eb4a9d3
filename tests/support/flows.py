"""The flows on a real store and a real bus; translator, detector, rules and time are fakes."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from parley.bus.inprocess import InProcessBus
from parley.bus.outbox import OutboxRelay
from parley.domain.conversation import Event, MessageAccepted
from parley.domain.decide import Policy
from parley.domain.message import AuthorRole, Priority
from parley.domain.ports import Accepted, ConfidenceEstimator, Detector, MemoryStore
from parley.flow.channel import ChannelFlow
from parley.flow.dispatch import Dispatcher
from parley.flow.memory import Memory
from parley.flow.pipeline import Limits, Pipeline
from parley.flow.review import Desk, ReviewerFlow, ReviewFlow, ReviewRules
from parley.flow.suggest import Suggester
from parley.store.sqlite import SqliteStore
from support.fakes import FakeAssessor, FakeClock, FakeDetector, FakeTranslator

SOON_S = 10.0
LANGUAGES = ("de", "en", "fr")


def build_pipeline(
    translator: FakeTranslator,
    assessor: FakeAssessor,
    *,
    detector: Detector | None = None,
    memory: MemoryStore | None = None,
    policies: Mapping[str, Policy] | None = None,
    estimator: ConfidenceEstimator | None = None,
    thorough: bool = False,
) -> Pipeline:
    """A pipeline that speaks German, English and French."""
    return Pipeline(
        detector=detector or FakeDetector({}),
        translator=translator,
        assessor=assessor,
        memory=Memory(memory, None),
        policies=policies or {"": Policy(), "email": Policy(priority=Priority.EMAIL)},
        languages=LANGUAGES,
        limits=Limits(text_bytes=1_000, segment_characters=200),
        estimator=estimator,
        thorough=thorough,
    )


class Service:
    """Channel, dispatch and review over one file, without a server.

    Attributes:
        policies: by channel; change them before a message is sent.
    """

    def __init__(
        self, path: Path, *, detector: Detector | None = None, max_unfinished: int = 100
    ) -> None:
        self.store = SqliteStore(path)
        self.bus = InProcessBus()
        self.relay = OutboxRelay(self.store, self.bus)
        self.clock = FakeClock()
        self.translator = FakeTranslator()
        self.assessor = FakeAssessor()
        self.policies: dict[str, Policy] = {"": Policy(hold_deadline_s=600.0)}
        self.pipeline = build_pipeline(
            self.translator,
            self.assessor,
            detector=detector,
            memory=self.store,
            policies=self.policies,
        )
        self.dispatcher = Dispatcher(
            store=self.store,
            bus=self.bus,
            pipeline=self.pipeline,
            clock=self.clock,
            on_commit=self.relay.wake,
            max_unfinished=max_unfinished,
        )
        self.channels = ChannelFlow(
            store=self.store,
            bus=self.bus,
            pipeline=self.pipeline,
            dispatcher=self.dispatcher,
            clock=self.clock,
            on_commit=self.relay.wake,
            default_channel="chat",
            default_agent_language="en",
        )
        self.desk = Desk(
            store=self.store,
            bus=self.bus,
            pipeline=self.pipeline,
            clock=self.clock,
            on_commit=self.relay.wake,
            rules=ReviewRules(default_lease=timedelta(seconds=60)),
            suggester=Suggester(self.store, None),
        )
        self.reviews = ReviewFlow(self.desk)
        self.reviewers = ReviewerFlow(store=self.store, clock=self.clock)

    async def __aenter__(self) -> "Service":
        self._publishing = asyncio.create_task(self.relay.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.dispatcher.abandon()
        await self.dispatcher.drain()
        self.relay.stop()
        await self._publishing
        await self.store.close()

    async def open(self, conversation_id: str = "c1", customer_language: str = "de") -> None:
        """A conversation with customer "cust-1"."""
        await self.channels.open(
            conversation_id=conversation_id,
            channel="",
            customer_id="cust-1",
            customer_language=customer_language,
            agent_language="",
            formality=None,
        )

    async def say(
        self, text: str, author: AuthorRole = AuthorRole.CUSTOMER, conversation_id: str = "c1"
    ) -> Accepted:
        """Send a text under a request id of its own: the text."""
        return await self.channels.send(conversation_id, text, author, text)

    async def events(self, count: int, conversation_id: str = "c1") -> list[Event]:
        """The conversation's first events, once there are so many."""
        events: list[Event] = []
        following = self.channels.follow(conversation_id, 0)
        try:
            async with asyncio.timeout(SOON_S):
                async for event in following:
                    events.append(event)
                    if len(events) == count:
                        break
        finally:
            await following.aclose()  # type: ignore[attr-defined]
        return events

    async def story(self, count: int, conversation_id: str = "c1") -> list[tuple[str, str]]:
        """(kind, text of the message) of the first events that are not acceptances."""
        events = await self.events(count, conversation_id)
        return [
            (type(e.body).__name__, e.body.message.text if hasattr(e.body, "message") else "")
            for e in events
            if not isinstance(e.body, MessageAccepted)
        ]
