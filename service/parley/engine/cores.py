"""How many cores this process may keep busy.

A container's CPU quota shows neither in the number of processors nor in the affinity: whoever
starts a thread for each of 64 cores with a quota of two spends most of every period stopped.
"""

import math
import os
from collections.abc import Iterator
from pathlib import Path

# Where the controllers are mounted, below the root: of cgroup v1 one folder a controller, the
# shorter name often a link to the other.
_MOUNT = Path("sys/fs/cgroup")
_V1_FOLDERS = ("cpu", "cpu,cpuacct", "cpuacct,cpu")


def usable_cores() -> int:
    """The cores that the process is pinned to, as far as its CPU quota pays for them."""
    return within_quota(len(os.sched_getaffinity(0)))


def within_quota(cores: int, root: Path = Path("/")) -> int:
    """At most `cores`, and no more than the quota pays for, a part of a core counted whole.

    Args:
        root: where proc and sys are.
    """
    return min([cores, *(max(1, math.ceil(quota)) for quota in _quotas(root))])


def _quotas(root: Path) -> Iterator[float]:
    """Cores that this process's group and those around it may use: the smallest of them holds."""
    for controllers, group in _groups(root):
        if not controllers:
            for folder in _upward(root / _MOUNT, group):
                quota, _, period = _read(folder / "cpu.max").partition(" ")
                yield from _share(quota, period)
        elif "cpu" in controllers.split(","):
            for name in _V1_FOLDERS:
                for folder in _upward(root / _MOUNT / name, group):
                    quota = _read(folder / "cpu.cfs_quota_us")
                    yield from _share(quota, _read(folder / "cpu.cfs_period_us"))


def _groups(root: Path) -> Iterator[tuple[str, str]]:
    """This process's groups: (controllers by commas, path), no controllers for cgroup v2."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        yield controllers, group


def _upward(mount: Path, group: str) -> Iterator[Path]:
    """A group's folder and those around it, up to the mount.

    A container may see its path as the host has it, and mounted only its own group: then the
    longer ones of these do not exist, and the mount itself is the one that counts.
    """
    parts = [part for part in group.split("/") if part]
    # The group lies outside what is mounted here.
    if ".." in parts:
        parts = []
    for depth in range(len(parts), -1, -1):
        yield mount.joinpath(*parts[:depth])


def _share(quota: str, period: str) -> Iterator[float]:
    """Microseconds of CPU in a period, both as written, in cores; none where nothing limits."""
    # Without a limit the quota is "max" (v2) or -1 (v1).
    if quota.isdecimal() and period.isdecimal() and int(period):
        yield int(quota) / int(period)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
