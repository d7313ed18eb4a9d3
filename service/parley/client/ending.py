"""What a server ended a stream with, where gRPC's asyncio client loses it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from grpc import aio

# gRPC's own words for a write that failed because the call had ended: it makes them the call's
# status. Should the server's arrive later, it takes their place; had it arrived before, it is gone.
_WRITE_FAILED = "Internal error from Core"
_WAIT_S = 0.01
_WAITS = 200

_T = TypeVar("_T")


class Ending:
    """Keeps the status of a call from its end on."""

    def __init__(self, call: aio.Call) -> None:
        self._call = call
        self._first: aio.AioRpcError | None = None
        call.add_done_callback(self._note)

    async def told(self, error: aio.AioRpcError) -> aio.AioRpcError:
        """The server's status, where `error` only says that a write failed."""
        if error.details() != _WRITE_FAILED:
            return error
        if self._first is not None and self._first.details() != _WRITE_FAILED:
            return self._first
        for _ in range(_WAITS):
            if await self._call.details() != _WRITE_FAILED:
                break
            await asyncio.sleep(_WAIT_S)
        return await self._status()

    def _note(self, call: Any) -> None:
        # Awaited in a task of its own, the status would be read when it may be overwritten already.
        self._first = _at_once(self._status())

    async def _status(self) -> aio.AioRpcError:
        call = self._call
        return aio.AioRpcError(
            await call.code(),
            await call.initial_metadata(),
            await call.trailing_metadata(),
            await call.details(),
            "",
        )


def _at_once(ready: Coroutine[Any, Any, _T]) -> _T | None:
    """The result of a coroutine that has nothing to wait for; None if it would wait."""
    try:
        ready.send(None)
    except StopIteration as end:
        value: _T = end.value
        return value
    ready.close()
    return None
