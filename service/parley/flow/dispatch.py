"""Accepted messages through the pipeline: many at once, each conversation's in order.

The messages of a conversation are understood one after the other, because a language is read
from what came before, are translated side by side, and are committed in order again, so that
nobody reads an answer before its question.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from parley.domain.audit import Action
from parley.domain.conversation import (
    Conversation,
    CustomerLanguageChanged,
    EventBody,
    MessageDelivered,
    MessageHeld,
)
from parley.domain.decide import audited, is_audited, is_vip, needs_two
from parley.domain.errors import (
    Conflict,
    EscalationChanged,
    NotFound,
    Overloaded,
    ParleyError,
)
from parley.domain.message import (
    Assessment,
    AuthorRole,
    Decision,
    Detection,
    Message,
    MessageState,
    Origin,
    Severity,
)
from parley.domain.ports import REVIEW_QUEUE, Change, Clock, EventBus, Store
from parley.domain.review import ReviewItem
from parley.flow.draft import Job
from parley.flow.escalation import suggestion_for
from parley.flow.language import Context, detect_in_context, learnt_language
from parley.flow.pipeline import Pipeline
from parley.flow.review.alike import likeness_of

_log = logging.getLogger(__name__)

_HISTORY = 12
_RETRY_S = 0.2
_LONGEST_RETRY_S = 5.0
# After so long an accepted message goes into the engine's queue although that is full; so many at
# once, as a long one takes much memory there.
_ROOM_WITHIN_S = 10.0
_OVERDUE_AT_ONCE = 4
_STATE_AFTER = {
    Decision.DELIVER: MessageState.DELIVERED,
    Decision.DELIVER_AND_REVIEW: MessageState.PROVISIONAL,
    Decision.HOLD: MessageState.HELD,
}


@dataclass(frozen=True, slots=True)
class _Understood:
    """What a conversation knows after a message was looked at.

    `shown` is what the customer's latest messages were detected in, oldest first.
    """

    customer_language: str | None
    shown: tuple[Detection, ...]


class _Turn:
    """One message's place in its conversation's line."""

    def __init__(self) -> None:
        self.understood: asyncio.Future[_Understood | None] = (
            asyncio.get_running_loop().create_future()
        )
        self.done = asyncio.Event()

    def leave(self) -> None:
        """Let the next one go, whatever happened."""
        if not self.understood.done():
            self.understood.set_result(None)
        self.done.set()


class Dispatcher:
    """Runs the pipeline for accepted messages and commits what comes out."""

    def __init__(
        self,
        *,
        store: Store,
        bus: EventBus,
        pipeline: Pipeline,
        clock: Clock,
        on_commit: Callable[[], None],
        max_unfinished: int,
    ) -> None:
        """`on_commit` is called after each commit."""
        self._store = store
        self._bus = bus
        self._pipeline = pipeline
        self._clock = clock
        self._on_commit = on_commit
        self._max_unfinished = max_unfinished
        self._arriving = 0
        self._tails: dict[str, _Turn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._overdue = asyncio.Semaphore(_OVERDUE_AT_ONCE)

    @contextmanager
    def room(self) -> Iterator[None]:
        """Room for one message, from before it is stored until it was submitted.

        Raises:
            Overloaded: QUEUE_FULL, when too many wait already.
        """
        if len(self._tasks) + self._arriving >= self._max_unfinished:
            raise Overloaded(
                "QUEUE_FULL", "too many messages wait for translation", retry_after_s=1.0
            )
        self._arriving += 1
        try:
            yield
        finally:
            self._arriving -= 1

    async def resume(self) -> int:
        """Take up what an earlier process accepted and did not finish; gives their number."""
        unfinished = await self._store.unfinished()
        if unfinished:
            _log.info("taking up %d unfinished messages", len(unfinished))
        for message in unfinished:
            self.submit(message)
        return len(unfinished)

    def submit(self, message: Message) -> None:
        """Start on a message that the store has accepted."""
        before = self._tails.get(message.conversation_id)
        turn = _Turn()
        self._tails[message.conversation_id] = turn
        task = asyncio.create_task(self._take_turn(message, before, turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until every submitted message is committed."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def abandon(self) -> None:
        """Stop where it is: what is not committed is taken up by the next start."""
        for task in self._tasks:
            task.cancel()

    async def _take_turn(self, message: Message, before: _Turn | None, turn: _Turn) -> None:
        delay = _RETRY_S
        try:
            while True:
                try:
                    await self._process(message, before, turn)
                    return
                except (Conflict, NotFound):
                    # Finished by another process, or erased while it was being translated.
                    return
                except Exception as error:
                    reason = (
                        error.reason if isinstance(error, ParleyError) else type(error).__name__
                    )
                    _log.error("message not finished, trying again: %s", reason)
                    await asyncio.sleep(delay)
                    delay = min(delay * 2, _LONGEST_RETRY_S)
        finally:
            turn.leave()
            if self._tails.get(message.conversation_id) is turn:
                del self._tails[message.conversation_id]

    async def _process(self, message: Message, before: _Turn | None, turn: _Turn) -> None:
        known = await before.understood if before is not None else None
        await self._require(message)
        conversation = await self._store.conversation(message.conversation_id)
        history = await self._store.messages_before(
            message.conversation_id, message.position, _HISTORY
        )
        if known is None:
            known = _Understood(conversation.customer_language, _shown_in(history))
        conversation = replace(conversation, customer_language=known.customer_language)
        detection, after = self._understand(message, conversation, known)
        if not turn.understood.done():
            turn.understood.set_result(after)
        assessment = await self._translate(
            message, replace(conversation, customer_language=after.customer_language), detection,
            tuple(history),
        )  # fmt: skip
        if before is not None:
            await before.done.wait()
        await self._commit(message, conversation, assessment, known, after)

    def _understand(
        self, message: Message, conversation: Conversation, known: _Understood
    ) -> tuple[Detection, _Understood]:
        expected, other_side = conversation.languages_from(message.author_role)
        context = Context(message.author_role, expected, self._pipeline.languages)
        try:
            detection = detect_in_context(self._pipeline.detector, message.text, context)
        except Exception as error:
            # A detector that fails must not stop a message: its conversation's language is the
            # best guess, and no confidence gets it flagged.
            _log.error("language detection failed: %s", type(error).__name__)
            detection = Detection(expected or other_side or "", 0.0, from_conversation=True)
        if detection is None:
            # Nothing but emoji, digits or signs, and nobody has spoken yet.
            return Detection(other_side or "", 1.0, from_conversation=True), known
        if message.author_role is not AuthorRole.CUSTOMER:
            return detection, known
        learnt = learnt_language(
            detection,
            message.text,
            known.customer_language,
            known.shown,
            context.languages,
        )
        shown = (*known.shown, *_shown_by(detection))[-_HISTORY:]
        return detection, _Understood(learnt or known.customer_language, shown)

    async def _translate(
        self,
        message: Message,
        conversation: Conversation,
        detection: Detection,
        history: tuple[Message, ...],
    ) -> Assessment:
        _, target = conversation.languages_from(message.author_role)
        share = self._pipeline.policy(message.channel).audit_share
        is_picked = is_audited(message.message_id, share)
        job = Job(
            text=message.text,
            detection=detection,
            # An agent who writes first, to a customer of unknown language, is not translated.
            target_language=target or detection.language,
            formality=conversation.formality,
            channel=message.channel,
            history=history,
            author_role=message.author_role,
            metadata=conversation.metadata,
            mark_unsure=is_picked,
        )
        try:
            assessment = await self._run(job, message)
        except Exception as error:
            await self._require(message)
            return self._pipeline.unassessed(job, error)
        unseen = assessment.decision is Decision.DELIVER
        # What a person wrote, or nobody translated, says nothing of the model.
        of_model = assessment.translation.origin is Origin.MODEL
        if unseen and of_model and is_picked:
            return audited(assessment)
        return assessment

    async def _require(self, message: Message) -> None:
        """Whether there is such a message still: the engine is not asked about an erased one.

        With nothing awaited in between, it is asked of before the pipeline runs; of what is erased
        while that runs, the pipeline leaves nothing behind by itself.

        Raises:
            NotFound: MESSAGE_NOT_FOUND.
        """
        await self._store.message(message.message_id)

    async def _run(self, job: Job, message: Message) -> Assessment:
        """Run the pipeline, however long the engine has no room: what is accepted waits for it."""
        began = time.monotonic()
        while True:
            overdue = time.monotonic() - began >= _ROOM_WITHIN_S
            try:
                if not overdue or self._overdue.locked():
                    return await self._pipeline.run(job)
                # Shorter texts find room first, and under lasting load would do so for ever.
                async with self._overdue:
                    return await self._pipeline.run(replace(job, admitted=True))
            except Overloaded as error:
                await asyncio.sleep(error.retry_after_s)
            await self._require(message)

    async def _commit(
        self,
        message: Message,
        conversation: Conversation,
        assessment: Assessment,
        known: _Understood,
        after: _Understood,
    ) -> None:
        now = self._clock.now()
        policy = self._pipeline.policy(message.channel)
        held = assessment.decision is Decision.HOLD
        finished = replace(
            message,
            state=_STATE_AFTER[assessment.decision],
            detection=assessment.detection,
            # A held translation is the reviewers' alone.
            translation=None if held else assessment.translation,
            flags=assessment.flags,
            decision=assessment.decision,
            revision=0 if held else 1,
        )
        deadline = now + timedelta(seconds=policy.hold_deadline_s) if held else None
        events: list[EventBody] = []
        if after.customer_language != known.customer_language and after.customer_language:
            events.append(CustomerLanguageChanged(known.customer_language, after.customer_language))
        provisional = assessment.decision is Decision.DELIVER_AND_REVIEW
        events.append(
            MessageHeld(finished, deadline) if held else MessageDelivered(finished, provisional)
        )
        item = None
        if assessment.decision is not Decision.DELIVER:
            item = ReviewItem(
                review_item_id=uuid4().hex,
                conversation_id=message.conversation_id,
                message_id=message.message_id,
                created_at=now,
                author_role=message.author_role,
                source_text=message.text,
                translation=assessment.translation,
                flags=assessment.flags,
                severity=max((f.severity for f in assessment.flags), default=Severity.MINOR),
                sent_already=not held,
                deadline=deadline,
                channel=message.channel,
                vip=is_vip(conversation.metadata, policy),
                likeness=likeness_of(message.text),
                two_person=needs_two(assessment.flags, policy),
            )
        await self._commit_with_suggestion(
            Change(
                conversation_id=message.conversation_id,
                events=tuple(events),
                at=now,
                message=finished,
                message_was=MessageState.ACCEPTED,
                item=item,
                action=Action("", "queue", now),
                customer_language=after.customer_language
                if after.customer_language != known.customer_language
                else None,
            ),
            finished,
            after.customer_language,
        )
        self._on_commit()
        if item is not None:
            self._bus.wake(REVIEW_QUEUE)

    async def _commit_with_suggestion(
        self, change: Change, finished: Message, customer_language: str | None
    ) -> None:
        """With what the message is a reason to suggest, by what the agents said until then."""
        while True:
            suggestion = await suggestion_for(finished, customer_language, self._store)
            if suggestion is None:
                await self._store.commit(change)
                return
            suggesting = replace(
                change,
                events=(*change.events, suggestion.event),
                escalation=suggestion.escalation,
                escalation_was=suggestion.escalation_was,
            )
            try:
                await self._store.commit(suggesting)
                return
            except EscalationChanged:
                continue


def _shown_in(history: list[Message]) -> tuple[Detection, ...]:
    return tuple(
        shown
        for message in history
        if message.author_role is AuthorRole.CUSTOMER
        for shown in _shown_by(message.detection)
    )


def _shown_by(detection: Detection | None) -> tuple[Detection, ...]:
    """Nothing, if it was the conversation that decided: an "ok" is in any language."""
    return () if detection is None or detection.from_conversation else (detection,)
