"""A reviewer's verdict, and what readers get of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from parley.domain.conversation import (
    Event,
    MessageConfirmed,
    MessageCorrected,
    MessageDelivered,
    MessageRejected,
)
from parley.domain.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    OutOfRange,
    ParleyError,
    WrongState,
)
from parley.domain.message import MessageState, Origin, Severity
from parley.domain.ports import REVIEW_QUEUE, ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewItem, ReviewState
from support.build import flag
from support.flows import SOON_S, Service

OPEN = ReviewQuery(OPEN_STATES)


async def sent_for_review(
    service: Service, text: str = "Hallo", severity: Severity = Severity.CRITICAL
) -> ReviewItem:
    """A message with a flag: held when critical, provisional when major."""
    service.assessor.by_source[text] = flag(severity)
    await service.say(text)
    await service.dispatcher.drain()
    return next(i for i in await service.store.review_items(OPEN) if i.source_text == text)


async def claimed(
    service: Service, text: str = "Hallo", severity: Severity = Severity.CRITICAL
) -> ReviewItem:
    """The same, in ada's hands."""
    item = await sent_for_review(service, text, severity)
    return await service.reviews.claim(item.review_item_id, "ada", None)


async def last_event(service: Service, count: int = 3) -> Event:
    """The event that the verdict led to."""
    return (await service.events(count))[-1]


async def test_releasing_a_held_message_delivers_it(service: Service) -> None:
    """The reader gets it for the first time, marked as reviewed."""
    item = await claimed(service)
    released = await service.reviews.release(item.review_item_id, "ada", item.etag, None)
    body = (await last_event(service)).body
    assert isinstance(body, MessageDelivered)
    assert (body.reviewed, body.provisional, body.unreviewed_after_deadline) == (True, False, False)
    made = body.message.translation
    assert made is not None
    assert (made.text, made.origin, made.confidence) == ("en: Hallo", Origin.REVIEWER, 1.0)
    assert (body.message.state, body.message.revision) == (MessageState.DELIVERED, 1)
    assert released.state is ReviewState.RELEASED
    assert await service.store.message(item.message_id) == body.message
    assert await service.store.review_items(OPEN) == []


async def test_an_edit_of_a_held_message_is_what_is_delivered(service: Service) -> None:
    """To the letter, white space included."""
    item = await claimed(service)
    await service.reviews.release(item.review_item_id, "ada", item.etag, " Hello\n")
    body = (await last_event(service)).body
    assert isinstance(body, MessageDelivered)
    assert body.message.translation is not None
    assert body.message.translation.text == " Hello\n"


async def test_an_edit_of_a_provisional_message_corrects_it(service: Service) -> None:
    """Readers learn the new text and the one that they saw."""
    item = await claimed(service, severity=Severity.MAJOR)
    await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello")
    body = (await last_event(service)).body
    assert isinstance(body, MessageCorrected)
    assert body.previous_text == "en: Hallo"
    assert body.message.translation is not None
    assert body.message.translation.text == "Hello"
    assert (body.message.state, body.message.revision) == (MessageState.DELIVERED, 2)


@pytest.mark.parametrize("edited", [None, "en: Hallo"])
async def test_a_provisional_message_that_is_right_is_confirmed(
    service: Service, edited: str | None
) -> None:
    """Nothing is sent a second time, whether the reviewer left it or typed the same."""
    item = await claimed(service, severity=Severity.MAJOR)
    await service.reviews.release(item.review_item_id, "ada", item.etag, edited)
    body = (await last_event(service)).body
    assert isinstance(body, MessageConfirmed)
    assert (body.message.state, body.message.revision) == (MessageState.DELIVERED, 1)


