"""Policies at work, and as admins change them while the service runs.

A channel has the policy that the settings file gives it until an admin writes another, which is
kept in the record and holds in every process that works on it.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from parley.domain.audit import Action
from parley.domain.channel_policy import PolicyEdit, PolicySettings, WrittenPolicy, differences
from parley.domain.decide import Policy
from parley.domain.errors import Conflict, InvalidInput, NotFound, WrongState
from parley.domain.ports import Clock
from parley.domain.ports.policies import PolicyBook, PolicyStore

_log = logging.getLogger(__name__)

# Other processes change policies, too.
_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """What holds on a channel, and why.

    Attributes:
        written: what is in force.
        of_file: what the settings file says.
        edit: the last one; None where there never was one.
        refused: why an edit is not in force that is kept: the service cannot use it any more.
    """

    channel: str
    written: WrittenPolicy
    of_file: WrittenPolicy
    edit: PolicyEdit | None = None
    refused: InvalidInput | None = None

    @property
    def etag(self) -> str:
        return str(self.edit.version if self.edit else 0)

    @property
    def is_edited(self) -> bool:
        """Whether an edit stands in the place of the file's settings."""
        return self.edit is not None and self.edit.settings is not None

    @property
    def different(self) -> tuple[str, ...]:
        """Names of the settings in which it differs from the file."""
        return tuple(differences(self.of_file.settings, self.written.settings))


class Policies:
    """The policies in force, kept in step with the record.

    `in_force` is by channel, "" for every other; it is one mapping as long as the service runs.
    """

    def __init__(self, store: PolicyStore, book: PolicyBook) -> None:
        self._store = store
        self.book = book
        self._revision: int | None = None
        self._turn = asyncio.Lock()
        self._channels = {
            name: ChannelPolicy(name, written, written) for name, written in book.of_file.items()
        }
        self.in_force: dict[str, Policy] = {}
        self._apply()

    def channels(self) -> list[ChannelPolicy]:
        """Every channel's by name."""
        return [self._channels[name] for name in sorted(self._channels)]

    def channel(self, name: str) -> ChannelPolicy:
        """Raises NotFound: CHANNEL_NOT_FOUND."""
        if name not in self._channels:
            raise NotFound("CHANNEL_NOT_FOUND", "the settings name no such channel")
        return self._channels[name]

    async def refresh(self) -> None:
        """Take up what changed in the record."""
        # One at a time, so that what was read first is not taken up last.
        async with self._turn:
            revision = await self._store.policy_revision()
            if revision == self._revision:
                return
            for edit in await self._store.policy_edits():
                before = self._channels.get(edit.channel)
                if before is not None and before.edit != edit:
                    self._channels[edit.channel] = await self._edited(before, edit)
            self._apply()
            self._revision = revision

    async def watch(self) -> None:
        """Refresh until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            try:
                await self.refresh()
            except Exception as error:
                # The watch must outlive a database that is away for a while.
                _log.error("could not look for changed policies: %s", type(error).__name__)

    async def _edited(self, before: ChannelPolicy, edit: PolicyEdit) -> ChannelPolicy:
        of_file = before.of_file
        if edit.settings is None:
            _log.info("channel %s: the policy is the settings file's again", edit.channel)
            return ChannelPolicy(edit.channel, of_file, of_file, edit)
        try:
            written = await asyncio.to_thread(self.book.read, edit.channel, edit.settings)
        except InvalidInput as error:
            _log.error(
                "channel %s: the policy that was changed in the console cannot be used, the "
                "settings file's holds: %s: %s",
                edit.channel,
                error.reason,
                error.field,
            )
            return ChannelPolicy(edit.channel, of_file, of_file, edit, error)
        _log.info(
            "channel %s: a changed policy holds in place of the settings file's", edit.channel
        )
        return ChannelPolicy(edit.channel, written, of_file, edit)

    def _apply(self) -> None:
        found = {name: channel.written.policy for name, channel in self._channels.items()}
        self.in_force.update(found)
        self.in_force[""] = found[self.book.default_channel]


@dataclass(frozen=True, slots=True)
class PolicyFlow:
    """Every change of a policy goes through here, into the audit log under the admin's name."""

    store: PolicyStore
    clock: Clock
    policies: Policies

    async def channels(self) -> list[ChannelPolicy]:
        """Every channel's by name, as they are now."""
        await self.policies.refresh()
        return self.policies.channels()

    async def channel(self, name: str) -> ChannelPolicy:
        """Raises NotFound: CHANNEL_NOT_FOUND."""
        await self.policies.refresh()
        return self.policies.channel(name)

    async def read(self, channel: str, settings: PolicySettings) -> WrittenPolicy:
        """What settings of a channel come to; nothing is changed.

        Raises as `PolicyBook.read`, and NotFound: CHANNEL_NOT_FOUND.
        """
        self.policies.channel(channel)
        return await asyncio.to_thread(self.policies.book.read, channel, settings)

    async def change(
        self, channel: str, settings: PolicySettings, etag: str, admin: str, why: str
    ) -> ChannelPolicy:
        """Put settings in the place of those in force, from the next message on.

        Raises:
            InvalidInput: MISSING_ADMIN, MISSING_REASON, NOTHING_CHANGED, and as `PolicyBook.read`.
            NotFound: CHANNEL_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
        """
        was = await self._for_change(channel, etag, admin, why)
        written = await self.read(channel, settings)
        if written.settings == was.written.settings and not was.refused:
            raise InvalidInput("NOTHING_CHANGED", "this is what holds already", field="settings")
        action = Action(admin, "change_policy", self.clock.now(), why.strip())
        return await self._put(was, dict(written.settings), written, action)

    async def reset(self, channel: str, etag: str, admin: str, why: str) -> ChannelPolicy:
        """Let the settings file's policy hold again.

        Raises:
            InvalidInput: MISSING_ADMIN, MISSING_REASON.
            NotFound: CHANNEL_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
            WrongState: POLICY_NOT_CHANGED.
        """
        was = await self._for_change(channel, etag, admin, why)
        if not was.is_edited:
            raise WrongState("POLICY_NOT_CHANGED", "the settings file's policy holds already")
        action = Action(admin, "reset_policy", self.clock.now(), why.strip())
        return await self._put(was, None, was.of_file, action)

    async def _for_change(self, channel: str, etag: str, admin: str, why: str) -> ChannelPolicy:
        if not admin.strip():
            raise InvalidInput("MISSING_ADMIN", "say who changes the policy", field="admin")
        if not why.strip():
            raise InvalidInput("MISSING_REASON", "say why, for the audit log", field="reason")
        was = await self.channel(channel)
        if etag != was.etag:
            raise Conflict(
                "ETAG_MISMATCH", "the policy changed since it was read", current=was.etag
            )
        return was

    async def _put(
        self,
        was: ChannelPolicy,
        settings: dict[str, Any] | None,
        written: WrittenPolicy,
        action: Action,
    ) -> ChannelPolicy:
        version = was.edit.version if was.edit else 0
        edit = PolicyEdit(was.channel, version + 1, settings, action.actor, action.at)
        await self.store.put_policy_edit(edit, was.written.settings, written.settings, action)
        return await self.channel(was.channel)
