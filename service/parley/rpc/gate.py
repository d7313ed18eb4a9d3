"""What every servicer shares: whether the server is ready, and whether it is leaving."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TypeVar

from parley.domain.errors import Unavailable
from parley.flow.channel import ChannelFlow
from parley.flow.curate import MemoryFlow
from parley.flow.escalation import EscalationFlow
from parley.flow.glossary import GlossaryFlow
from parley.flow.pipeline import Pipeline
from parley.flow.policies import PolicyFlow
from parley.flow.proposals import ProposalFlow
from parley.flow.report import ReportFlow
from parley.flow.review import AuditFlow, ReviewerFlow, ReviewFlow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Flows:
    """What the servicers call once everything is loaded."""

    channels: ChannelFlow
    escalations: EscalationFlow
    reviews: ReviewFlow
    reviewers: ReviewerFlow
    audit: AuditFlow
    reports: ReportFlow
    memory: MemoryFlow
    glossary: GlossaryFlow
    proposals: ProposalFlow
    policies: PolicyFlow
    pipeline: Pipeline
    max_in_flight_per_stream: int


@dataclass(slots=True)
class Gate:
    """`flows` is None while starting; `leaving` is set when the drain begins."""

    flows: Flows | None = None
    leaving: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> Flows:
        """The flows.

        Raises:
            Unavailable: STARTING, DRAINING.
        """
        if self.leaving.is_set():
            raise Unavailable("DRAINING", "the server is shutting down, connect to another")
        if self.flows is None:
            raise Unavailable("STARTING", "the server is loading its models")
        return self.flows

    async def until_leaving(self, items: AsyncIterator[T]) -> AsyncIterator[T]:
        """Items until the drain begins."""
        leaving = asyncio.create_task(self.leaving.wait())
        following: asyncio.Task[T] | None = None
        try:
            while True:
                following = asyncio.ensure_future(anext(items))
                await asyncio.wait((following, leaving), return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    return
                try:
                    yield following.result()
                except StopAsyncIteration:
                    return
        finally:
            leaving.cancel()
            if following is not None and not following.done():
                following.cancel()
                await asyncio.wait((following,))
            close = getattr(items, "aclose", None)
            if close is not None:
                await close()
