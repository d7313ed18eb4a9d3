"""One family of errors, each with a reason that a program can read.

`rpc.errors` maps each class to one gRPC status; reasons are listed in docs/errors.md. Messages
here reach clients, so they never hold a customer's text.
"""

from collections.abc import Mapping


class ParleyError(Exception):
    """Base of every error that Parley raises on purpose.

    Attributes:
        reason: UPPER_SNAKE, stable, for programs.
        metadata: further facts for programs.
    """

    def __init__(self, reason: str, message: str, **metadata: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.metadata: Mapping[str, str] = metadata


class InvalidInput(ParleyError):
    """The request can never succeed as it is; `field` names the part to change, "" if all of it."""

    def __init__(self, reason: str, message: str, *, field: str, **metadata: str) -> None:
        super().__init__(reason, message, **metadata)
        self.field = field


class NotFound(ParleyError):
    """What the request names does not exist."""


class AlreadyExists(ParleyError):
    """The id is taken by something with other content."""


class WrongState(ParleyError):
    """The request does not fit the state that things are in."""


class NotAllowed(ParleyError):
    """Who asks may not do this."""


class Conflict(ParleyError):
    """Somebody else changed it first: read again, then decide again."""


class EscalationChanged(Conflict):
    """What was suggested for the conversation, or an agent's word against it, is another now."""


class OutOfRange(ParleyError):
    """A cursor or page beyond what there is."""


class Overloaded(ParleyError):
    """No room now; `retry_after_s` says when to try again."""

    def __init__(self, reason: str, message: str, *, retry_after_s: float, **metadata: str) -> None:
        super().__init__(reason, message, **metadata)
        self.retry_after_s = retry_after_s


class Unavailable(ParleyError):
    """The server cannot serve now: it is starting or draining."""


class CorruptModel(ParleyError):
    """A model's files are missing, damaged or not what they claim to be."""
