"""Domain objects to JSON columns and back."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, get_args

import msgspec

from parley.domain.conversation import EventBody

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BODIES: dict[str, type[Any]] = {body.__name__: body for body in get_args(EventBody)}


def to_json(value: object) -> str:
    """JSON of a dataclass tree."""
    return msgspec.json.encode(value).decode()


def from_json(text: str, kind: type[T]) -> T:
    """The dataclass tree that `to_json` wrote."""
    return msgspec.json.decode(text, type=kind)


def body_kind(body: EventBody) -> str:
    """The name under which an event body is stored."""
    return type(body).__name__


def body_from_json(kind: str, text: str) -> EventBody:
    """An event body by its stored kind."""
    body: EventBody = msgspec.json.decode(text, type=_BODIES[kind])
    return body


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC: sorts and compares as a number."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_micros(micros: int) -> datetime:
    """The aware UTC moment of `to_micros`."""
    return _EPOCH + timedelta(microseconds=micros)
