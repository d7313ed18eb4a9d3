"""A connection, and unary calls over it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

import grpc
from grpc import aio

from parley.client.errors import from_call

Request = TypeVar("Request")
Response = TypeVar("Response")


class Calls:
    """What the clients of single services share."""

    def __init__(self, channel: aio.Channel, timeout_s: float) -> None:
        self._channel = channel
        self._timeout_s = timeout_s

    async def close(self) -> None:
        await self._channel.close(None)

    async def _call(
        self, method: "aio.UnaryUnaryMultiCallable[Request, Response]", request: Request
    ) -> Response:
        try:
            return await method(request, timeout=self._timeout_s)
        except grpc.RpcError as error:
            raise from_call(error) from None

    async def _upload(
        self,
        method: "aio.StreamUnaryMultiCallable[Request, Response]",
        first: Request,
        rest: Iterable[Request],
        timeout_s: float,
    ) -> Response:
        """Send a stream of requests; what making one of them raises is raised here."""
        failed: list[Exception] = []

        async def requests() -> AsyncIterator[Request]:
            yield first
            try:
                for request in rest:
                    yield request
            except Exception as error:
                failed.append(error)
                raise

        try:
            return await method(requests(), timeout=timeout_s)
        except grpc.RpcError as error:
            raise from_call(error) from None
        except asyncio.CancelledError:
            # gRPC cancels a call whose requests cannot be made, and tells nobody why.
            if failed:
                raise failed[0] from None
            raise
