"""Requests made of what a caller gave, which is refused here where no server could read it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from google.protobuf import duration_pb2, timestamp_pb2

from parley.client.errors import InvalidCall

P = ParamSpec("P")
M = TypeVar("M")


def made(kind: Callable[P, M], /, *args: P.args, **fields: P.kwargs) -> M:
    """A protobuf message of these fields.

    Raises:
        InvalidCall: INVALID_TEXT for half of a surrogate pair, INVALID_VALUE for another value
            that its field cannot hold.
    """
    try:
        return kind(*args, **fields)
    except (TypeError, ValueError) as error:
        # protobuf's own words quote the value, which may be what a customer wrote.
        raise (_fault(kind, fields) or error) from None


def chosen(table: Mapping[str, M], name: str, field: str) -> M:
    """What a name stands for.

    Raises:
        InvalidCall: UNKNOWN_ENUM_VALUE.
    """
    if isinstance(name, str) and name in table:
        return table[name]
    choices = ", ".join(f'"{known}"' for known in table)
    raise InvalidCall("UNKNOWN_ENUM_VALUE", f"{field} is one of {choices}", field)


def duration(value: timedelta | None, field: str) -> duration_pb2.Duration | None:
    """A Duration for a field that may be absent.

    Raises:
        InvalidCall: INVALID_VALUE.
    """
    if value is None:
        return None
    written = duration_pb2.Duration()
    try:
        written.FromTimedelta(value)
        # It is this that looks at the range.
        written.ToJsonString()
    except (AttributeError, TypeError, ValueError) as error:
        raise _invalid(field, value, error) from None
    return written


def timestamp(moment: datetime | None, field: str) -> timestamp_pb2.Timestamp | None:
    """A Timestamp for a field that may be absent; a naive moment is in local time.

    Raises:
        InvalidCall: INVALID_VALUE.
    """
    if moment is None:
        return None
    written = timestamp_pb2.Timestamp()
    try:
        written.FromDatetime(moment.astimezone(UTC))
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise _invalid(field, moment, error) from None
    return written


def _fault(kind: Callable[..., object], fields: Mapping[str, Any]) -> InvalidCall | None:
    """Which field it is, found by trying them one by one."""
    for field, value in fields.items():
        try:
            kind(**{field: value})
        except UnicodeEncodeError:
            return InvalidCall("INVALID_TEXT", f"{field} has half of a surrogate pair", field)
        except (TypeError, ValueError) as error:
            return _invalid(field, value, error)
    return None


def _invalid(field: str, value: object, error: Exception) -> InvalidCall:
    ranged = isinstance(value, int | datetime | timedelta)
    out_of_range = ranged and isinstance(error, ValueError | OverflowError)
    why = ": it is out of range" if out_of_range else ""
    message = f"{field} does not take this {type(value).__name__}{why}"
    return InvalidCall("INVALID_VALUE", message, field)
