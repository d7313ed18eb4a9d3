"""Why a benchmark cannot be run."""


class BenchFailed(Exception):
    """Something that the measurement needs is not there, or not as it should be.

    Attributes:
        reason: UPPER_SNAKE, listed in docs/errors.md.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
