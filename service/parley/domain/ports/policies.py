"""Policies: how they are read from settings, and the record of what admins changed."""

from collections.abc import Mapping
from typing import Protocol

from parley.domain.audit import Action
from parley.domain.channel_policy import PolicyEdit, PolicySettings, WrittenPolicy


class PolicyBook(Protocol):
    """The settings file's policies, and its way of reading one."""

    @property
    def default_channel(self) -> str: ...

    @property
    def of_file(self) -> Mapping[str, WrittenPolicy]:
        """By channel, as the file has them."""
        ...

    @property
    def rules(self) -> Mapping[str, str]:
        """What a policy may name as a rule, by id, in words."""
        ...

    def read(self, channel: str, settings: PolicySettings) -> WrittenPolicy:
        """Check a channel's settings as those of the file are, and resolve what they ask for.

        Raises:
            InvalidInput: INVALID_SETTING, or the reason of the fault; `field` is the setting.
        """
        ...


class PolicyStore(Protocol):
    """What admins changed; writes are entries of the audit log, too."""

    async def policy_edits(self) -> list[PolicyEdit]:
        """The last one of each channel that has any."""
        ...

    async def policy_revision(self) -> int:
        """Another number after every change, by whichever process."""
        ...

    async def put_policy_edit(
        self, edit: PolicyEdit, before: PolicySettings, after: PolicySettings, action: Action
    ) -> None:
        """Write an edit over the one of the version before.

        Args:
            before: what was in force, for the log.
            after: what is in force now.

        Raises:
            Conflict: ETAG_MISMATCH, if the version is another by now.
        """
        ...
