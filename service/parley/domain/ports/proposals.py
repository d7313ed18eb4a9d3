"""The record of proposals for the glossary."""

from collections.abc import Collection
from typing import Protocol

from parley.domain.audit import Action
from parley.domain.glossary import GlossaryTerm, TermChange
from parley.domain.proposal import GlossaryProposal, Release, Verdict


class ProposalStore(Protocol):
    """Releases that proposals are made of, and verdicts on proposals."""

    async def released_directions(self) -> list[tuple[str, str]]:
        """Source and target languages of everything that was ever queued."""
        ...

    async def releases(
        self, source_language: str, target_language: str, limit: int
    ) -> list[Release]:
        """What people released last, the newest first."""
        ...

    async def decided_proposals(self) -> Collection[str]:
        """Ids of proposals that were accepted or dismissed."""
        ...

    async def decide_proposal(
        self, proposal: GlossaryProposal, verdict: Verdict, action: Action
    ) -> None:
        """Keep a verdict, with an entry in the audit log; the first one stands."""
        ...

    async def accept_proposal(
        self, proposal: GlossaryProposal, verdict: Verdict, action: Action, term: TermChange
    ) -> GlossaryTerm:
        """Keep a verdict and what it makes of the glossary, both or nothing; gives the term.

        Raises:
            NotFound: PROPOSAL_NOT_FOUND, if it was decided meanwhile; TERM_NOT_FOUND.
            Conflict: ETAG_MISMATCH, if the term that is changed is another by now.
            AlreadyExists: TERM_EXISTS.
        """
        ...
