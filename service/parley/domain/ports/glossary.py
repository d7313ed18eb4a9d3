"""The record of the glossary."""

from collections.abc import Sequence
from typing import Protocol

from parley.domain.audit import Action
from parley.domain.glossary import GlossaryTerm


class GlossaryStore(Protocol):
    """Terms, which come back with their id and version. Each change is in the audit log."""

    async def glossary_terms(self) -> list[GlossaryTerm]:
        """All of them, by source and channel."""
        ...

    async def glossary_revision(self) -> str:
        """Another one after every change."""
        ...

    async def glossary_term(self, term_id: int) -> GlossaryTerm:
        """Raises NotFound: TERM_NOT_FOUND."""
        ...

    async def add_terms(self, terms: Sequence[GlossaryTerm], action: Action) -> int:
        """Store terms, each in the place of one with its source, direction and channel.

        Returns:
            How many of them were not there before.
        """
        ...

    async def update_term(
        self, term: GlossaryTerm, version_was: int, action: Action
    ) -> GlossaryTerm:
        """Write a term that is still at `version_was`; gives it with its new version.

        Raises:
            NotFound: TERM_NOT_FOUND.
            Conflict: ETAG_MISMATCH.
            AlreadyExists: TERM_EXISTS, for a source that another term has.
        """
        ...

    async def delete_term(self, term_id: int, version: int, action: Action) -> None:
        """Raises NotFound: TERM_NOT_FOUND, Conflict: ETAG_MISMATCH."""
        ...
