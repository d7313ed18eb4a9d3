"""The review queue's record: the right order, and no item in two hands."""

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parley.domain import review
from parley.domain.conversation import MessageHeld
from parley.domain.errors import Conflict, NotFound
from parley.domain.message import MessageState, Severity
from parley.domain.ports import ClaimQuery, ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewItem, ReviewState
from parley.domain.review.urgency import Line
from parley.store.sqlite import SqliteStore
from support.build import NOW, by, change, item, later, translation
from support.review import LEASE, add

OPEN = ReviewQuery(OPEN_STATES)


async def put(store: SqliteStore, item: ReviewItem, was: ReviewItem) -> None:
    """Write what a verb made of an item."""
    await store.update_item(item, was, by())


async def take(
    store: SqliteStore, seconds: float = 0, *, reviewer: str = "ada", line: Line | None = None
) -> ReviewItem | None:
    """Claim the most urgent item, of any line or of one."""
    now = later(seconds)
    query = ClaimQuery(now, reviewer, lambda candidate: line in (None, candidate))
    return await store.claim(
        query, lambda item: review.claim(item, reviewer, now, LEASE), by(reviewer)
    )


async def test_an_item_comes_back_as_it_was_stored(store: SqliteStore) -> None:
    """Every field survives."""
    made = await add(store, "r1", escalation_note="hm", lease_until=None)
    assert await store.review_item("r1") == made


async def test_items_come_by_urgency(store: SqliteStore) -> None:
    """Escalated first, then by severity, by who waits, by VIP, by deadline, and by age."""
    order = [
        ("r5", {"escalated": True, "severity": Severity.MINOR}),
        ("r3", {"severity": Severity.CRITICAL, "deadline": later(900)}),
        ("ra", {"vip": True, "deadline": later(500)}),
        ("r6", {"deadline": later(100)}),
        ("r1", {"deadline": later(200), "created_at": later(-9)}),
        ("r7", {"deadline": later(200), "created_at": later(-8)}),
        ("r2", {"deadline": None, "created_at": later(-100)}),
        ("r9", {"sent_already": True, "vip": True, "deadline": later(1)}),
        ("r8", {"sent_already": True, "deadline": later(1)}),
        ("r4", {"severity": Severity.MINOR, "deadline": later(1)}),
    ]
    for item_id, fields in sorted(order):
        await add(store, item_id, **fields)
    expected = [item_id for item_id, _ in order]
    assert [i.review_item_id for i in await store.review_items(OPEN)] == expected
    claimed = []
    while taken := await take(store):
        claimed.append(taken.review_item_id)
    assert claimed == expected


async def test_lists_are_filtered_and_paged(store: SqliteStore) -> None:
    """By state and by language, whatever the region; pages join without gap or repeat."""
    fr = translation(source_language="fr-CA", target_language="en-GB")
    for number in range(5):
        await add(store, f"r{number}", created_at=later(number))
    await add(store, "fr", translation=fr, created_at=later(9))
    done = replace(await add(store, "done"), state=ReviewState.REJECTED, version=2)
    await put(store, done, await store.review_item("done"))

    async def listed(**fields: Any) -> list[str]:
        query = replace(ReviewQuery(OPEN_STATES, "de"), **fields)
        return [i.review_item_id for i in await store.review_items(query)]

    assert await listed() == ["r0", "r1", "r2", "r3", "r4"]
    assert await listed(source_language="fr") == ["fr"]
    assert await listed(source_language="", target_language="en-US", limit=1) == ["r0"]
    assert await listed(target_language="fr") == []
    assert await listed(states=(ReviewState.REJECTED,)) == ["done"]
    assert await listed(states=()) == []
    assert await listed(limit=2) + await listed(limit=2, offset=2) == ["r0", "r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["r0", "r1", "r2"]),
        ("ÄRGER", ["r0"]),
        ("strasse", ["r1"]),
        ("my PARCEL", ["r0", "r1"]),
        ("100%", ["r2"]),
        ("1%0", []),
        ("_", []),
        ("'; DROP TABLE review_items; --", []),
        ("critical", []),
    ],
)
async def test_items_are_found_by_their_words(
    store: SqliteStore, text: str, found: list[str]
) -> None:
    """In source or proposal, as they stand and in any case; whoever may look, state and page."""
    for number, (source, proposed) in enumerate(
        [
            ("Großer Ärger", "My parcel!"),
            ("In der Straße", "my Parcel?"),
            ("100% sicher", "Sure"),
        ]
    ):
        await add(
            store,
            f"r{number}",
            source_text=source,
            translation=translation(proposed),
            created_at=later(number),
        )
    query = ReviewQuery(OPEN_STATES, "de", text=text)
    for asked in (
        query,
        replace(query, of_lines=lambda line: True),
        replace(query, states=tuple(ReviewState)),
    ):
        for first in range(3):
            page = await store.review_items(replace(asked, offset=first, limit=2))
            assert [i.review_item_id for i in page] == found[first : first + 2]


async def test_running_leases_are_not_claimable_and_lapsed_ones_are(store: SqliteStore) -> None:
    """An item leaves the queue with its claim and comes back at the end of the lease."""
    pending = await add(store, "r1")
    claimed = review.claim(pending, "ada", NOW, LEASE)
    await put(store, claimed, pending)
    assert await take(store, 59.999999, reviewer="bob") is None
    taken = await take(store, 60, reviewer="bob")
    assert taken == review.claim(claimed, "bob", later(60), LEASE)


