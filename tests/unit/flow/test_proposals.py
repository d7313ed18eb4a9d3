"""What reviewers' edits suggest for the glossary."""

import asyncio
import json
from dataclasses import replace

import pytest

from parley.domain.audit import ChainCheck
from parley.domain.errors import Conflict, InvalidInput, NotFound
from parley.domain.glossary import GlossaryTerm, TermChange
from parley.domain.message import Severity
from parley.domain.ports import ReviewQuery
from parley.domain.proposal import Verdict
from parley.domain.review import OPEN_STATES
from parley.flow.glossary import Glossary, GlossaryFlow
from parley.flow.proposals import ProposalFlow
from support.build import NOW, by, flag
from support.flows import Service

LINES = {
    "Wo ist meine Sendung": ("Where is my broadcast", "Where is my parcel"),
    "Die Sendung kam nie an": ("The broadcast never came", "The parcel never came"),
    "Ich warte auf Ihre Sendung": ("I wait for your broadcast", "I wait for your parcel"),
    "Wo ist meine Rechnung": ("Where is my invoice", "Where is my invoice"),
}


async def released(service: Service, lines: dict[str, tuple[str, str]]) -> None:
    """Each line held with a translation, and released with another."""
    for source, (proposed, text) in lines.items():
        service.translator.answers[source] = proposed
        service.assessor.by_source[source] = flag(Severity.CRITICAL)
        await service.say(source)
        await service.dispatcher.drain()
        (item,) = await service.store.review_items(ReviewQuery(OPEN_STATES))
        assert item.translation.text == proposed
        mine = await service.reviews.claim(item.review_item_id, "ada", None)
        await service.reviews.release(mine.review_item_id, "ada", mine.etag, text)


@pytest.fixture
def flow(service: Service) -> ProposalFlow:
    """Proposals over the service's own record."""
    glossary = GlossaryFlow(
        service.store, service.clock, Glossary(service.store), service.pipeline.spoken
    )
    return ProposalFlow(service.store, glossary, service.clock)


async def test_the_same_edit_in_three_lines_is_proposed(
    service: Service, flow: ProposalFlow
) -> None:
    """With the word that the sources share, and the items that speak for it."""
    await released(service, dict(list(LINES.items())[:2]))
    assert await flow.proposals("", "") == []
    await released(service, dict(list(LINES.items())[2:]))
    (found,) = await flow.proposals("de", "en")
    assert (found.source, found.replaced, found.target) == ("Sendung", "broadcast", "parcel")
    assert len(found.evidence) == 3
    assert await flow.proposals("fr", "") == []


async def test_an_accepted_proposal_is_a_term_and_is_not_proposed_again(
    service: Service, flow: ProposalFlow
) -> None:
    """It is in the log, with who and on what grounds; no word of it is in the chain."""
    await released(service, LINES)
    (found,) = await flow.proposals("", "")
    with pytest.raises(InvalidInput) as refused:
        await flow.accept(found.proposal_id, " ")
    assert refused.value.reason == "MISSING_AUTHOR"
    with pytest.raises(NotFound):
        await flow.dismiss("0" * 32, "lea", "")
    term = await flow.accept(found.proposal_id, "lea")
    assert (term.source, term.target, term.author) == ("Sendung", "parcel", "lea")
    assert await flow.proposals("", "") == []
    with pytest.raises(NotFound) as gone:
        await flow.dismiss(found.proposal_id, "lea", "no")
    assert gone.value.reason == "PROPOSAL_NOT_FOUND"
    entries = await service.store.audit_entries(0, f"glossary_proposal/{found.proposal_id}", 10)
    (content,) = [json.loads(entry.content) for entry in entries]
    assert (content["actor"], content["verb"]) == ("lea", "accept_proposal")
    assert content["after"]["evidence"] == list(found.evidence)
    assert "parcel" not in entries[0].content
    assert entries[0].texts["target"].text == "parcel"
    await service.store.erase_customer("cust-1")
    check = ChainCheck()
    for entry in await service.store.audit_entries(0, "", 1_000):
        assert check.fault(entry) == ""
    (entry,) = await service.store.audit_entries(0, f"glossary_proposal/{found.proposal_id}", 10)
    assert entry.texts["target"].text is None


