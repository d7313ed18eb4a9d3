"""What reviewers can do, and what happens when none of them does it in time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from parley.domain import review
from parley.domain.conversation import (
    EventBody,
    MessageConfirmed,
    MessageCorrected,
    MessageDelivered,
    MessageRejected,
)
from parley.domain.decide import OnDeadline
from parley.domain.errors import Conflict, InvalidInput, NotFound, WrongState
from parley.domain.message import Message, MessageState, Origin
from parley.domain.ports import (
    REVIEW_QUEUE,
    Change,
    Clock,
    EventBus,
    MemoryUnit,
    ReviewQuery,
    Store,
)
from parley.domain.review import OPEN_STATES, ReviewItem, ReviewState
from parley.flow.memory import unit_of
from parley.flow.pipeline import Pipeline

_log = logging.getLogger(__name__)

_CONTEXT = 20
_WATCH_LIMIT = 500
_WATCH_POLL_S = 1.0
_SWEEP_S = 0.5
_SWEEP_BATCH = 500
_SHORTEST_LEASE = timedelta(seconds=5)
_LONGEST_LEASE = timedelta(hours=4)
# A claim of "the next" is tried again when somebody else was faster.
_CLAIM_TRIES = 50


@dataclass(frozen=True, slots=True)
class ItemInContext:
    """An item and the conversation's messages up to it, oldest first."""

    item: ReviewItem
    context: tuple[Message, ...]


