"""Working hours: written "mon-fri 09:00-17:30", kept in the reviewer's own time zone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from parley.domain.errors import InvalidInput

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """The same hours on one or more days, Monday being 0.

    `start` and `end` are minutes after midnight; an `end` that is not later than `start` lies on
    the next day. Of a range of days the first may come later in the week than the last.
    """

    first_day: int
    last_day: int
    start: int
    end: int

    def __str__(self) -> str:
        days = _DAYS[self.first_day]
        if self.last_day != self.first_day:
            days = f"{days}-{_DAYS[self.last_day]}"
        return f"{days} {_clock(self.start)}-{_clock(self.end)}"

    def covers(self, local: datetime) -> bool:
        """Whether a moment, given in the reviewer's time zone, lies within."""
        minute, day = local.hour * 60 + local.minute, local.weekday()
        if self.start < self.end:
            return self._begins_on(day) and self.start <= minute < self.end
        return (self._begins_on(day) and minute >= self.start) or (
            self._begins_on((day - 1) % 7) and minute < self.end
        )

    def _begins_on(self, day: int) -> bool:
        return (day - self.first_day) % 7 <= (self.last_day - self.first_day) % 7


def shift_from(text: str) -> Shift:
    """A shift as people write it: "mon-fri 09:00-17:30", "sat 22:00-02:00".

    Raises:
        InvalidInput: INVALID_WORKING_HOURS.
    """
    match = _SHIFT.fullmatch(" ".join(text.lower().split()))
    if match is not None:
        first, last, *numbers = match.groups()
        hours, minutes, end_hours, end_minutes = (int(number) for number in numbers)
        start, end = hours * 60 + minutes, end_hours * 60 + end_minutes
        known = first in _DAYS and (last or first) in _DAYS
        if known and max(minutes, end_minutes) < 60 and start < _DAY_MINUTES >= end:
            return Shift(_DAYS.index(first), _DAYS.index(last or first), start, end)
    raise InvalidInput(
        "INVALID_WORKING_HOURS",
        f"{text[:40]!r} is not written like 'mon-fri 09:00-17:30'",
        field="working_hours",
    )


def require_time_zone(name: str) -> str:
    """An IANA name such as "Europe/Berlin".

    Raises:
        InvalidInput: UNKNOWN_TIME_ZONE.
    """
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise InvalidInput(
            "UNKNOWN_TIME_ZONE", f"{name[:60]!r} is no IANA time zone", field="time_zone"
        ) from None
    return name


def is_on_duty(shifts: Iterable[Shift], time_zone: str, now: datetime) -> bool:
    """Whether a shift covers the moment; without any shift a person works when they like."""
    listed = tuple(shifts)
    local = now.astimezone(ZoneInfo(time_zone))
    return not listed or any(shift.covers(local) for shift in listed)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
