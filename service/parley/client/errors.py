"""A failed call with its reason."""

from collections.abc import Mapping

import grpc
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status


class CallFailed(Exception):
    """The server refused or could not be reached, or a call was wrong in itself (`InvalidCall`).

    Attributes:
        code: gRPC status code.
        reason: UPPER_SNAKE from ErrorInfo; "" when there was none.
        metadata: of ErrorInfo.
        retry_after_s: from RetryInfo, or None.
        fields: what is wrong with which field, from BadRequest.
    """

    def __init__(
        self,
        code: grpc.StatusCode,
        reason: str,
        message: str,
        metadata: Mapping[str, str],
        retry_after_s: float | None,
        *,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{reason or code.name}: {message}")
        self.code = code
        self.reason = reason
        self.message = message
        self.metadata = metadata
        self.retry_after_s = retry_after_s
        self.fields = fields or {}


class InvalidCall(CallFailed, ValueError):
    """What a caller gave was refused before anything was sent."""

    def __init__(self, reason: str, message: str, field: str) -> None:
        super().__init__(
            grpc.StatusCode.INVALID_ARGUMENT, reason, message, {}, None, fields={field: message}
        )


_CODES = {code.value[0]: code for code in grpc.StatusCode}


def from_call(error: grpc.RpcError) -> CallFailed:
    """The failure behind an error that a stub raised."""
    status = rpc_status.from_call(error)  # type: ignore[arg-type]
    if status is not None:
        return from_status(status)
    code = error.code() if hasattr(error, "code") else grpc.StatusCode.UNKNOWN
    message = error.details() if hasattr(error, "details") else str(error)
    return CallFailed(code, "", message or "", {}, None)


def from_status(status: status_pb2.Status) -> CallFailed:
    """The failure that a google.rpc.Status tells of."""
    info = error_details_pb2.ErrorInfo()
    retry = error_details_pb2.RetryInfo()
    bad = error_details_pb2.BadRequest()
    retry_after_s = None
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(bad)
        if detail.Unpack(retry):
            retry_after_s = retry.retry_delay.ToTimedelta().total_seconds()
    return CallFailed(
        _CODES.get(status.code, grpc.StatusCode.UNKNOWN),
        info.reason,
        status.message,
        dict(info.metadata),
        retry_after_s,
        fields={violation.field: violation.description for violation in bad.field_violations},
    )