@pytest.mark.parametrize("severity", [Severity.MAJOR, Severity.CRITICAL])
async def test_a_rejected_message_is_withdrawn(service: Service, severity: Severity) -> None:
    """The author learns why, and no translation is left to show."""
    item = await claimed(service, severity=severity)
    await service.reviews.reject(item.review_item_id, "ada", item.etag, "too rude")
    body = (await last_event(service)).body
    assert isinstance(body, MessageRejected)
    assert body.reason == "too rude"
    assert body.message.state is MessageState.REJECTED
    assert body.message.translation is None


async def test_what_a_reviewer_confirmed_is_remembered(service: Service) -> None:
    """The same line again goes out at once in the reviewer's words."""
    item = await claimed(service)
    await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello there")
    del service.assessor.by_source["Hallo"]
    calls = len(service.translator.calls)
    await service.channels.send("c1", "again", item.author_role, " Hallo ")
    body = (await last_event(service, 5)).body
    assert isinstance(body, MessageDelivered)
    assert body.message.translation is not None
    assert body.message.translation.text == "Hello there"
    assert body.message.translation.origin is Origin.MEMORY
    assert len(service.translator.calls) == calls


async def test_a_rejected_translation_is_not_remembered(service: Service) -> None:
    """Nor is one that nobody reviewed."""
    item = await claimed(service)
    await service.reviews.reject(item.review_item_id, "ada", item.etag, "wrong")
    assert await service.store.recall("Hallo", "de", "en", None) is None


async def test_the_same_release_again_gives_the_released_item(service: Service) -> None:
    """A reviewer whose answer was lost sends again, and one event is written."""
    item = await claimed(service)
    once = await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello")
    again = await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello")
    assert again == once
    assert len(await service.store.events("c1", 0, 10)) == 3


async def test_of_many_verdicts_on_an_item_one_counts(service: Service) -> None:
    """Whatever is sent at once with the same etag, readers get one event."""
    item = await claimed(service)
    verdicts = [
        service.reviews.release(item.review_item_id, "ada", item.etag, f"text {n}")
        for n in range(5)
    ]
    verdicts += [
        service.reviews.reject(item.review_item_id, "ada", item.etag, "no") for _ in range(5)
    ]
    results = await asyncio.gather(*verdicts, return_exceptions=True)
    assert sum(isinstance(result, ReviewItem) for result in results) == 1
    assert sum(isinstance(result, Conflict | WrongState) for result in results) == 9
    assert len(await service.store.events("c1", 0, 10)) == 3


async def test_no_item_is_claimed_twice(service: Service) -> None:
    """Many reviewers who take the next get one item each, and the rest are told."""
    for text in ("eins", "zwei", "drei"):
        await sent_for_review(service, text)
    results = await asyncio.gather(
        *(service.reviews.claim_next(f"rev-{n}", "", "", None) for n in range(8)),
        return_exceptions=True,
    )
    items = [result for result in results if isinstance(result, ReviewItem)]
    assert sorted(item.source_text for item in items) == ["drei", "eins", "zwei"]
    assert len({item.claimed_by for item in items}) == 3
    errors = [result for result in results if isinstance(result, ParleyError)]
    assert {error.reason for error in errors} == {"QUEUE_EMPTY"}


async def test_of_many_who_claim_one_item_one_has_it(service: Service) -> None:
    """The others learn that it is claimed."""
    item = await sent_for_review(service)
    results = await asyncio.gather(
        *(service.reviews.claim(item.review_item_id, f"rev-{n}", None) for n in range(8)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, ReviewItem) for result in results) == 1
    reasons = {result.reason for result in results if isinstance(result, ParleyError)}
    assert reasons == {"ITEM_CLAIMED"}


async def test_a_lapsed_lease_lets_the_next_reviewer_in(service: Service) -> None:
    """And the first one's verdict comes too late."""
    item = await claimed(service)
    service.clock.advance(60)
    taken = await service.reviews.claim_next("bob", "", "", None)
    assert taken.review_item_id == item.review_item_id
    with pytest.raises(WrongState):
        await service.reviews.release(item.review_item_id, "ada", item.etag, None)
    await service.reviews.release(item.review_item_id, "bob", taken.etag, None)
    assert isinstance((await last_event(service)).body, MessageDelivered)


