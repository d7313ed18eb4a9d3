"""What proposals for the glossary are made of, and verdicts on them, in SQLite."""

from collections.abc import Collection
from dataclasses import replace

from parley.domain.audit import Action, step_of_proposal
from parley.domain.errors import NotFound
from parley.domain.glossary import GlossaryTerm, TermChange
from parley.domain.proposal import GlossaryProposal, Release, Verdict
from parley.domain.review import ReviewItem
from parley.store.codec import from_json, to_micros
from parley.store.sqlite.audit import write_down
from parley.store.sqlite.database import Database
from parley.store.sqlite.glossary import add_term, change_term
from parley.store.sqlite.statements import Statements


class SqliteProposals:
    """The ProposalStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def released_directions(self) -> list[tuple[str, str]]:
        rows = await self._database.read(lambda sql: sql.all("report_keys", kind="language"))
        directions = (row["key"].partition("-") for row in rows)
        return [(source, target) for source, _, target in directions]

    async def releases(
        self, source_language: str, target_language: str, limit: int
    ) -> list[Release]:
        direction = f"{source_language}-{target_language}"

        def work(sql: Statements) -> list[Release]:
            rows = sql.all("releases", direction=direction, limit=limit)
            return [_release(from_json(row["body"], ReviewItem)) for row in rows]

        return await self._database.study(work)

    async def decided_proposals(self) -> Collection[str]:
        rows = await self._database.read(lambda sql: sql.all("decided_proposals"))
        return {row["proposal_id"] for row in rows}

    async def decide_proposal(
        self, proposal: GlossaryProposal, verdict: Verdict, action: Action
    ) -> None:
        await self._database.write(lambda sql: _decide(sql, proposal, verdict, action))

    async def accept_proposal(
        self, proposal: GlossaryProposal, verdict: Verdict, action: Action, term: TermChange
    ) -> GlossaryTerm:
        def work(sql: Statements) -> GlossaryTerm:
            if not _decide(sql, proposal, verdict, action):
                raise NotFound("PROPOSAL_NOT_FOUND", "somebody decided on it before")
            of_term = replace(action, verb=term.verb)
            if term.version_was is None:
                return add_term(sql, term.term, of_term)[0]
            return change_term(sql, term.term, term.version_was, of_term)

        return await self._database.write(work)


def _decide(sql: Statements, proposal: GlossaryProposal, verdict: Verdict, action: Action) -> bool:
    """Whether it is the first verdict."""
    is_first = sql.run(
        "decide_proposal",
        proposal_id=verdict.proposal_id,
        accepted=verdict.accepted,
        decided_by=verdict.decided_by,
        decided_at=to_micros(verdict.decided_at),
    )
    if not is_first:
        return False
    step = step_of_proposal(proposal, verdict)
    if sql.one("message", message_id=proposal.message_id) is not None:
        write_down(sql, action, step, proposal.message_id)
    else:
        # Erased since it was read: then its words are not kept either.
        write_down(sql, action, replace(step, texts={}), message_id=None)
    return True


def _release(item: ReviewItem) -> Release:
    return Release(
        review_item_id=item.review_item_id,
        message_id=item.message_id,
        likeness=item.likeness or item.source_text,
        source=item.source_text,
        proposed=item.translation.text,
        released=item.released_text,
    )
