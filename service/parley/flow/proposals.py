"""Terms that reviewers' edits suggest, and what the glossary's keepers make of them.

An edit says which words of the translation were replaced, not which words of the source they
stand for. Those are found over several edits: they are in every source, and in few sources whose
translation was released with the replaced words in it.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parley.domain.audit import Action
from parley.domain.errors import InvalidInput, NotFound
from parley.domain.glossary import GlossaryTerm, TermChange
from parley.domain.language import primary
from parley.domain.ports import Clock
from parley.domain.ports.proposals import ProposalStore
from parley.domain.proposal import GlossaryProposal, Release, Verdict
from parley.flow.glossary import GlossaryFlow
from parley.text.changes import LONGEST_PHRASE, changed_words, phrases

# Of different lines: one line released for many customers is one opinion.
_LEAST_EVIDENCE = 3
_SHORTEST_WORD = 3
_LONGEST_SOURCE_WORDS = 3
_MOST_RELEASES = 2_000
_MOST = 100


@dataclass(frozen=True, slots=True)
class ProposalFlow:
    """Every verdict on a proposal goes through here."""

    store: ProposalStore
    glossary: GlossaryFlow
    clock: Clock

    async def proposals(self, source_language: str, target_language: str) -> list[GlossaryProposal]:
        """The hundred that most releases speak for; empty languages match all.

        The last 2,000 releases of each direction are looked at.
        """
        source, target = primary(source_language), primary(target_language)
        decided = await self.store.decided_proposals()
        found: list[GlossaryProposal] = []
        for direction in await self.store.released_directions():
            if source not in ("", direction[0]) or target not in ("", direction[1]):
                continue
            releases = await self.store.releases(*direction, _MOST_RELEASES)
            made = await asyncio.to_thread(propose, *direction, releases)
            found += (proposal for proposal in made if proposal.proposal_id not in decided)
        found.sort(key=lambda proposal: (-len(proposal.evidence), proposal.source.casefold()))
        return found[:_MOST]

    async def accept(self, proposal_id: str, author: str, source: str = "") -> GlossaryTerm:
        """Make a term of a proposal, or change the term that has its source.

        Args:
            source: in the place of the source that was found.

        Raises:
            InvalidInput: MISSING_AUTHOR, INVALID_TERM.
            NotFound: PROPOSAL_NOT_FOUND.
            Conflict: ETAG_MISMATCH, if somebody changed that term meanwhile.
        """
        proposal = await self._open(proposal_id, author)
        wanted = source.strip() or proposal.source
        change = await self._change(proposal, wanted, author)
        verdict = Verdict(proposal.proposal_id, True, author, self.clock.now())
        action = Action(author, "accept_proposal", verdict.decided_at)
        term = await self.store.accept_proposal(proposal, verdict, action, change)
        self.glossary.glossary.changed()
        return term

    async def dismiss(self, proposal_id: str, author: str, reason: str) -> None:
        """Never propose it again.

        Raises:
            InvalidInput: MISSING_AUTHOR.
            NotFound: PROPOSAL_NOT_FOUND.
        """
        proposal = await self._open(proposal_id, author)
        verdict = Verdict(proposal.proposal_id, False, author, self.clock.now())
        action = Action(author, "dismiss_proposal", verdict.decided_at, reason)
        await self.store.decide_proposal(proposal, verdict, action)

    async def _open(self, proposal_id: str, author: str) -> GlossaryProposal:
        if not author.strip():
            raise InvalidInput("MISSING_AUTHOR", "say who decides", field="author")
        for proposal in await self.proposals("", ""):
            if proposal.proposal_id == proposal_id:
                return proposal
        raise NotFound("PROPOSAL_NOT_FOUND", "no such proposal waits")

    async def _change(self, proposal: GlossaryProposal, source: str, author: str) -> TermChange:
        """What it makes of the glossary: a new term, or the one of this source changed."""
        direction = proposal.source_language, proposal.target_language
        for known in await self.glossary.terms(*direction):
            forms = (known.source, *known.variants)
            everywhere = not known.channel and known.target_language == direction[1]
            if everywhere and source.casefold() in (form.casefold() for form in forms):
                changed = replace(known, target=proposal.target, author=author)
                checked = replace(self.glossary.checked(changed), created_at=known.created_at)
                return TermChange(checked, "change_term", known.version)
        new = GlossaryTerm(
            *direction, source, proposal.target, created_at=self.clock.now(), author=author
        )
        return TermChange(self.glossary.checked(new), "add_term")


def propose(
    source_language: str, target_language: str, releases: Sequence[Release]
) -> list[GlossaryProposal]:
    """What a direction's releases, the newest first, suggest."""
    by_change: defaultdict[tuple[str, str], dict[str, _Edit]] = defaultdict(dict)
    read = [_Read.of(release) for release in releases]
    for one in read:
        release = one.release
        if release.proposed == release.released:
            continue
        for old, new in changed_words(release.proposed, release.released):
            if min(len(old), len(new)) >= _SHORTEST_WORD:
                change = old.casefold(), new.casefold()
                by_change[change].setdefault(release.likeness, _Edit(one, old, new))
    found: list[GlossaryProposal] = []
    for edits in by_change.values():
        if len(edits) < _LEAST_EVIDENCE:
            continue
        made = list(edits.values())
        source = _common_source(made, read)
        if source:
            found.append(
                GlossaryProposal(
                    source_language,
                    target_language,
                    source,
                    _usual(edit.old for edit in made),
                    _usual(edit.new for edit in made),
                    tuple(edit.of.release.review_item_id for edit in made),
                    made[0].of.release.message_id,
                )
            )
    return list(_whole(found))


