"""Verdicts: what a reviewer decides, and what readers get of it."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapidfuzz.distance import Levenshtein

from parley.domain import review
from parley.domain.audit import Action
from parley.domain.conversation import (
    EventBody,
    MessageConfirmed,
    MessageCorrected,
    MessageDelivered,
    MessageRejected,
)
from parley.domain.errors import InvalidInput, ParleyError
from parley.domain.memory import MemoryUnit
from parley.domain.message import Message, MessageState, Origin
from parley.domain.ports import REVIEW_QUEUE, Change
from parley.domain.review import ReleaseTag, ReviewItem, ReviewState
from parley.flow.memory import unit_of
from parley.flow.review.desk import Desk

_log = logging.getLogger(__name__)

_NO_TAGS: tuple[ReleaseTag, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a decision does to a message, in one transaction."""

    was: ReviewItem
    item: ReviewItem
    message_was: Message
    message: Message
    event: EventBody
    memory: MemoryUnit | None = None


class Verdicts:
    """Release, reject, and take a release back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def release(
        self,
        review_item_id: str,
        reviewer: str,
        etag: str,
        edited_text: str | None,
        *,
        undo_window: timedelta | None = None,
        tags: tuple[ReleaseTag, ...] = _NO_TAGS,
    ) -> ReviewItem:
        """Send the message on, as proposed or edited, at once or when the undo window ends.

        The same release again, after an answer that was lost, gives the released item. Where two
        people must agree, the first release puts the item back for another reviewer.

        Raises:
            InvalidInput: EMPTY_TEXT, TEXT_TOO_LONG, INVALID_UNDO_WINDOW, and as
                `domain.review.release`.
        """
        window = self._desk.undo_window(undo_window)
        if edited_text is not None:
            self._desk.pipeline.require_text(edited_text, "edited_text")
        item = await self._desk.store.review_item(review_item_id)
        require_text_of(item, edited_text)
        if _is_repeated(item, reviewer, edited_text):
            return item
        now = self._desk.clock.now()
        released = with_distance(
            review.release(item, reviewer, etag, edited_text, now, undo_window=window, tags=tags)
        )
        verb = "release" if released.state is not ReviewState.PENDING else "approve"
        return await self.carry_out(item, released, Action(reviewer, verb, now))

    async def undo_release(
        self, review_item_id: str, reviewer: str, lease: timedelta | None
    ) -> ReviewItem:
        """Take a release back before its undo window ends.

        Raises:
            InvalidInput: INVALID_LEASE.
            WrongState: NOTHING_TO_UNDO, UNDO_TOO_LATE.
        """
        length = self._desk.lease(lease)
        item = await self._desk.store.review_item(review_item_id)
        now = self._desk.clock.now()
        undone = review.undo(item, reviewer, now, length)
        return await self._desk.write(undone, item, Action(reviewer, "undo", now))

    async def reject(
        self, review_item_id: str, reviewer: str, etag: str, reason: str
    ) -> ReviewItem:
        """Keep a held message from going out, or take back one that did.

        Raises:
            InvalidInput: MISSING_REASON, TEXT_TOO_LONG.
        """
        if not reason.strip():
            raise InvalidInput("MISSING_REASON", "tell the author why", field="reason")
        self._desk.pipeline.require_text(reason, "reason")
        item = await self._desk.store.review_item(review_item_id)
        now = self._desk.clock.now()
        rejected = review.reject(item, reviewer, etag, now)
        message = await self._desk.store.message(item.message_id)
        withdrawn = replace(message, state=MessageState.REJECTED, translation=None)
        event = MessageRejected(withdrawn, reason)
        outgoing = Outgoing(item, rejected, message, withdrawn, event)
        return await self.commit(outgoing, Action(reviewer, "reject", now, why=reason))

    async def carry_out(self, was: ReviewItem, item: ReviewItem, action: Action) -> ReviewItem:
        """Store what a release led to, and send the message on if it is to go now."""
        if item.state is not ReviewState.RELEASED:
            return await self._desk.write(item, was, action)
        message = await self._desk.store.message(item.message_id)
        reviewed = with_translation(message, item, item.released_text, Origin.REVIEWER)
        event: EventBody
        if message.state is MessageState.HELD:
            event = MessageDelivered(reviewed, reviewed=True)
        elif message.translation and item.released_text == message.translation.text:
            reviewed = replace(message, state=MessageState.DELIVERED)
            event = MessageConfirmed(reviewed)
        else:
            previous = message.translation.text if message.translation else ""
            event = MessageCorrected(reviewed, previous)
        outgoing = Outgoing(was, item, message, reviewed, event)
        return await self._commit_and_learn(outgoing, action)

    async def _commit_and_learn(self, outgoing: Outgoing, action: Action) -> ReviewItem:
        """Commit a release along with what memory learns of it, or else without."""
        try:
            memory = _learnt(outgoing.item, action.at)
            return await self.commit(replace(outgoing, memory=memory), action)
        except ParleyError:
            raise
        except Exception as error:
            # Nothing was committed. A memory that cannot learn is a loss; a reviewed message that
            # never goes out is a worse one.
            kind = type(error).__name__
        released = await self.commit(outgoing, action)
        _log.error("a release was not kept in memory: %s", kind)
        return released

    async def commit(self, outgoing: Outgoing, action: Action) -> ReviewItem:
        """Write item, message, event, memory and log entry, all or nothing."""
        await self._desk.store.commit(
            Change(
                conversation_id=outgoing.item.conversation_id,
                events=(outgoing.event,),
                at=action.at,
                message=outgoing.message,
                message_was=outgoing.message_was.state,
                item=outgoing.item,
                item_was=outgoing.was.version,
                action=action,
                memory=outgoing.memory,
            )
        )
        self._desk.on_commit()
        self._desk.bus.wake(REVIEW_QUEUE)
        return outgoing.item


def require_text_of(item: ReviewItem, edited_text: str | None) -> None:
    """Whether there is something to release.

    Raises:
        InvalidInput: EMPTY_TEXT.
    """
    if edited_text is None and not review.text_in_hand(item).strip():
        raise InvalidInput(
            "EMPTY_TEXT", "there is no translation to release: write one", field="edited_text"
        )


def with_distance(item: ReviewItem) -> ReviewItem:
    """The item with its edit distance once a text is decided on.

    Levenshtein's distance in code points over the longer of the two lengths.
    """
    if not item.released_text:
        return item
    distance = Levenshtein.normalized_distance(item.translation.text, item.released_text)
    return replace(item, edit_distance=distance)


def with_translation(message: Message, item: ReviewItem, text: str, origin: Origin) -> Message:
    """The message as it goes out with `text`; what a person wrote is trusted."""
    by_person = origin is Origin.REVIEWER
    unchanged = text == item.translation.text
    translation = replace(
        item.translation,
        text=text,
        origin=origin,
        from_release=item.translation.from_release and unchanged and not by_person,
        confidence=1.0 if by_person else item.translation.confidence,
        uncorrected=None if by_person else item.translation.uncorrected,
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


def _learnt(item: ReviewItem, at: datetime) -> MemoryUnit:
    return unit_of(
        source=item.source_text,
        target=item.released_text,
        source_language=item.translation.source_language,
        target_language=item.translation.target_language,
        formality=item.translation.formality,
        message_id=item.message_id,
        at=at,
        author=item.decided_by,
    )


def _is_repeated(item: ReviewItem, reviewer: str, edited_text: str | None) -> bool:
    """Whether this very release was done before, and only its answer was lost."""
    if item.state in {ReviewState.RELEASED, ReviewState.RELEASING}:
        text = review.text_in_hand(item) if edited_text is None else edited_text
        return item.decided_by == reviewer and item.released_text == text
    waits_for_another = item.state is ReviewState.PENDING and item.approved_by == reviewer
    return waits_for_another and edited_text in (None, item.approved_text)
