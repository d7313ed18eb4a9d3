"""Cores as the affinity and a container's quota have them, read from files as Linux writes them."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from parley.engine.cores import usable_cores, within_quota

V1 = "sys/fs/cgroup/cpu"


def machine(folder: Path, groups: str, files: Mapping[str, str]) -> Path:
    """A root folder with this process's groups and the files of its controllers."""
    for name, text in {"proc/self/cgroup": groups, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("limit", "cores"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("250000 100000", 3),
        ("25000 50000", 1),
        ("0 100000", 1),
        ("6400000 100000", 8),
        ("200000 0", 8),
        ("", 8),
        ("many 100000", 8),
    ],
)
def test_a_quota_of_cgroup_v2_counts_whole_cores(tmp_path: Path, limit: str, cores: int) -> None:
    """Rounded up, one at least, and never more than there are; what is no limit limits nothing."""
    root = machine(tmp_path, "0::/", {"sys/fs/cgroup/cpu.max": limit})
    assert within_quota(8, root) == cores


@pytest.mark.parametrize(
    ("quota", "period", "cores"), [("-1", "100000", 8), ("150000", "100000", 2), ("10", "", 8)]
)
def test_a_quota_of_cgroup_v1_counts_as_well(
    tmp_path: Path, quota: str, period: str, cores: int
) -> None:
    """Two files in place of one, and -1 for none."""
    files = {f"{V1}/cpu.cfs_quota_us": quota, f"{V1}/cpu.cfs_period_us": period}
    assert within_quota(8, machine(tmp_path, "4:memory:/m\n1:cpu,cpuacct:/", files)) == cores


def test_the_smallest_quota_of_a_group_and_those_around_it_holds(tmp_path: Path) -> None:
    """A pod's limit binds its containers, whatever their own is."""
    pod = "sys/fs/cgroup/pods/p1"
    files = {f"{pod}/cpu.max": "200000 100000", f"{pod}/c1/cpu.max": "400000 100000"}
    assert within_quota(8, machine(tmp_path, "0::/pods/p1/c1", files)) == 2


@pytest.mark.parametrize("group", ["/docker/4f1d", "/../../other"])
def test_a_path_that_is_not_mounted_here_leaves_the_mount_itself(
    tmp_path: Path, group: str
) -> None:
    """A container sees its path as the host has it, and under its mount only its own group."""
    files = {f"{V1}/cpu.cfs_quota_us": "100000", f"{V1}/cpu.cfs_period_us": "50000"}
    assert within_quota(8, machine(tmp_path, f"1:cpu:{group}", files)) == 2


def test_other_controllers_files_are_not_looked_at(tmp_path: Path) -> None:
    """Where cgroup v1 has the CPU, v2's empty group beside it says nothing."""
    root = machine(tmp_path, "4:memory:/m\n0::/", {f"{V1}/cpu.cfs_quota_us": "100000"})
    assert within_quota(8, root) == 8


def test_without_groups_every_core_counts(tmp_path: Path) -> None:
    """An empty folder stands for a system that has none."""
    assert within_quota(8, tmp_path) == 8


def test_no_more_cores_are_used_than_the_process_is_pinned_to() -> None:
    """Whatever this machine's quota is."""
    assert 1 <= usable_cores() <= len(os.sched_getaffinity(0))
