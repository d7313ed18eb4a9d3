"""Why a message was not answered, and why a benchmark cannot be run."""

from typing import Self

from parley.client import CallFailed


class CallRefused(Exception):
    """Another server's refusal of one message; `reason` is counted."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BenchFailed(Exception):
    """Something that the measurement needs is not there, or not as it should be.

    Attributes:
        reason: UPPER_SNAKE, listed in docs/errors.md.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message

    @classmethod
    def of(cls, error: "BenchFailed | CallFailed | CallRefused | OSError") -> Self:
        """What went wrong with a part of a run, whoever noticed it."""
        if isinstance(error, BenchFailed):
            return cls(error.reason, error.message)
        if isinstance(error, CallFailed):
            return cls(error.reason or error.code.name, error.message)
        if isinstance(error, CallRefused):
            return cls("SERVER_FAILED", f"LibreTranslate translates nothing: {error.reason}")
        return cls("SYSTEM_FAILED", str(error))


# What a part of a run may fail with, so that the other parts are still told of.
PART_FAILURES = (BenchFailed, CallFailed, CallRefused, OSError)