async def test_a_dismissed_proposal_is_gone(service: Service, flow: ProposalFlow) -> None:
    """Also when there is more evidence for it, and the log says why."""
    await released(service, LINES)
    (found,) = await flow.proposals("", "")
    await flow.dismiss(found.proposal_id, "lea", "as it should be")
    await released(
        service, {"Unsere Sendung war gut": ("Our broadcast was good", "Our parcel was good")}
    )
    assert await flow.proposals("", "") == []
    (entry,) = await service.store.audit_entries(0, f"glossary_proposal/{found.proposal_id}", 10)
    assert entry.texts["why"].text == "as it should be"
    assert await flow.glossary.terms("de", "en") == []


async def test_a_term_that_is_there_gets_the_new_translation(
    service: Service, flow: ProposalFlow
) -> None:
    """Its variants and note stay."""
    known = GlossaryTerm("de", "en", "Lieferung", "delivery", NOW, ("Sendung",), note="careful")
    await flow.glossary.create(known)
    await released(service, LINES)
    (found,) = await flow.proposals("", "")
    term = await flow.accept(found.proposal_id, "lea")
    assert (term.source, term.target, term.note) == ("Lieferung", "parcel", "careful")


async def test_verdict_and_term_are_written_together_or_not_at_all(
    service: Service, flow: ProposalFlow
) -> None:
    """Where the term was changed meanwhile, the proposal waits on, and no entry speaks of it."""
    known = await flow.glossary.create(GlossaryTerm("de", "en", "Sendung", "delivery", NOW))
    await released(service, LINES)
    (found,) = await flow.proposals("", "")
    verdict = Verdict(found.proposal_id, True, "lea", NOW)
    stale = TermChange(replace(known, target="parcel"), "change_term", known.version)
    await flow.glossary.update(replace(known, note="careful"), known.etag)
    entries = len(await service.store.audit_entries(0, "", 1_000))
    with pytest.raises(Conflict):
        await service.store.accept_proposal(found, verdict, by("lea", "accept_proposal"), stale)
    assert len(await service.store.audit_entries(0, "", 1_000)) == entries
    assert await flow.proposals("", "") == [found]


async def test_of_two_who_accept_at_once_one_does(service: Service, flow: ProposalFlow) -> None:
    """The glossary has the term of the first, and one entry."""
    await released(service, LINES)
    (found,) = await flow.proposals("", "")
    made = await asyncio.gather(
        flow.accept(found.proposal_id, "lea"),
        flow.accept(found.proposal_id, "sam", "Sendungen"),
        return_exceptions=True,
    )
    (refused,) = [one for one in made if isinstance(one, NotFound)]
    assert refused.reason == "PROPOSAL_NOT_FOUND"
    assert len(await flow.glossary.terms("de", "en")) == 1
    assert (
        len(await service.store.audit_entries(0, f"glossary_proposal/{found.proposal_id}", 9)) == 1
    )


async def test_one_line_for_many_customers_is_one_opinion(
    service: Service, flow: ProposalFlow
) -> None:
    """However often it is released."""
    texts = {f"Sendung ORD-{number}": f"en: Parcel ORD-{number}" for number in range(1000, 1004)}
    for source in texts:
        service.assessor.by_source[source] = flag(Severity.CRITICAL)
        await service.say(source)
    await service.dispatcher.drain()
    for item in await service.store.review_items(ReviewQuery(OPEN_STATES)):
        assert item.translation.text == f"en: {item.source_text}"
        mine = await service.reviews.claim(item.review_item_id, "ada", None)
        text = texts[item.source_text]
        await service.reviews.release(mine.review_item_id, "ada", mine.etag, text)
    assert await flow.proposals("", "") == []


async def test_what_as_many_left_as_changed_is_not_proposed(
    service: Service, flow: ProposalFlow
) -> None:
    """Reviewers who disagree suggest nothing."""
    kept = {
        f"{word} Sendung war gut": (f"{word} broadcast was good",) * 2
        for word in ("Diese", "Jene", "Unsere")
    }
    await released(service, LINES | kept)
    assert await flow.proposals("", "") == []