@pytest.mark.parametrize("state", [ReviewState.RELEASED, ReviewState.REJECTED])
async def test_decided_items_are_never_claimable(store: SqliteStore, state: ReviewState) -> None:
    """What was decided stays decided."""
    pending = await add(store, "r1")
    await put(store, replace(pending, state=state, version=2), pending)
    assert await take(store, 10_000) is None
    assert await store.items_past_deadline(later(10_000), 10) == []


@pytest.mark.parametrize(
    ("line", "found"), [(Line("", "de", "en"), True), (Line("", "fr", "en"), False)]
)
async def test_claims_are_for_lines(store: SqliteStore, line: Line, found: bool) -> None:
    """A reviewer gets only what they may take; a region is no other language."""
    await add(store, "r1", translation=translation(source_language="de-AT"))
    assert (await take(store, line=line) is not None) is found


async def test_of_many_claimers_exactly_one_wins(store: SqliteStore) -> None:
    """All saw the item free; one has it, the others are told, and the record names the winner."""
    pending = await add(store, "r1")

    async def claim(reviewer: str) -> str:
        await put(store, review.claim(pending, reviewer, NOW, LEASE), pending)
        return reviewer

    results = await asyncio.gather(*(claim(f"rev-{n}") for n in range(25)), return_exceptions=True)
    winners = [result for result in results if isinstance(result, str)]
    assert len(winners) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 24
    assert (await store.review_item("r1")).claimed_by == winners[0]


async def test_claimers_of_two_processes_do_not_share_an_item(
    store: SqliteStore, path: Path
) -> None:
    """Two stores on one file hand out every item once."""
    for number in range(10):
        await add(store, f"r{number}")
    other = SqliteStore(path)

    async def work(through: SqliteStore, reviewer: str) -> list[str]:
        taken = []
        while item := await take(through, reviewer=reviewer):
            taken.append(item.review_item_id)
        return taken

    hands = await asyncio.gather(work(store, "ada"), work(other, "bob"), work(other, "cy"))
    await other.close()
    assert sorted(itertools.chain(*hands)) == [f"r{number}" for number in range(10)]


async def test_a_renewal_and_a_takeover_cannot_both_succeed(store: SqliteStore) -> None:
    """A lease that was renewed meanwhile is not taken over, although the version is the same."""
    pending = await add(store, "r1")
    mine = review.claim(pending, "ada", NOW, LEASE)
    await put(store, mine, pending)
    seen_by_bob = await store.review_item("r1")
    await put(store, review.renew(mine, "ada", later(59), LEASE), mine)
    with pytest.raises(Conflict):
        await put(store, review.claim(seen_by_bob, "bob", later(60), LEASE), seen_by_bob)
    assert (await store.review_item("r1")).claimed_by == "ada"


async def test_a_decision_on_an_item_that_changed_leaves_nothing(store: SqliteStore) -> None:
    """Neither the message, nor an event, nor an outbox row, nor memory of a refused release."""
    pending = await add(store, "r1")
    mine = review.claim(pending, "ada", NOW, LEASE)
    await put(store, mine, pending)
    taken = review.claim(mine, "bob", later(60), LEASE)
    await put(store, taken, mine)
    released = review.release(mine, "ada", mine.etag, None, NOW)
    before = await store.message("m-r1")
    events, outbox = await store.events("c1", 0, 10), await store.unpublished(10)
    with pytest.raises(Conflict) as refused:
        await store.commit(
            change(
                MessageHeld(before),
                message=replace(before, state=MessageState.DELIVERED),
                message_was=MessageState.HELD,
                item=released,
                item_was=mine.version,
            )
        )
    assert refused.value.reason == "ITEM_CHANGED"
    assert await store.message("m-r1") == before
    assert await store.review_item("r1") == taken
    assert await store.events("c1", 0, 10) == events
    assert await store.unpublished(10) == outbox


async def test_an_unknown_item_cannot_be_decided(store: SqliteStore) -> None:
    """A decision on an erased customer's item finds nothing to decide."""
    with pytest.raises(NotFound):
        await store.commit(change(item=item("gone"), item_was=1))


async def test_items_past_their_deadline_are_found_until_it_is_cleared(store: SqliteStore) -> None:
    """The longest overdue comes first, and what is in hands takes nobody's place.

    Once its lease is over, a claimed one counts; one without a deadline never does.
    """
    await add(store, "later", deadline=later(20))
    first = await add(store, "first", deadline=later(10))
    await add(store, "never", deadline=None)
    await put(store, review.claim(first, "ada", NOW, LEASE), first)

    async def overdue(seconds: float, limit: int = 10) -> list[str]:
        found = await store.items_past_deadline(later(seconds), limit)
        return [i.review_item_id for i in found]

    assert await overdue(9.999999) == []
    assert await overdue(10) == []
    assert await overdue(20, limit=1) == ["later"]
    assert await overdue(59.999999) == ["later"]
    assert await overdue(60) == ["first", "later"]
    assert await overdue(60, limit=1) == ["first"]
    claimed = await store.review_item("first")
    await put(store, review.expire_deadline(claimed), claimed)
    assert await overdue(60) == ["later"]
