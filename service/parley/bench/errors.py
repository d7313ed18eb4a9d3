"""Why a message was not answered, and why a benchmark cannot be run."""


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