class ReviewFlow:
    """The review queue: every change of an item goes through a verb of this class."""

    def __init__(
        self,
        *,
        store: Store,
        bus: EventBus,
        pipeline: Pipeline,
        clock: Clock,
        on_commit: Callable[[], None],
        default_lease: timedelta,
    ) -> None:
        self._store = store
        self._bus = bus
        self._pipeline = pipeline
        self._clock = clock
        self._on_commit = on_commit
        self._default_lease = default_lease

    async def items(self, query: ReviewQuery) -> list[ReviewItem]:
        """Items by urgency: escalated, severe, due and old ones first."""
        return await self._store.review_items(query)

    async def item(self, review_item_id: str) -> ItemInContext:
        """Raises NotFound: REVIEW_ITEM_NOT_FOUND."""
        item = await self._store.review_item(review_item_id)
        message = await self._store.message(item.message_id)
        context = await self._store.messages_before(
            item.conversation_id, message.position + 1, _CONTEXT
        )
        return ItemInContext(item, tuple(context))

    async def claim(
        self, review_item_id: str, reviewer: str, lease: timedelta | None
    ) -> ReviewItem:
        """Take one item under a lease.

        Raises:
            InvalidInput: MISSING_REVIEWER, INVALID_LEASE.
            NotFound: REVIEW_ITEM_NOT_FOUND.
            WrongState: ITEM_CLAIMED, ITEM_DECIDED.
        """
        _require_reviewer(reviewer)
        length = self._lease(lease)
        item = await self._store.review_item(review_item_id)
        claimed = review.claim(item, reviewer, self._clock.now(), length)
        try:
            return await self._write(claimed, item)
        except Conflict:
            raise WrongState("ITEM_CLAIMED", "another reviewer was faster") from None

    async def claim_next(
        self,
        reviewer: str,
        source_language: str,
        target_language: str,
        lease: timedelta | None,
    ) -> ReviewItem:
        """Take the most urgent item of a direction; empty languages match all.

        Raises:
            InvalidInput: MISSING_REVIEWER, INVALID_LEASE.
            NotFound: QUEUE_EMPTY.
        """
        _require_reviewer(reviewer)
        length = self._lease(lease)
        for _ in range(_CLAIM_TRIES):
            now = self._clock.now()
            item = await self._store.claimable(now, source_language, target_language)
            if item is None:
                break
            try:
                return await self._write(review.claim(item, reviewer, now, length), item)
            except Conflict:
                continue
        raise NotFound("QUEUE_EMPTY", "no item waits for a reviewer of these languages")

    async def renew(
        self, review_item_id: str, reviewer: str, lease: timedelta | None
    ) -> ReviewItem:
        """Extend a lease that still runs. Raises as the verbs in `domain.review` do."""
        length = self._lease(lease)
        item = await self._store.review_item(review_item_id)
        return await self._write(review.renew(item, reviewer, self._clock.now(), length), item)

    async def escalate(
        self, review_item_id: str, reviewer: str, etag: str, note: str
    ) -> ReviewItem:
        """Give an item back, first in line for a senior reviewer."""
        item = await self._store.review_item(review_item_id)
        now = self._clock.now()
        return await self._write(review.escalate(item, reviewer, etag, note, now), item)

    async def release(
        self, review_item_id: str, reviewer: str, etag: str, edited_text: str | None
    ) -> ReviewItem:
        """Send the message on, as proposed or edited.

        The same release again, after an answer that was lost, gives the released item.

        Raises:
            InvalidInput: EMPTY_TEXT, TEXT_TOO_LONG, and as `domain.review.release`.
        """
        if edited_text is not None:
            self._pipeline.require_text(edited_text, "edited_text")
        item = await self._store.review_item(review_item_id)
        if edited_text is None and not item.translation.text.strip():
            raise InvalidInput(
                "EMPTY_TEXT", "there is no translation to release: write one", field="edited_text"
            )
        if _is_repeated(item, reviewer, edited_text):
            return item
        now = self._clock.now()
        released = review.release(item, reviewer, etag, edited_text, now)
        message = await self._store.message(item.message_id)
        reviewed = _with_translation(message, item, released.released_text, Origin.REVIEWER)
        event: EventBody
        if message.state is MessageState.HELD:
            event = MessageDelivered(reviewed, reviewed=True)
        elif message.translation and released.released_text == message.translation.text:
            reviewed = replace(message, state=MessageState.DELIVERED)
            event = MessageConfirmed(reviewed)
        else:
            previous = message.translation.text if message.translation else ""
            event = MessageCorrected(reviewed, previous)
        memory = unit_of(
            source=item.source_text,
            target=released.released_text,
            source_language=item.translation.source_language,
            target_language=item.translation.target_language,
            formality=item.translation.formality,
            message_id=item.message_id,
            at=now,
        )
        await self._decide(item, released, message, reviewed, event, now=now, memory=memory)
        return released

    async def reject(
        self, review_item_id: str, reviewer: str, etag: str, reason: str
    ) -> ReviewItem:
        """Keep a held message from going out, or take back one that did."""
        if not reason.strip():
            raise InvalidInput("MISSING_REASON", "tell the author why", field="reason")
        item = await self._store.review_item(review_item_id)
        now = self._clock.now()
        rejected = review.reject(item, reviewer, etag, now)
        message = await self._store.message(item.message_id)
        withdrawn = replace(message, state=MessageState.REJECTED, translation=None)
        event = MessageRejected(withdrawn, reason)
        await self._decide(item, rejected, message, withdrawn, event, now=now)
        return rejected

    async def watch(self, source_language: str, target_language: str) -> AsyncIterator[ReviewItem]:
        """The open items by urgency, then every item that changes, without end."""
        query = ReviewQuery(OPEN_STATES, source_language, target_language, _WATCH_LIMIT)
        subscription = self._bus.subscribe(REVIEW_QUEUE)
        shown: dict[str, ReviewItem] = {}
        try:
            while True:
                current = {i.review_item_id: i for i in await self._store.review_items(query)}
                for item_id in shown.keys() - current.keys():
                    try:
                        yield await self._store.review_item(item_id)
                    except NotFound:
                        continue
                for item_id, item in current.items():
                    if shown.get(item_id) != item:
                        yield item
                shown = current
                await subscription.wait(_WATCH_POLL_S)
        finally:
            subscription.close()

    async def ticks(self) -> AsyncIterator[None]:
        """One at once, then one whenever the queue may have changed, at least every second."""
        subscription = self._bus.subscribe(REVIEW_QUEUE)
        try:
            while True:
                yield
                await subscription.wait(_WATCH_POLL_S)
        finally:
            subscription.close()

    async def sweep_deadlines(self) -> None:
        """Apply the policy to held messages whose time is up, until cancelled."""
        while True:
            try:
                now = self._clock.now()
                due = await self._store.items_past_deadline(now, _SWEEP_BATCH)
            except Exception as error:
                _log.error("looking for deadlines failed: %s", type(error).__name__)
                due = []
            for item in due:
                try:
                    await self._expire(item)
                except Exception as error:
                    # One bad item must not keep the others waiting.
                    _log.error("a deadline could not be applied: %s", type(error).__name__)
            await asyncio.sleep(_SWEEP_S)

    async def _expire(self, item: ReviewItem) -> None:
        now = self._clock.now()
        if _in_hands(item, now):
            # Somebody is at it; should they walk away, the deadline is still there.
            return
        try:
            message = await self._store.message(item.message_id)
            policy = self._pipeline.policy(message.channel)
            # Without a translation there is nothing to send: only a person can help.
            deliver = policy.on_deadline is OnDeadline.DELIVER and item.translation.text.strip()
            if deliver:
                released = review.release_unreviewed(item, now)
                sent = _with_translation(
                    message, item, released.released_text, item.translation.origin
                )
                event = MessageDelivered(sent, unreviewed_after_deadline=True)
                await self._decide(item, released, message, sent, event, now=now)
            else:
                await self._write(review.expire_deadline(item), item)
        except (Conflict, NotFound, WrongState):
            # A reviewer was faster, or the customer was erased: the next sweep looks again.
            return

    async def _write(self, item: ReviewItem, was: ReviewItem) -> ReviewItem:
        await self._store.update_item(item, was)
        self._bus.wake(REVIEW_QUEUE)
        return item

    async def _decide(
        self,
        item: ReviewItem,
        decided: ReviewItem,
        message: Message,
        message_after: Message,
        event: EventBody,
        *,
        now: datetime,
        memory: MemoryUnit | None = None,
    ) -> None:
        await self._store.commit(
            Change(
                conversation_id=item.conversation_id,
                events=(event,),
                at=now,
                message=message_after,
                message_was=message.state,
                item=decided,
                item_was=item.version,
                memory=memory,
            )
        )
        self._on_commit()
        self._bus.wake(REVIEW_QUEUE)

    def _lease(self, lease: timedelta | None) -> timedelta:
        if lease is None:
            return self._default_lease
        if not _SHORTEST_LEASE <= lease <= _LONGEST_LEASE:
            raise InvalidInput(
                "INVALID_LEASE", "a lease lasts 5 seconds to 4 hours", field="lease_duration"
            )
        return lease


def _is_repeated(item: ReviewItem, reviewer: str, edited_text: str | None) -> bool:
    """Whether this very release was done before, and only its answer was lost."""
    text = item.translation.text if edited_text is None else edited_text
    return (
        item.state is ReviewState.RELEASED
        and item.decided_by == reviewer
        and item.released_text == text
    )


def _in_hands(item: ReviewItem, now: datetime) -> bool:
    return bool(item.claimed_by) and review.is_held_by(item, item.claimed_by, now)


def _require_reviewer(reviewer: str) -> None:
    if not reviewer.strip():
        raise InvalidInput("MISSING_REVIEWER", "say who claims", field="reviewer")


def _with_translation(message: Message, item: ReviewItem, text: str, origin: Origin) -> Message:
    """The message as it goes out with `text`; what a person wrote is trusted."""
    by_person = origin is Origin.REVIEWER
    unchanged = text == item.translation.text
    translation = replace(
        item.translation,
        text=text,
        origin=origin,
        confidence=1.0 if by_person else item.translation.confidence,
        low_confidence_spans=item.translation.low_confidence_spans
        if unchanged and not by_person
        else (),
    )
    return replace(
        message,
        state=MessageState.DELIVERED,
        translation=translation,
        revision=message.revision + 1,
    )
