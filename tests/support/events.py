"""Reading event streams in tests."""

import asyncio
from collections.abc import AsyncIterator

from parley.rpc.gen import event_pb2

WAIT_S = 20.0


def kind_of(event: event_pb2.Event) -> str:
    """The name of the event's body."""
    return event.WhichOneof("kind") or ""


def message_of(event: event_pb2.Event):
    """The message that the event is about."""
    return getattr(event, kind_of(event)).message


async def next_of(
    events: AsyncIterator[event_pb2.Event], *kinds: str, seen: list[event_pb2.Event] | None = None
) -> event_pb2.Event:
    """The next event of one of `kinds`; what comes before goes to `seen`."""
    async with asyncio.timeout(WAIT_S):
        async for event in events:
            if seen is not None:
                seen.append(event)
            if kind_of(event) in kinds:
                return event
    raise AssertionError(f"the stream ended without {kinds}")


async def take_until_sequence(
    events: AsyncIterator[event_pb2.Event], last: int
) -> list[event_pb2.Event]:
    """Events up to and including sequence `last`."""
    taken: list[event_pb2.Event] = []
    async with asyncio.timeout(WAIT_S):
        async for event in events:
            taken.append(event)
            if event.sequence >= last:
                return taken
    raise AssertionError("the stream ended early")
