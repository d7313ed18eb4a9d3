"""Ready or not, and leaving."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from parley.domain.errors import Unavailable
from parley.rpc.gate import Gate


class Items:
    """An async generator that tells when it was closed."""

    def __init__(self) -> None:
        self.closed = False
        self.more = asyncio.Event()

    async def __call__(self, count: int) -> AsyncIterator[int]:
        try:
            for number in range(count):
                yield number
            await self.more.wait()
        finally:
            self.closed = True


@pytest.mark.parametrize(("leaving", "reason"), [(False, "STARTING"), (True, "DRAINING")])
def test_calls_are_refused_while_there_is_nothing_to_serve_them(leaving: bool, reason: str) -> None:
    """Before the models are loaded, and once the server leaves."""
    gate = Gate()
    if leaving:
        gate.leaving.set()
    with pytest.raises(Unavailable) as refused:
        gate.open()
    assert refused.value.reason == reason


async def test_a_stream_ends_when_the_server_leaves() -> None:
    """Also while it waits for its next item; its source is closed."""
    gate, items = Gate(), Items()
    got = []
    async with asyncio.timeout(5):
        async for number in gate.until_leaving(items(3)):
            got.append(number)
            if number == 2:
                gate.leaving.set()
    assert got == [0, 1, 2]
    assert items.closed


async def test_a_stream_that_ends_by_itself_is_complete() -> None:
    """Every item, and then the end."""
    items = Items()
    items.more.set()
    assert [number async for number in Gate().until_leaving(items(3))] == [0, 1, 2]


async def test_a_failure_of_the_source_reaches_the_stream() -> None:
    """It is not taken for the end."""

    async def failing() -> AsyncIterator[int]:
        yield 1
        raise ValueError("broken")

    stream = Gate().until_leaving(failing())
    assert await anext(stream) == 1
    with pytest.raises(ValueError, match="broken"):
        await anext(stream)


async def test_a_client_who_leaves_closes_the_source() -> None:
    """Nothing goes on waiting for a stream that is gone."""
    items = Items()
    stream = Gate().until_leaving(items(1))
    assert await anext(stream) == 0
    waiting = asyncio.create_task(anext(stream))  # type: ignore[arg-type]
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait((waiting,))
    assert items.closed
