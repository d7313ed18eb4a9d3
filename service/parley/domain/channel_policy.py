"""A channel's policy as people write it: in the settings file, or changed by an admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parley.domain.decide import Policy

# By name as in the settings file, every one of a channel's, in JSON's types.
PolicySettings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenPolicy:
    """Settings of a channel, and the policy that they come to."""

    settings: PolicySettings
    policy: Policy


@dataclass(frozen=True, slots=True)
class PolicyEdit:
    """What admins made of a channel's policy; `version` grows with every change.

    Attributes:
        settings: in place of those of the file; None where the file's hold again.
    """

    channel: str
    version: int
    settings: dict[str, Any] | None
    admin: str
    at: datetime


def differences(before: PolicySettings, after: PolicySettings) -> dict[str, tuple[Any, Any]]:
    """Settings that are not the same, by name, each as it was and as it is."""
    return {
        name: (before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }
