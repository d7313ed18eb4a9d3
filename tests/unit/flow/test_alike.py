"""Items that are alike but for their values, released and undone together."""

from dataclasses import replace
from datetime import timedelta

from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, ReleaseTag, ReviewState
from parley.domain.reviewer import direction_from
from support.flows import Service
from support.queue import profile, waiting


async def test_look_alikes_go_out_with_their_own_values(service: Service) -> None:
    """What differs in more than values stays."""
    first = await waiting(service, "Wo ist ORD-48213?")
    for text in ("Wo ist ORD-77120?", "Wo ist ORD-90001?", "Wo ist mein Geld?"):
        await waiting(service, text)
    mine = await service.reviews.claim(first.review_item_id, "ada", None)
    assert len(await service.reviews.alike(mine.review_item_id)) == 2
    tags = (ReleaseTag("accuracy/mistranslation"),)
    released = await service.reviews.release_alike(
        mine.review_item_id, "ada", mine.etag, "Where is ORD-48213?", tags=tags
    )
    assert sorted(item.released_text for item in released.others) == [
        "Where is ORD-77120?",
        "Where is ORD-90001?",
    ]
    assert {item.tags for item in released.others} == {tags}
    assert released.left == 0
    left = await service.store.review_items(ReviewQuery(OPEN_STATES))
    assert [item.source_text for item in left] == ["Wo ist mein Geld?"]


async def test_a_text_that_lost_its_value_is_for_no_look_alike(service: Service) -> None:
    """Nobody else's order number can be put where there is none."""
    first = await waiting(service, "Wo ist ORD-48213?")
    await waiting(service, "Wo ist ORD-77120?")
    mine = await service.reviews.claim(first.review_item_id, "ada", None)
    released = await service.reviews.release_alike(
        mine.review_item_id, "ada", mine.etag, "Where is it?"
    )
    assert (released.others, released.left) == ((), 1)


async def test_a_look_alike_in_other_hands_stays_there(service: Service) -> None:
    """Nor does a reviewer release what they may not claim."""
    first = await waiting(service, "Wo ist ORD-48213?")
    await waiting(service, "Wo ist ORD-77120?")
    mine = await service.reviews.claim(first.review_item_id, "ada", None)
    theirs = await service.reviews.claim_next("bob", "", "", None)
    released = await service.reviews.release_alike(
        mine.review_item_id, "ada", mine.etag, "Where is ORD-48213?"
    )
    assert released.others == ()
    assert await service.store.review_item(theirs.review_item_id) == theirs


async def test_what_releasing_together_would_do_is_known_before(service: Service) -> None:
    """Each look-alike with its own text; none where the text or the reviewer does not fit."""
    first = await waiting(service, "Wo ist ORD-48213?")
    await waiting(service, "Wo ist ORD-77120?")
    ada = await profile(service)
    texts = [
        [found.text for found in await service.reviews.fittings(first, reviewer, text)]
        for reviewer, text in (
            (ada, "Where is ORD-48213?"),
            (ada, "Where is it?"),
            (replace(ada, directions=(direction_from("fr-en"),)), "Where is ORD-48213?"),
        )
    ]
    assert texts == [["Where is ORD-77120?"], [None], [None]]


async def test_what_was_released_together_is_undone_together(service: Service) -> None:
    """The first is in hand again, its look-alikes wait; what went before stays on its way."""
    window = timedelta(seconds=5)
    before = await waiting(service, "Wo ist ORD-10000?")
    first = await waiting(service, "Wo ist ORD-48213?")
    mine = await service.reviews.claim(before.review_item_id, "ada", None)
    await service.reviews.release(
        before.review_item_id, "ada", mine.etag, "Where?", undo_window=window
    )
    service.clock.advance(1)
    await waiting(service, "Wo ist ORD-77120?")
    mine = await service.reviews.claim(first.review_item_id, "ada", None)
    released = await service.reviews.release_alike(
        first.review_item_id, "ada", mine.etag, "Where is ORD-48213?", undo_window=window
    )
    assert len(released.others) == 1
    back = await service.reviews.undo_alike(first.review_item_id, "ada", None)
    assert (back.state, back.claimed_by) == (ReviewState.CLAIMED, "ada")
    other = await service.store.review_item(released.others[0].review_item_id)
    assert (other.state, other.claimed_by) == (ReviewState.PENDING, "")
    gone = await service.store.review_item(before.review_item_id)
    assert gone.state is ReviewState.RELEASING
