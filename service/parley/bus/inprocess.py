"""The embedded bus: wakes the streams of one process."""

import asyncio
import contextlib
from collections import defaultdict

from parley.domain.conversation import Event


class InProcessBus:
    """The EventBus port for a single server.

    It carries no events, only the news that there are some: streams read the record after their
    own cursor, so a wake-up that is missed or comes twice costs nothing.
    """

    def __init__(self) -> None:
        self._by_topic: defaultdict[str, set[InProcessSubscription]] = defaultdict(set)

    async def publish(self, event: Event) -> None:
        self.wake(event.conversation_id)

    def wake(self, topic: str) -> None:
        for subscription in self._by_topic.get(topic, ()):
            subscription.wake()

    def subscribe(self, topic: str) -> "InProcessSubscription":
        subscription = InProcessSubscription(self, topic)
        self._by_topic[topic].add(subscription)
        return subscription

    def leave(self, subscription: "InProcessSubscription") -> None:
        """Forget a subscription; leaving twice is no error."""
        subscriptions = self._by_topic.get(subscription.topic)
        if subscriptions is not None:
            subscriptions.discard(subscription)
            if not subscriptions:
                del self._by_topic[subscription.topic]


class InProcessSubscription:
    """One stream's bell: any number of rings since the last wait count as one."""

    def __init__(self, bus: InProcessBus, topic: str) -> None:
        self.topic = topic
        self._bus = bus
        self._news = asyncio.Event()

    def wake(self) -> None:
        self._news.set()

    async def wait(self, timeout_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._news.wait()
        self._news.clear()

    def close(self) -> None:
        self._bus.leave(self)
