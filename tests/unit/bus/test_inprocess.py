"""Bells for the streams of one process."""

import asyncio

from parley.bus.inprocess import InProcessBus
from parley.domain.conversation import ConversationClosed, Event
from support.build import NOW

LONG_S = 30.0
SOON_S = 5.0


def event(conversation_id: str) -> Event:
    """An event of a conversation."""
    return Event("e1", conversation_id, 1, NOW, ConversationClosed())


async def test_publishing_wakes_every_subscriber_of_the_conversation() -> None:
    """Each of them gets its own wake-up."""
    bus = InProcessBus()
    waiting = [asyncio.create_task(bus.subscribe("c1").wait(LONG_S)) for _ in range(3)]
    await asyncio.sleep(0)
    await bus.publish(event("c1"))
    async with asyncio.timeout(SOON_S):
        await asyncio.gather(*waiting)


async def test_other_conversations_sleep_on() -> None:
    """News of one conversation are not news of another."""
    bus = InProcessBus()
    waiting = asyncio.create_task(bus.subscribe("c2").wait(LONG_S))
    await asyncio.sleep(0)
    await bus.publish(event("c1"))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    waiting.cancel()


async def test_news_before_the_wait_are_not_missed() -> None:
    """A stream that was busy reading when something came does not sleep on it."""
    bus = InProcessBus()
    subscription = bus.subscribe("c1")
    bus.wake("c1")
    async with asyncio.timeout(SOON_S):
        await subscription.wait(LONG_S)


async def test_many_wake_ups_count_as_one() -> None:
    """Having looked once, a stream is not sent to look again for the same news."""
    bus = InProcessBus()
    subscription = bus.subscribe("c1")
    for _ in range(5):
        bus.wake("c1")
    await subscription.wait(LONG_S)
    again = asyncio.create_task(subscription.wait(LONG_S))
    await asyncio.sleep(0.01)
    assert not again.done()
    again.cancel()


async def test_a_wait_without_news_ends_after_its_time() -> None:
    """Polling goes on where wake-ups are missed."""
    async with asyncio.timeout(SOON_S):
        await InProcessBus().subscribe("c1").wait(0.001)


async def test_who_left_is_forgotten_and_nobody_else() -> None:
    """A closed subscription hears nothing, may be closed again, and takes no other with it."""
    bus = InProcessBus()
    left, stays = bus.subscribe("c1"), bus.subscribe("c1")
    left.close()
    left.close()
    bus.wake("c1")
    async with asyncio.timeout(SOON_S):
        await stays.wait(LONG_S)
    silent = asyncio.create_task(left.wait(LONG_S))
    await asyncio.sleep(0.01)
    assert not silent.done()
    silent.cancel()
    stays.close()
    bus.wake("c1")
