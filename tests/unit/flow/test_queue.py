"""Who is given what: skills, roles, groups, hours, load, two people, undo."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from parley.domain.conversation import MessageDelivered, MessageHeld
from parley.domain.errors import ParleyError
from parley.domain.message import Severity
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewState
from parley.domain.reviewer import Reviewer, ReviewerRole, direction_from, shift_from
from parley.flow.review import ReviewFlow
from support.build import flag
from support.flows import SOON_S, Service
from support.queue import profile, waiting


async def refusal(work: Any) -> str:
    """The reason why something is refused; empty if it is not."""
    try:
        await work
    except ParleyError as error:
        return error.reason
    return ""


async def next_text(service: Service, name: str) -> str:
    """What the next claim gives, by its source; the reason where it gives nothing."""
    try:
        return (await service.reviews.claim_next(name, "", "", None)).source_text
    except ParleyError as error:
        return error.reason


@asynccontextmanager
async def sweeping(service: Service) -> AsyncIterator[None]:
    """What is due happens inside."""
    task = asyncio.create_task(service.reviews.sweep())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def test_a_profile_limits_what_is_given(service: Service) -> None:
    """A reviewer of other languages gets nothing, by the queue or by id."""
    item = await waiting(service)
    await profile(service, "fred", directions=(direction_from("fr-en"),))
    await profile(service, "dora", directions=(direction_from("de-en"),))
    assert await next_text(service, "fred") == "QUEUE_EMPTY"
    claim = service.reviews.claim(item.review_item_id, "fred", None)
    assert await refusal(claim) == "LANGUAGE_NOT_REVIEWED"
    assert await next_text(service, "dora") == "Hallo"


async def test_nobody_holds_more_than_they_may(service: Service) -> None:
    """A released, returned or lapsed item makes room for the next."""
    for text in ("eins", "zwei", "drei"):
        await waiting(service, text)
    await profile(service, most_open_claims=1)
    mine = await service.reviews.claim_next("ada", "", "", None)
    assert await next_text(service, "ada") == "TOO_MANY_CLAIMS"
    again = await service.reviews.claim(mine.review_item_id, "ada", None)
    await service.reviews.release(again.review_item_id, "ada", again.etag, None)
    assert await next_text(service, "ada") in {"eins", "zwei", "drei"}
    assert await next_text(service, "ada") == "TOO_MANY_CLAIMS"
    service.clock.advance(60)
    assert await next_text(service, "ada") in {"eins", "zwei", "drei"}


async def test_a_burst_of_claims_cannot_exceed_the_load(service: Service) -> None:
    """The count and the claim are one transaction."""
    for text in ("eins", "zwei", "drei", "vier"):
        await waiting(service, text)
    await profile(service, most_open_claims=2)
    given = await asyncio.gather(*(next_text(service, "ada") for _ in range(4)))
    assert sorted(given).count("TOO_MANY_CLAIMS") == 2


async def test_claims_need_working_hours_and_an_active_profile(service: Service) -> None:
    """The clock stands at a Saturday noon."""
    await waiting(service)
    await profile(service, "mo", shifts=(shift_from("mon-fri 09:00-17:00"),))
    gone = await profile(service, "gone")
    await service.reviewers.update(replace(gone, active=False), gone.etag, "root")
    assert await next_text(service, "mo") == "OFF_DUTY"
    assert await next_text(service, "gone") == "REVIEWER_INACTIVE"


async def test_strangers_can_be_kept_out(service: Service) -> None:
    """By a setting; without it a name is enough."""
    await waiting(service)
    rules = replace(service.desk.rules, known_reviewers_only=True)
    strict = ReviewFlow(replace(service.desk, rules=rules))
    assert await refusal(strict.claim_next("eve", "", "", None)) == "UNKNOWN_REVIEWER"
    assert await next_text(service, "eve") == "Hallo"


async def test_an_escalated_item_is_for_those_named(service: Service) -> None:
    """A senior for no group, the group's members for one."""
    await profile(service, "ada")
    await profile(service, "sam", role=ReviewerRole.SENIOR)
    await profile(service, "bill", groups=("billing",))
    first = await waiting(service, "eins")
    mine = await service.reviews.claim(first.review_item_id, "ada", None)
    await service.reviews.escalate(first.review_item_id, "ada", mine.etag, "hm")
    assert await next_text(service, "ada") == "QUEUE_EMPTY"
    assert await next_text(service, "bill") == "QUEUE_EMPTY"
    theirs = await service.reviews.claim_next("sam", "", "", None)
    assert theirs.escalation_note == "hm"
    await service.reviews.escalate(
        theirs.review_item_id, "sam", theirs.etag, "an invoice", group="billing"
    )
    claim = service.reviews.claim(first.review_item_id, "ada", None)
    assert await refusal(claim) == "ESCALATED_TO_OTHERS"
    assert await next_text(service, "sam") == "QUEUE_EMPTY"
    assert await next_text(service, "bill") == "eins"


