"""The one mapping from Parley's errors to gRPC statuses, and the interceptor that applies it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Any, NoReturn

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import DecodeError
from google.protobuf.message import Message as ProtoMessage
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc import aio

from parley.domain import errors

DOMAIN = "parley.v1"
# In bytes: the message stands in the trailer three times, once with three bytes for each of these
# that is not ASCII; gRPC takes 8 KiB of it all.
_LONGEST_TEXT = 1_000
_STATUS_DETAILS = "grpc-status-details-bin"
_log = logging.getLogger(__name__)

_CODES: tuple[tuple[type[errors.ParleyError], int], ...] = (
    (errors.InvalidInput, code_pb2.INVALID_ARGUMENT),
    (errors.NotFound, code_pb2.NOT_FOUND),
    (errors.AlreadyExists, code_pb2.ALREADY_EXISTS),
    (errors.WrongState, code_pb2.FAILED_PRECONDITION),
    (errors.NotAllowed, code_pb2.PERMISSION_DENIED),
    (errors.Conflict, code_pb2.ABORTED),
    (errors.OutOfRange, code_pb2.OUT_OF_RANGE),
    (errors.Overloaded, code_pb2.RESOURCE_EXHAUSTED),
    (errors.Unavailable, code_pb2.UNAVAILABLE),
    (errors.CorruptModel, code_pb2.UNAVAILABLE),
)
_GRPC_CODES = {code.value[0]: code for code in grpc.StatusCode}


def to_status(error: Exception) -> status_pb2.Status:
    """google.rpc.Status with one ErrorInfo, BadRequest for a field, RetryInfo on overload.

    An error that is not Parley's own becomes INTERNAL without its text: that may hold anything.
    What an error quotes is cut where it would not fit into the trailer of a call, in whose place
    gRPC would send an error of its own.
    """
    if not isinstance(error, errors.ParleyError):
        info = error_details_pb2.ErrorInfo(reason="INTERNAL", domain=DOMAIN)
        return status_pb2.Status(
            code=code_pb2.INTERNAL, message="internal error", details=[_packed(info)]
        )
    code = next((c for kind, c in _CODES if isinstance(error, kind)), code_pb2.INTERNAL)
    details: list[ProtoMessage] = [
        error_details_pb2.ErrorInfo(
            reason=error.reason,
            domain=DOMAIN,
            metadata={key: _short(value) for key, value in error.metadata.items()},
        )
    ]
    message = _short(error.message)
    if isinstance(error, errors.InvalidInput) and error.field:
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=_short(error.field), description=message, reason=error.reason
        )
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    if isinstance(error, errors.Overloaded):
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(round(error.retry_after_s * 1000))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(code=code, message=message, details=map(_packed, details))


def _short(text: str) -> str:
    """The text, or its beginning with an ellipsis."""
    kept = text.encode(errors="replace")
    if len(kept) <= _LONGEST_TEXT:
        return text
    return kept[: _LONGEST_TEXT - len("…".encode())].decode(errors="ignore") + "…"


def _packed(message: ProtoMessage) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed


async def _abort(context: aio.ServicerContext[Any, Any], error: Exception) -> NoReturn:
    if not isinstance(error, errors.ParleyError):
        # The type and place help; the text could quote a message.
        _log.error("call failed: %s", type(error).__name__, exc_info=_without_text(error))
    status = to_status(error)
    await context.abort(
        _GRPC_CODES[status.code],
        status.message,
        trailing_metadata=((_STATUS_DETAILS, status.SerializeToString()),),
    )


def _without_text(error: Exception) -> tuple[type[Exception], Exception, Any]:
    bare = Exception("(text withheld)")
    return Exception, bare, error.__traceback__


class ErrorInterceptor(aio.ServerInterceptor):  # type: ignore[type-arg]
    """Turns whatever a handler raises into a status."""

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any]]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any]:
        handler = await continuation(handler_call_details)
        if handler is None or not handler_call_details.method.startswith(f"/{DOMAIN}."):
            return handler
        read = _reading(handler.request_deserializer)
        if handler.response_streaming:
            wrap: Any = (
                grpc.stream_stream_rpc_method_handler
                if handler.request_streaming
                else grpc.unary_stream_rpc_method_handler
            )
            behaviour: Any = handler.stream_stream or handler.unary_stream
            wrapped: grpc.RpcMethodHandler[Any, Any] = wrap(
                _streaming(behaviour), read, handler.response_serializer
            )
            return wrapped
        if handler.request_streaming:
            return grpc.stream_unary_rpc_method_handler(
                _unary(handler.stream_unary), read, handler.response_serializer
            )
        return grpc.unary_unary_rpc_method_handler(
            _unary(handler.unary_unary), read, handler.response_serializer
        )


class _Unreadable:
    """In place of a request that is none."""


def _reading(deserialise: Any) -> Any:
    """A deserialiser that never fails: gRPC would answer that itself, as an UNKNOWN fault."""

    def read(wire: bytes) -> Any:
        try:
            return deserialise(wire)
        except DecodeError:
            return _Unreadable()

    return read


def _readable(request: Any) -> Any:
    """The request, or the requests of a stream.

    Raises:
        InvalidInput: UNREADABLE_REQUEST.
    """
    if isinstance(request, AsyncIterable):
        return _each_readable(request)
    if isinstance(request, _Unreadable):
        raise errors.InvalidInput(
            "UNREADABLE_REQUEST",
            "this is no request of the call, or a text in it is not UTF-8",
            field="",
        )
    return request


async def _each_readable(requests: AsyncIterable[Any]) -> AsyncIterator[Any]:
    # Not before somebody reads: gRPC's iterator complains of a beginning that nothing follows, as
    # where a stream is left at once.
    async for request in requests:
        yield _readable(request)


def _unary(behaviour: Any) -> Any:
    async def call(request: Any, context: aio.ServicerContext[Any, Any]) -> Any:
        try:
            return await behaviour(_readable(request), context)
        except aio.AbortError:
            raise
        except Exception as error:
            await _abort(context, error)

    return call


def _streaming(behaviour: Any) -> Any:
    async def call(request: Any, context: aio.ServicerContext[Any, Any]) -> AsyncIterator[Any]:
        try:
            async for response in behaviour(_readable(request), context):
                yield response
        except aio.AbortError:
            raise
        except Exception as error:
            await _abort(context, error)

    return call
