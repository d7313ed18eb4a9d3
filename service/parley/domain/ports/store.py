"""All of the record."""

from collections.abc import Sequence
from typing import Protocol

from parley.domain.conversation import Event
from parley.domain.ports.accounts import AccountStore
from parley.domain.ports.conversations import ConversationStore
from parley.domain.ports.glossary import GlossaryStore
from parley.domain.ports.memory import MemoryStore
from parley.domain.ports.policies import PolicyStore
from parley.domain.ports.proposals import ProposalStore
from parley.domain.ports.reports import ReportStore
from parley.domain.ports.reviewers import AuditStore, ReviewerStore
from parley.domain.ports.reviews import ReviewStore


class Store(
    ConversationStore,
    ReviewStore,
    ReviewerStore,
    AuditStore,
    ReportStore,
    MemoryStore,
    GlossaryStore,
    ProposalStore,
    PolicyStore,
    AccountStore,
    Protocol,
):
    """All of the record, as one adapter keeps it."""

    async def unpublished(self, limit: int) -> list[tuple[int, Event]]:
        """Outbox rows, oldest first: (row id, event)."""
        ...

    async def mark_published(self, row_ids: Sequence[int]) -> None: ...

    async def close(self) -> None: ...