@pytest.mark.parametrize(
    ("note", "group", "reason"),
    [
        (" ", "", "MISSING_NOTE"),
        ("x" * 1_001, "", "TEXT_TOO_LONG"),
        ("hm", "nobody", "EMPTY_GROUP"),
        ("hm", "french", "EMPTY_GROUP"),
        ("hm", "left", "EMPTY_GROUP"),
        ("hm", "billing", ""),
    ],
)
async def test_an_item_is_escalated_to_somebody_and_for_a_reason(
    service: Service, note: str, group: str, reason: str
) -> None:
    """A group in which nobody reads the item's languages would never take it."""
    await profile(service, "bill", groups=("billing",))
    await profile(service, "fred", groups=("french",), directions=(direction_from("fr-en"),))
    await profile(service, "lou", groups=("left",), active=False)
    item = await waiting(service)
    mine = await service.reviews.claim(item.review_item_id, "ada", None)
    assert await service.reviews.groups_for(item) == ["billing"]
    work = service.reviews.escalate(item.review_item_id, "ada", mine.etag, note, group)
    assert await refusal(work) == reason
    now = await service.store.review_item(item.review_item_id)
    assert now.escalated is not bool(reason)


async def test_who_returned_an_item_gets_others_first(service: Service) -> None:
    """And the same again when nothing else waits, so that no item is out of reach."""
    await waiting(service, "eins")
    await waiting(service, "zwei")
    mine = await service.reviews.claim_next("ada", "", "", None)
    back = await service.reviews.give_back(mine.review_item_id, "ada", mine.etag)
    assert back.state is ReviewState.PENDING
    given = [await next_text(service, "ada") for _ in range(3)]
    other = "eins" if mine.source_text == "zwei" else "zwei"
    assert given == [other, mine.source_text, "QUEUE_EMPTY"]


async def test_two_people_release_what_needs_two(service: Service) -> None:
    """The first approval sends nothing; the first approver cannot be the second."""
    service.policies["chat"] = replace(service.policies[""], two_person_from=Severity.CRITICAL)
    await waiting(service)
    mine = await service.reviews.claim_next("ada", "", "", None)
    approved = await service.reviews.release(mine.review_item_id, "ada", mine.etag, "Hello")
    assert (approved.state, approved.approved_by) == (ReviewState.PENDING, "ada")
    assert isinstance((await service.events(2))[-1].body, MessageHeld)
    assert await next_text(service, "ada") == "QUEUE_EMPTY"
    claim = service.reviews.claim(mine.review_item_id, "ada", None)
    assert await refusal(claim) == "SECOND_PERSON_NEEDED"
    again = await service.reviews.release(mine.review_item_id, "ada", mine.etag, "Hello")
    assert again == approved
    theirs = await service.reviews.claim_next("bob", "", "", None)
    await service.reviews.release(theirs.review_item_id, "bob", theirs.etag, None)
    body = (await service.events(3))[-1].body
    assert isinstance(body, MessageDelivered)
    assert body.message.translation is not None
    assert body.message.translation.text == "Hello"


async def test_a_second_person_who_edits_asks_the_first_back(service: Service) -> None:
    """Two people must agree on one text."""
    service.policies["chat"] = replace(
        service.policies[""], two_person_rules=frozenset({"some-rule"})
    )
    item = await waiting(service)
    for name, text in (("ada", "Hello"), ("bob", "Hi")):
        mine = await service.reviews.claim(item.review_item_id, name, None)
        mine = await service.reviews.release(item.review_item_id, name, mine.etag, text)
        assert mine.approved_by == name
    mine = await service.reviews.claim(item.review_item_id, "ada", None)
    released = await service.reviews.release(item.review_item_id, "ada", mine.etag, None)
    assert (released.state, released.released_text) == (ReviewState.RELEASED, "Hi")


async def test_a_deadline_does_not_deliver_what_needs_two_people(service: Service) -> None:
    """Though the policy delivers others: it becomes the first in line."""
    service.policies["chat"] = replace(service.policies[""], two_person_from=Severity.CRITICAL)
    item = await waiting(service)
    service.clock.advance(600)
    watching = service.reviews.watch("", "")
    async with sweeping(service), asyncio.timeout(SOON_S):
        async for change in watching:
            if change.item.escalated:
                break
    await watching.aclose()  # type: ignore[attr-defined]
    now = await service.store.review_item(item.review_item_id)
    assert (now.state, now.deadline_missed) == (ReviewState.PENDING, True)
    assert len(await service.store.events("c1", 0, 10)) == 2