async def test_a_renewed_lease_keeps_the_item(service: Service) -> None:
    """Beyond the time of the first claim, with the etag of it."""
    item = await claimed(service)
    service.clock.advance(50)
    await service.reviews.renew(item.review_item_id, "ada", timedelta(seconds=30))
    service.clock.advance(20)
    with pytest.raises(NotFound):
        await service.reviews.claim_next("bob", "", "", None)
    await service.reviews.release(item.review_item_id, "ada", item.etag, None)


async def test_claims_are_for_the_languages_that_a_reviewer_reads(service: Service) -> None:
    """An item of another direction is not handed out."""
    item = await sent_for_review(service)
    with pytest.raises(NotFound):
        await service.reviews.claim_next("ada", "fr", "", None)
    taken = await service.reviews.claim_next("ada", "de", "en", None)
    assert taken.review_item_id == item.review_item_id


async def test_an_escalated_item_is_the_next_to_be_taken(service: Service) -> None:
    """Before those that were sent for review earlier, with its note."""
    await sent_for_review(service, "eins")
    item = await claimed(service, "zwei")
    await service.reviews.escalate(item.review_item_id, "ada", item.etag, "what is this?")
    taken = await service.reviews.claim_next("senior", "", "", None)
    assert taken.review_item_id == item.review_item_id
    assert taken.escalation_note == "what is this?"


@pytest.mark.parametrize(
    ("reviewer", "lease", "reason"),
    [
        ("", None, "MISSING_REVIEWER"),
        (" ", None, "MISSING_REVIEWER"),
        ("ada", timedelta(seconds=4.9), "INVALID_LEASE"),
        ("ada", timedelta(hours=4, seconds=1), "INVALID_LEASE"),
        ("ada", timedelta(seconds=-60), "INVALID_LEASE"),
    ],
)
async def test_a_claim_needs_a_name_and_a_sensible_lease(
    service: Service, reviewer: str, lease: timedelta | None, reason: str
) -> None:
    """Both ways to claim refuse alike, and the item stays free."""
    item = await sent_for_review(service)
    for claim in (
        service.reviews.claim(item.review_item_id, reviewer, lease),
        service.reviews.claim_next(reviewer, "", "", lease),
    ):
        with pytest.raises(InvalidInput) as refused:
            await claim
        assert refused.value.reason == reason
    assert await service.store.review_item(item.review_item_id) == item


@pytest.mark.parametrize(
    ("edited", "reason"),
    [("", "EMPTY_TEXT"), ("x" * 1001, "TEXT_TOO_LONG"), ("\ud83d", "INVALID_TEXT")],
)
async def test_an_edit_is_a_text_like_any_other(service: Service, edited: str, reason: str) -> None:
    """What could not be sent cannot be released, and the claim stays."""
    item = await claimed(service)
    with pytest.raises(InvalidInput) as refused:
        await service.reviews.release(item.review_item_id, "ada", item.etag, edited)
    assert (refused.value.reason, refused.value.field) == (reason, "edited_text")
    assert await service.store.review_item(item.review_item_id) == item


async def test_what_has_no_translation_cannot_be_released_as_it_is(service: Service) -> None:
    """The reviewer writes one, and that goes out."""
    service.translator.failures["Hallo"] = ValueError()
    item = await claimed(service)
    with pytest.raises(InvalidInput) as refused:
        await service.reviews.release(item.review_item_id, "ada", item.etag, None)
    assert refused.value.reason == "EMPTY_TEXT"
    await service.reviews.release(item.review_item_id, "ada", item.etag, "Hello")
    assert isinstance((await last_event(service)).body, MessageDelivered)


