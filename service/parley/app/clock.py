"""Time as the machine has it."""

from datetime import UTC, datetime


class SystemClock:
    """The Clock port on the machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)