async def test_a_release_waits_for_its_undo_window(service: Service) -> None:
    """Nothing goes out, is learnt or can be claimed before; then it goes out by itself."""
    await waiting(service)
    mine = await service.reviews.claim_next("ada", "", "", None)
    leaving = await service.reviews.release(
        mine.review_item_id, "ada", mine.etag, "Hello", undo_window=timedelta(seconds=5)
    )
    assert leaving.state is ReviewState.RELEASING
    assert len(await service.store.events("c1", 0, 10)) == 2
    assert await service.store.recall("Hallo", "de", "en", None) is None
    assert await next_text(service, "bob") == "QUEUE_EMPTY"
    service.clock.advance(5)
    async with sweeping(service):
        body = (await service.events(3))[-1].body
    assert isinstance(body, MessageDelivered)
    assert body.reviewed
    gone = await service.store.review_item(mine.review_item_id)
    assert (gone.state, gone.decided_by) == (ReviewState.RELEASED, "ada")
    assert await refusal(service.reviews.undo_release(gone.review_item_id, "ada", None)) == (
        "UNDO_TOO_LATE"
    )


async def test_a_release_can_be_undone_by_its_reviewer(service: Service) -> None:
    """The item is in their hands again, and nothing of the release is left."""
    await waiting(service)
    mine = await service.reviews.claim_next("ada", "", "", None)
    leaving = await service.reviews.release(
        mine.review_item_id, "ada", mine.etag, "Helo", undo_window=timedelta(seconds=5)
    )
    assert await refusal(service.reviews.undo_release(leaving.review_item_id, "bob", None)) == (
        "NOTHING_TO_UNDO"
    )
    back = await service.reviews.undo_release(leaving.review_item_id, "ada", None)
    assert (back.state, back.claimed_by, back.released_text) == (ReviewState.CLAIMED, "ada", "")
    released = await service.reviews.release(back.review_item_id, "ada", back.etag, "Hello")
    assert released.state is ReviewState.RELEASED
    assert len(await service.events(3)) == 3


async def test_the_list_shows_what_its_reader_may_look_at(service: Service) -> None:
    """Pages follow each other by urgency over all lines; a lead sees every line."""
    for text in ("eins", "zwei", "drei"):
        await waiting(service, text)
        service.clock.advance(1)
    await service.open("c2", customer_language="fr")
    service.assessor.by_source["un"] = flag(Severity.CRITICAL)
    await service.say("un", conversation_id="c2")
    await service.dispatcher.drain()
    dora = await profile(service, "dora", directions=(direction_from("de-en"),))
    lead = replace(dora, role=ReviewerRole.SENIOR)

    async def listed(reviewer: Reviewer, **query: Any) -> list[str]:
        found = await service.reviews.items_for(reviewer, ReviewQuery(OPEN_STATES, **query))
        return [item.source_text for item in found]

    assert await listed(dora) == ["eins", "zwei", "drei"]
    assert await listed(lead) == ["eins", "zwei", "drei", "un"]
    assert await listed(lead, limit=2, offset=1) == ["zwei", "drei"]
    assert await listed(lead, source_language="fr") == ["un"]


async def test_the_edit_distance_is_kept(service: Service) -> None:
    """0 for a proposal that was right, and what share of it changed otherwise."""
    await waiting(service)
    mine = await service.reviews.claim_next("ada", "", "", None)
    released = await service.reviews.release(mine.review_item_id, "ada", mine.etag, "en: Hullo")
    assert released.edit_distance == pytest.approx(1 / 9)


async def test_profiles_are_changed_with_their_etag(service: Service) -> None:
    """Two admins at once: one is told to read again."""
    ada = await profile(service)
    assert await refusal(profile(service)) == "REVIEWER_EXISTS"
    changed = await service.reviewers.update(replace(ada, groups=("legal",)), ada.etag, "root")
    assert await service.reviewers.reviewer("ada") == changed
    assert await refusal(service.reviewers.update(ada, ada.etag, "root")) == "ETAG_MISMATCH"
    assert await refusal(service.reviewers.update(ada, ada.etag, " ")) == "ETAG_MISMATCH"
    assert await refusal(service.reviewers.create(Reviewer("new"), " ")) == "MISSING_ADMIN"
    assert await refusal(service.reviewers.reviewer("nobody")) == "REVIEWER_NOT_FOUND"


async def test_profiles_from_the_settings_do_not_undo_changes(service: Service) -> None:
    """They are made once; what an admin did since stays."""
    await service.reviewers.create_missing([Reviewer("ada"), Reviewer("bob")])
    ada = await service.reviewers.reviewer("ada")
    await service.reviewers.update(replace(ada, active=False), ada.etag, "root")
    await service.reviewers.create_missing([Reviewer("ada")])
    assert [r.active for r in await service.reviewers.reviewers()] == [False, True]
