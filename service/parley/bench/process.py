"""What a process on this machine has used, from /proc (man 5 proc)."""

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
# Fields of /proc/PID/stat counted after the name, which may itself hold spaces and brackets.
_USER_TICKS, _SYSTEM_TICKS = 11, 12


class Process:
    """A process by its id; every reading is None once it is gone, or where there is no /proc."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._folder = Path("/proc") / str(pid)

    def cpu_s(self) -> float | None:
        """Seconds of user and system time of all its threads, to a hundredth or so."""
        try:
            text = (self._folder / "stat").read_text(encoding="utf-8")
        except OSError:
            return None
        fields = text.rpartition(")")[2].split()
        return (int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / _TICKS_PER_S

    def resident_bytes(self) -> int | None:
        """Memory in RAM, shared pages included."""
        try:
            fields = (self._folder / "statm").read_text(encoding="utf-8").split()
        except OSError:
            return None
        return int(fields[1]) * _PAGE_BYTES