@pytest.mark.parametrize(
    ("reason", "refusal"), [("  ", "MISSING_REASON"), ("x" * 1_001, "TEXT_TOO_LONG")]
)
async def test_a_rejection_needs_a_reason(service: Service, reason: str, refusal: str) -> None:
    """The author is told something, no longer than a message may be."""
    item = await claimed(service)
    with pytest.raises(InvalidInput) as refused:
        await service.reviews.reject(item.review_item_id, "ada", item.etag, reason)
    assert refused.value.reason == refusal


async def test_a_search_has_a_longest_length(service: Service) -> None:
    """For who sees all items and for who sees some; at that length it is answered."""
    query = ReviewQuery(OPEN_STATES, text="x" * 200)
    ada = await service.reviews.reviewer("ada")
    assert await service.reviews.items(query) == await service.reviews.items_for(ada, query) == []
    long = replace(query, text="x" * 201)
    for work in (service.reviews.items(long), service.reviews.items_for(ada, long)):
        with pytest.raises(InvalidInput) as refused:
            await work
        assert (refused.value.reason, refused.value.field) == ("SEARCH_TOO_LONG", "text")


async def test_an_item_is_shown_with_what_was_said_before(service: Service) -> None:
    """Up to the message itself, oldest first, and nothing of what came later."""
    await service.say("eins")
    item = await sent_for_review(service, "zwei")
    await service.say("drei")
    found = await service.reviews.item(item.review_item_id)
    assert found.item == item
    assert [message.text for message in found.context] == ["eins", "zwei"]


async def test_a_watcher_sees_open_items_and_every_change(service: Service) -> None:
    """What waits first, then what is new, claimed and decided, without being asked again."""
    first = await sent_for_review(service, "eins")
    watching = service.reviews.watch("", "")
    async with asyncio.timeout(SOON_S):
        assert (await anext(watching)).item == first
        second = await sent_for_review(service, "zwei")
        assert (await anext(watching)).item == second
        mine = await service.reviews.claim(second.review_item_id, "ada", None)
        assert (await anext(watching)).item == mine
        gone = await service.reviews.release(mine.review_item_id, "ada", mine.etag, None)
        assert (await anext(watching)).item == gone
    await watching.aclose()  # type: ignore[attr-defined]
    assert not service.bus._by_topic


async def test_a_watcher_goes_on_after_a_change(service: Service) -> None:
    """With the cursor of what it saw last, and without the open items."""
    await sent_for_review(service, "eins")
    watching = service.reviews.watch("", "", snapshot_size=1)
    cursor = (await anext(watching)).change
    await watching.aclose()  # type: ignore[attr-defined]
    second = await sent_for_review(service, "zwei")
    again = service.reviews.watch("", "", after_change=cursor)
    async with asyncio.timeout(SOON_S):
        assert (await anext(again)).item == second
    await again.aclose()  # type: ignore[attr-defined]
    with pytest.raises(OutOfRange):
        await anext(service.reviews.watch("", "", after_change=10_000))


async def test_a_watcher_reads_the_queue_in_pages(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every open item once, the most urgent first, however many pages that takes."""
    monkeypatch.setattr("parley.flow.review.watch._PAGE", 2)
    texts = [f"Satz {letter}" for letter in "abcde"]
    for text in texts:
        await sent_for_review(service, text)
    watching = service.reviews.watch("", "")
    seen = [(await anext(watching)).item.source_text for _ in texts]
    await watching.aclose()  # type: ignore[attr-defined]
    assert sorted(seen) == texts


async def test_a_watcher_sees_only_the_languages_asked_for(service: Service) -> None:
    """Items of another direction are somebody else's."""
    await sent_for_review(service)
    watching = service.reviews.watch("fr", "")
    waiting = asyncio.create_task(anext(watching))  # type: ignore[arg-type]
    await sent_for_review(service, "zwei")
    service.bus.wake(REVIEW_QUEUE)
    await service.store.review_items(OPEN)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait((waiting,))
    await watching.aclose()  # type: ignore[attr-defined]
