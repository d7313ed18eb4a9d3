"""Erasing a customer whose messages are still under way: nothing of them stays in the engine."""

import asyncio
from collections.abc import Callable

import pytest

from parley.domain.decide import Policy
from parley.domain.errors import Overloaded
from parley.domain.message import Detection, Flag
from parley.domain.ports import Exchange, ReviewQuery
from parley.domain.review import OPEN_STATES
from parley.engine.model import Ct2Model, Decoding
from parley.engine.translator import ModelTranslator
from parley.flow.memory import Memory
from parley.flow.pipeline import Job, Limits, Pipeline
from support import tiny
from support.fakes import FakeDetector
from support.flows import SOON_S, Service


@pytest.mark.parametrize("reopened", [False, True])
async def test_a_message_that_waits_for_room_is_not_translated_once_it_is_erased(
    service: Service, reopened: bool
) -> None:
    """Nor where its conversation's id is in use again; and nobody is asked to review it."""
    service.translator.failures["Hallo"] = Overloaded("QUEUE_FULL", "", retry_after_s=0.3)
    await service.say("Hallo")
    await service.translator.until_called(1)
    await service.channels.erase_customer("cust-1")
    if reopened:
        await service.open()
    async with asyncio.timeout(SOON_S):
        await service.dispatcher.drain()
    assert not service.translator.calls
    assert await service.store.review_items(ReviewQuery(OPEN_STATES)) == []


class Interrupted:
    """A RiskAssessor during whose work something happens."""

    def __init__(self) -> None:
        self.happens: Callable[[], None] = lambda: None

    def assess(self, exchange: Exchange) -> tuple[Flag, ...]:
        self.happens()
        return ()


async def test_what_a_text_asks_of_the_engine_after_it_forgot_is_not_kept() -> None:
    """The words' probabilities are asked for late; without an erasure they are remembered."""
    entry, folder = tiny.embedded()
    model = Ct2Model(entry, folder, threads=1, workers=1, decoding=Decoding())
    engine = ModelTranslator([model], batch_tokens=512, queue_tokens=20_000, cached_segments=10)
    assessor = Interrupted()
    pipeline = Pipeline(
        detector=FakeDetector({}),
        translator=engine,
        assessor=assessor,
        memory=Memory(None, None),
        policies={"": Policy()},
        languages=("de", "en"),
        limits=Limits(),
    )
    job = Job("Wo ist mein Paket?", Detection("de", 1.0), "en", mark_unsure=True)
    cache = engine._served[0].batcher._cache
    await pipeline.run(job)
    assert len(cache) == 2
    assessor.happens = pipeline.forget
    await pipeline.run(job)
    assert len(cache) == 0
    await engine.close()
