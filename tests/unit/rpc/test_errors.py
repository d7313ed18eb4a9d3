"""Errors on the wire: one status each, with a reason that a program can read."""

import inspect
from base64 import b64encode
from typing import TypeVar
from urllib.parse import quote

import pytest
from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2

from parley.domain import errors
from parley.rpc.errors import DOMAIN, to_status

T = TypeVar("T", bound=Message)

CODES: dict[type[errors.ParleyError], int] = {
    errors.InvalidInput: code_pb2.INVALID_ARGUMENT,
    errors.NotFound: code_pb2.NOT_FOUND,
    errors.AlreadyExists: code_pb2.ALREADY_EXISTS,
    errors.WrongState: code_pb2.FAILED_PRECONDITION,
    errors.NotAllowed: code_pb2.PERMISSION_DENIED,
    errors.Conflict: code_pb2.ABORTED,
    errors.EscalationChanged: code_pb2.ABORTED,
    errors.OutOfRange: code_pb2.OUT_OF_RANGE,
    errors.Overloaded: code_pb2.RESOURCE_EXHAUSTED,
    errors.Unavailable: code_pb2.UNAVAILABLE,
    errors.CorruptModel: code_pb2.UNAVAILABLE,
}
OWN = {errors.InvalidInput: {"field": "text"}, errors.Overloaded: {"retry_after_s": 0.25}}


def details(status: status_pb2.Status, kind: type[T]) -> list[T]:
    """The details of one kind."""
    found = []
    for packed in status.details:
        detail = kind()
        if packed.Unpack(detail):
            found.append(detail)
    return found


def make(kind: type[errors.ParleyError]) -> errors.ParleyError:
    """An error with metadata."""
    return kind("SOME_REASON", "what happened", **OWN.get(kind, {}), limit="7")


def test_every_error_has_a_code() -> None:
    """A new class of errors is mapped before it is raised."""
    family = {
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.ParleyError) and kind is not errors.ParleyError
    }
    assert family == CODES.keys()


@pytest.mark.parametrize("kind", CODES)
def test_an_error_becomes_a_status_with_its_reason(kind: type[errors.ParleyError]) -> None:
    """One code a class, one ErrorInfo with reason, domain and metadata."""
    status = to_status(make(kind))
    assert status.code == CODES[kind]
    assert status.message == "what happened"
    (info,) = details(status, error_details_pb2.ErrorInfo)
    assert (info.reason, info.domain, dict(info.metadata)) == (
        "SOME_REASON",
        DOMAIN,
        {"limit": "7"},
    )


@pytest.mark.parametrize("kind", CODES)
def test_bad_requests_name_the_field(kind: type[errors.ParleyError]) -> None:
    """Invalid input has one violation, any other error has none."""
    found = details(to_status(make(kind)), error_details_pb2.BadRequest)
    if kind is not errors.InvalidInput:
        assert found == []
        return
    ((violation,),) = (request.field_violations for request in found)
    assert (violation.field, violation.description) == ("text", "what happened")
    assert violation.reason == "SOME_REASON"


@pytest.mark.parametrize("kind", CODES)
def test_overload_says_when_to_come_again(kind: type[errors.ParleyError]) -> None:
    """RetryInfo with the delay, and only there."""
    found = details(to_status(make(kind)), error_details_pb2.RetryInfo)
    delays = [retry.retry_delay.ToTimedelta().total_seconds() for retry in found]
    assert delays == ([0.25] if kind is errors.Overloaded else [])


@pytest.mark.parametrize(
    "error",
    [ValueError("Herr Müller schrieb: geheim"), KeyError("geheim"), Exception()],
)
def test_an_unknown_error_carries_no_text(error: Exception) -> None:
    """It may quote a message: the client learns that something failed, and nothing else."""
    status = to_status(error)
    assert status.code == code_pb2.INTERNAL
    assert status.message == "internal error"
    (info,) = details(status, error_details_pb2.ErrorInfo)
    assert info.reason == "INTERNAL"
    assert "geheim" not in str(status)
    assert len(status.details) == 1


def test_a_subclass_has_its_parents_code() -> None:
    """An error that is made more precise later stays what it was for clients."""

    class Gone(errors.NotFound):
        pass

    assert to_status(Gone("GONE", "it was here")).code == code_pb2.NOT_FOUND


@pytest.mark.parametrize("sign", ["x", "я", "\U0001f600"])
def test_an_error_fits_into_a_trailer_whatever_it_quotes(sign: str) -> None:
    """gRPC would send its own in place of a longer one; what is cut ends in an ellipsis."""
    long = sign * 20_000
    error = errors.InvalidInput("SOME_REASON", long, field="text", value=long)
    status = to_status(error)
    assert status.message.endswith(f"{sign}…")
    assert len(quote(status.message)) + len(b64encode(status.SerializeToString())) < 8 * 1024
    (info,) = details(status, error_details_pb2.ErrorInfo)
    assert info.metadata["value"] == status.message
