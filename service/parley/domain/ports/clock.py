"""Time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time that tests can turn."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...
