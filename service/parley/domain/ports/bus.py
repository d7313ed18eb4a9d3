"""News of what was committed."""

from typing import Protocol

from parley.domain.conversation import Event

# The topic of the review queue beside those of the conversations, which are their ids.
REVIEW_QUEUE = "review-queue"


class EventBus(Protocol):
    """Tells whoever streams that something was committed."""

    async def publish(self, event: Event) -> None:
        """Carry an event to the streams of its conversation, in every process."""
        ...

    def wake(self, topic: str) -> None:
        """Tell this process's subscribers of a topic to look again."""
        ...

    def subscribe(self, topic: str) -> "Subscription":
        """Wake-ups for a conversation's id, or for `REVIEW_QUEUE`."""
        ...


class Subscription(Protocol):
    """Tells that there may be news; the news themselves are read from the store."""

    async def wait(self, timeout_s: float) -> None:
        """Return when something was published since the last wait, or after the time."""
        ...

    def close(self) -> None: ...
