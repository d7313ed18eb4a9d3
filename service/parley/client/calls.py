"""A connection, and unary calls over it."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import grpc
from google.protobuf import duration_pb2, timestamp_pb2
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


def duration(value: timedelta | None) -> duration_pb2.Duration | None:
    """A Duration for a field that may be absent."""
    if value is None:
        return None
    made = duration_pb2.Duration()
    made.FromTimedelta(value)
    return made


def timestamp(moment: datetime | None) -> timestamp_pb2.Timestamp | None:
    """A Timestamp for a field that may be absent; a naive moment is in local time."""
    if moment is None:
        return None
    made = timestamp_pb2.Timestamp()
    made.FromDatetime(moment.astimezone(UTC))
    return made
