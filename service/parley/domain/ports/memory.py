"""The record of what people translated."""

from collections.abc import Sequence
from typing import Protocol

from parley.domain.audit import Action
from parley.domain.memory import MemoryQuery, MemoryUnit
from parley.domain.message import Formality


class MemoryStore(Protocol):
    """Translations that people confirmed. Units come back with their id and version."""

    async def recall(
        self,
        source: str,
        source_language: str,
        target_language: str,
        formality: Formality | None,
    ) -> MemoryUnit | None:
        """The unit for exactly this source; one of the asked formality before any other."""
        ...

    async def resembling(
        self, source: str, source_language: str, target_language: str, limit: int
    ) -> list[MemoryUnit]:
        """Units that share the rarest parts with a source, most in common first.

        What is like it by `domain.resemblance` is among them; so is much that is not.
        """
        ...

    async def memory_unit(self, unit_id: int) -> MemoryUnit:
        """Raises NotFound: MEMORY_UNIT_NOT_FOUND."""
        ...

    async def memory_units(self, query: MemoryQuery) -> list[MemoryUnit]: ...

    async def remember(self, units: Sequence[MemoryUnit], action: Action) -> int:
        """Store units; each takes the place of an older one for the same source.

        The audit log tells of a single one by itself, of several by their number.

        Returns:
            How many of them were not there before.
        """
        ...

    async def update_memory_unit(
        self, unit: MemoryUnit, version_was: int, action: Action
    ) -> MemoryUnit:
        """Write a unit that is still at `version_was`; gives it with its new version.

        Raises:
            NotFound: MEMORY_UNIT_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
            AlreadyExists: MEMORY_UNIT_EXISTS, for a source that another unit has.
        """
        ...

    async def forget_memory_unit(self, unit_id: int, version: int, action: Action) -> None:
        """Delete a unit.

        Raises:
            NotFound: MEMORY_UNIT_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
        """
        ...
