"""Items in the queue: looking at them, taking them, keeping them, giving them back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from parley.domain import review
from parley.domain.audit import Action
from parley.domain.errors import InvalidInput, NotFound, WrongState
from parley.domain.glossary import GlossaryTerm
from parley.domain.language import primary
from parley.domain.memory import Suggestion
from parley.domain.message import Detection, Message
from parley.domain.ports import REVIEW_QUEUE, ClaimQuery, ReviewQuery
from parley.domain.review import ReviewItem
from parley.domain.review.urgency import Line, line_of
from parley.domain.reviewer import (
    Reviewer,
    may_claim,
    may_look_at,
    require_at_work,
    require_claim_of,
    require_sight_of,
)
from parley.domain.reviewer.profile import require_group
from parley.flow.draft import Job
from parley.flow.review.desk import Desk

_CONTEXT = 20
_MOST_HELD_UP = 200
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class ItemInContext:
    """An item, the conversation's messages up to it, and what memory and glossary have for it."""

    item: ReviewItem
    context: tuple[Message, ...]
    suggestions: tuple[Suggestion, ...]
    terms: tuple[GlossaryTerm, ...]


class ReviewQueue:
    """Verbs that decide nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def items(self, query: ReviewQuery) -> list[ReviewItem]:
        """Items by urgency: escalated, severe, awaited, due and old ones first.

        Raises:
            InvalidInput: SEARCH_TOO_LONG.
        """
        _require_short(query.text)
        return await self._desk.store.review_items(query)

    async def reviewer(self, name: str) -> Reviewer:
        """The profile behind a name. Raises as `Desk.reviewer`."""
        return await self._desk.reviewer(name)

    async def items_for(self, reviewer: Reviewer, query: ReviewQuery) -> list[ReviewItem]:
        """Of the open items those that a reviewer may look at. Raises as `items`."""
        _require_short(query.text)
        seen = partial(may_look_at, reviewer)
        return await self._desk.store.review_items(replace(query, of_lines=seen))

    async def held_up(self) -> list[ReviewItem]:
        """Releases that are due and could not be sent, those due longest first."""
        due = await self._desk.store.items_to_release(self._desk.clock.now(), _MOST_HELD_UP)
        return [item for item in due if item.held_up]

    async def look(self, review_item_id: str, reviewer: Reviewer) -> ReviewItem:
        """The item alone, for somebody who may look at it.

        Raises:
            NotAllowed: LANGUAGE_NOT_REVIEWED, ESCALATED_TO_OTHERS.
            NotFound: REVIEW_ITEM_NOT_FOUND.
        """
        item = await self._desk.store.review_item(review_item_id)
        require_sight_of(reviewer, item)
        return item

    async def alternatives(self, item: ReviewItem, count: int) -> list[str]:
        """At most `count` other translations of an item's source, the most likely first.

        Raises:
            InvalidInput: UNSUPPORTED_PAIR.
        """
        made = item.translation
        job = Job(
            item.source_text,
            Detection(made.source_language, 1.0),
            made.target_language,
            made.formality,
            item.channel,
        )
        # One more, as the proposal is most likely among them.
        found = await self._desk.pipeline.alternatives(job, count + 1)
        return [text for text in found if text != made.text][:count]

    async def item(self, review_item_id: str) -> ItemInContext:
        """Raises NotFound: REVIEW_ITEM_NOT_FOUND."""
        store = self._desk.store
        item = await store.review_item(review_item_id)
        message = await store.message(item.message_id)
        context = await store.messages_before(item.conversation_id, message.position + 1, _CONTEXT)
        suggestions = await self._desk.suggester.suggest(
            item.source_text, item.translation.source_language, item.translation.target_language
        )
        terms = await self._desk.pipeline.terms_in(
            item.source_text,
            item.translation.source_language,
            item.translation.target_language,
            item.channel,
        )
        return ItemInContext(item, tuple(context), tuple(suggestions), terms)

    async def claim(
        self, review_item_id: str, reviewer: str, lease: timedelta | None
    ) -> ReviewItem:
        """Take one item under a lease.

        Raises:
            InvalidInput: MISSING_REVIEWER, INVALID_LEASE.
            NotAllowed: UNKNOWN_REVIEWER, REVIEWER_INACTIVE, LANGUAGE_NOT_REVIEWED,
                ESCALATED_TO_OTHERS.
            NotFound: REVIEW_ITEM_NOT_FOUND.
            WrongState: ITEM_CLAIMED, ITEM_DECIDED, SECOND_PERSON_NEEDED, OFF_DUTY,
                TOO_MANY_CLAIMS.
        """
        profile = await self._desk.reviewer(reviewer)
        item = await self._take(profile, lease, review_item_id, lambda line: True)
        assert item is not None
        return item

    async def claim_next(
        self,
        reviewer: str,
        source_language: str,
        target_language: str,
        lease: timedelta | None,
    ) -> ReviewItem:
        """Take the most urgent item that a reviewer may; empty languages match all.

        Raises:
            InvalidInput: MISSING_REVIEWER, INVALID_LEASE.
            NotAllowed: UNKNOWN_REVIEWER, REVIEWER_INACTIVE.
            WrongState: OFF_DUTY, TOO_MANY_CLAIMS.
            NotFound: QUEUE_EMPTY.
        """
        profile = await self._desk.reviewer(reviewer)
        source, target = primary(source_language), primary(target_language)

        def fits(line: Line) -> bool:
            return (
                source in ("", line.source_language)
                and target in ("", line.target_language)
                and may_claim(profile, line)
            )

        item = await self._take(profile, lease, "", fits)
        if item is None:
            raise NotFound("QUEUE_EMPTY", "no item waits for a reviewer of these languages")
        return item

    async def renew(
        self, review_item_id: str, reviewer: str, lease: timedelta | None
    ) -> ReviewItem:
        """Extend a lease that still runs. Raises as the verbs in `domain.review` do."""
        length = self._desk.lease(lease)
        item = await self._desk.store.review_item(review_item_id)
        now = self._desk.clock.now()
        renewed = review.renew(item, reviewer, now, length)
        return await self._desk.write(renewed, item, Action(reviewer, "renew", now))

    async def give_back(self, review_item_id: str, reviewer: str, etag: str) -> ReviewItem:
        """Return an item to the queue, undecided."""
        item = await self._desk.store.review_item(review_item_id)
        now = self._desk.clock.now()
        returned = review.give_back(item, reviewer, etag, now)
        return await self._desk.write(returned, item, Action(reviewer, "return", now))

    async def escalate(
        self, review_item_id: str, reviewer: str, etag: str, note: str, group: str = ""
    ) -> ReviewItem:
        """Give an item, first in line, to a senior reviewer or a subject group.

        Raises:
            InvalidInput: MISSING_NOTE, TEXT_TOO_LONG, INVALID_GROUP.
            WrongState: EMPTY_GROUP, if nobody in the group may take it; and as
                `domain.review.escalate`.
        """
        if not note.strip():
            raise InvalidInput("MISSING_NOTE", "say why you pass it on", field="note")
        self._desk.pipeline.require_text(note, "note")
        if group:
            require_group(group)
        item = await self._desk.store.review_item(review_item_id)
        now = self._desk.clock.now()
        escalated = review.escalate(item, reviewer, etag, note, now, group=group)
        if group and group not in await self.groups_for(item):
            line = line_of(item)
            direction = f"{line.source_language}-{line.target_language}"
            raise WrongState(
                "EMPTY_GROUP",
                f"nobody in the group {group} reviews {direction}",
                group=group,
                direction=direction,
            )
        return await self._desk.write(escalated, item, Action(reviewer, "escalate", now))

    async def groups_for(self, item: ReviewItem) -> list[str]:
        """The subject groups, by name, in which somebody reads and writes its languages."""
        everybody = await self._desk.store.reviewers()
        return sorted(
            group
            for group in {group for reviewer in everybody for group in reviewer.groups}
            if any(
                reviewer.active and may_claim(reviewer, line_of(replace(item, group=group)))
                for reviewer in everybody
            )
        )

    async def _take(
        self,
        profile: Reviewer,
        lease: timedelta | None,
        review_item_id: str,
        fits: Callable[[Line], bool],
    ) -> ReviewItem | None:
        length, now = self._desk.lease(lease), self._desk.clock.now()
        require_at_work(profile, now)
        name = profile.reviewer_id

        def verb(item: ReviewItem) -> ReviewItem:
            require_claim_of(profile, item)
            return review.claim(item, name, now, length)

        query = ClaimQuery(now, name, fits, profile.most_open_claims, review_item_id)
        item = await self._desk.store.claim(query, verb, Action(name, "claim", now))
        if item is not None:
            self._desk.bus.wake(REVIEW_QUEUE)
        return item


def _require_short(text: str) -> None:
    if len(text) > LONGEST_SEARCH:
        raise InvalidInput(
            "SEARCH_TOO_LONG",
            f"what is looked for has {LONGEST_SEARCH} characters at most",
            field="text",
            limit=str(LONGEST_SEARCH),
        )
