"""What happens by itself: deadlines, and releases whose undo window has ended."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from parley.domain import review
from parley.domain.audit import Action
from parley.domain.conversation import MessageDelivered
from parley.domain.decide import OnDeadline
from parley.domain.errors import Conflict, NotFound, ParleyError, WrongState
from parley.domain.message import MessageState
from parley.domain.review import ReviewItem, ReviewState
from parley.flow.review.setbacks import Setbacks
from parley.flow.review.verdicts import Outgoing, Verdicts, with_translation

_log = logging.getLogger(__name__)

_SWEEP_S = 0.5
_SWEEP_BATCH = 500


class Sweeper(Verdicts):
    """Looks twice a second at what is due; what a crash left due is due at the next start."""

    async def sweep(self) -> None:
        """Keep deadlines and undo windows, until cancelled.

        What fails is tried again after a growing pause. Its reason, a `ParleyError`'s or the kind
        of another error, is logged once, and told in `ReviewItem.held_up` of a release.
        """
        releases, deadlines = Setbacks(), Setbacks()
        while True:
            await self._each(self._desk.store.items_to_release, self._finish, releases)
            await self._each(self._desk.store.items_past_deadline, self._expire, deadlines)
            await asyncio.sleep(_SWEEP_S)

    async def _each(
        self,
        find: Callable[[datetime, int], Awaitable[Sequence[ReviewItem]]],
        apply: Callable[[ReviewItem], Awaitable[None]],
        setbacks: Setbacks,
    ) -> None:
        try:
            # What pauses comes first, and must not fill the batch.
            due = await find(self._desk.clock.now(), _SWEEP_BATCH + len(setbacks))
        except Exception as error:
            _log.error("looking for what is due failed: %s", type(error).__name__)
            return
        setbacks.keep({item.review_item_id for item in due})
        for item in due:
            if setbacks.is_pausing(item.review_item_id):
                continue
            try:
                await apply(item)
            except (Conflict, NotFound, WrongState):
                # A reviewer was faster, or the customer was erased: the next sweep looks again.
                continue
            except Exception as error:
                # One bad item must not keep the others waiting.
                reason = error.reason if isinstance(error, ParleyError) else type(error).__name__
                if setbacks.add(item.review_item_id, reason):
                    await self._tell(item, reason)

    async def _tell(self, item: ReviewItem, reason: str) -> None:
        """Of an item that could not be applied, in the log and, if it is a release, in itself."""
        _log.error(
            "review item %s: what was due could not be applied and is tried again: %s",
            item.review_item_id,
            reason,
        )
        if item.state is not ReviewState.RELEASING or item.held_up == reason:
            return
        action = Action("", "hold_up", self._desk.clock.now())
        # Where nothing can be written, the log has to do.
        with contextlib.suppress(Exception):
            await self._desk.write(review.hold_up(item, reason), item, action)

    async def _finish(self, item: ReviewItem) -> None:
        now = self._desk.clock.now()
        released = review.finish_release(item, now)
        await self.carry_out(item, released, Action("", "send", now))

    async def _expire(self, item: ReviewItem) -> None:
        now = self._desk.clock.now()
        if _in_hands(item, now):
            # Somebody is at it; should they walk away, the deadline is still there.
            return
        message = await self._desk.store.message(item.message_id)
        policy = self._desk.pipeline.policy(message.channel)
        # What needs two people does not go out with none, and nobody is served by a text that
        # loops, copies its source or lost a value.
        deliver = (
            policy.on_deadline is OnDeadline.DELIVER
            and not item.two_person
            and not review.is_broken(item)
        )
        if not deliver:
            expired = review.expire_deadline(item)
            await self._desk.write(expired, item, Action("", "expire", now))
            return
        made = item.translation
        sent = replace(
            with_translation(message, item, made.text, made.origin), state=MessageState.PROVISIONAL
        )
        event = MessageDelivered(sent, provisional=True, unreviewed_after_deadline=True)
        outgoing = Outgoing(item, review.send_unreviewed(item), message, sent, event)
        await self.commit(outgoing, Action("", "release_unreviewed", now))


def _in_hands(item: ReviewItem, now: datetime) -> bool:
    return bool(item.claimed_by) and review.is_held_by(item, item.claimed_by, now)