@dataclass(frozen=True, slots=True)
class _Read:
    """A release and its phrases, folded: of the source as it is written, of what went out."""

    release: Release
    source: dict[str, str]
    released: frozenset[str]

    @classmethod
    def of(cls, release: Release) -> "_Read":
        return cls(
            release,
            {
                phrase.casefold(): phrase
                for phrase in phrases(release.source, _LONGEST_SOURCE_WORDS)
                if len(phrase) >= _SHORTEST_WORD
            },
            frozenset(p.casefold() for p in phrases(release.released, LONGEST_PHRASE)),
        )


@dataclass(frozen=True, slots=True)
class _Edit:
    of: _Read
    old: str
    new: str


def _common_source(edits: Sequence[_Edit], read: Sequence[_Read]) -> str:
    """The words that the edited sources share; empty if nothing sets them apart."""
    shared = set.intersection(*(set(edit.of.source) for edit in edits))
    if not shared:
        return ""
    old = edits[0].old.casefold()
    kept: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for one in read:
        present = shared & one.source.keys()
        seen.update(present)
        if old in one.released:
            kept.update(present)
    best = min(shared, key=lambda key: (kept[key], seen[key], -len(key), key))
    # As many left the words as replaced them: people disagree, or it is not this word.
    return _usual(edit.of.source[best] for edit in edits) if kept[best] < len(edits) else ""


def _usual(written: Iterable[str]) -> str:
    """In lower case if anybody wrote it so, since a sentence begins with a capital anyway."""
    counted = Counter(written)
    return min(counted, key=lambda word: (not word.islower(), -counted[word], word))


def _whole(proposals: Sequence[GlossaryProposal]) -> Iterator[GlossaryProposal]:
    """Without those that are a part of another with the same evidence."""
    by_evidence: defaultdict[tuple[str, ...], list[GlossaryProposal]] = defaultdict(list)
    for proposal in proposals:
        by_evidence[proposal.evidence].append(proposal)
    for group in by_evidence.values():
        for proposal in group:
            words = set(proposal.replaced.casefold().split())
            if not any(words < set(other.replaced.casefold().split()) for other in group):
                yield proposal
