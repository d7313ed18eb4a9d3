"""Suggesting that a conversation goes to another person, and an agent's word against it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from parley.domain.conversation import (
    Conversation,
    EscalationOverridden,
    EscalationSuggested,
)
from parley.domain.errors import EscalationChanged, InvalidInput, WrongState
from parley.domain.escalation import (
    Escalation,
    reasons_to_escalate,
    transcript,
)
from parley.domain.message import AuthorRole, Message
from parley.domain.ports import Change, Clock, ConversationStore
from parley.domain.summary import summarise

# Messages that are looked at for reasons, and that the transcript holds at the most.
_WINDOW = 40
_TRANSCRIPT = 100
_NAME_LIMIT = 128
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to tell the channel, and what the conversation remembers of it."""

    event: EscalationSuggested
    escalation: Escalation
    escalation_was: Escalation


async def suggestion_for(
    message: Message, customer_language: str | None, store: ConversationStore
) -> Suggestion | None:
    """Whether a finished message is a reason to escalate that was not suggested yet.

    A reason is suggested once: an agent who kept the conversation is not asked again for it.

    Args:
        customer_language: the conversation's, as this message leaves it; it may be the message
            that shows it, and what it shows is stored with the suggestion and not before.
    """
    if message.author_role is not AuthorRole.CUSTOMER:
        return None
    before = await store.messages_before(message.conversation_id, message.position, _WINDOW)
    reasons = reasons_to_escalate([*before, message])
    if not reasons:
        return None
    conversation = await store.conversation(message.conversation_id)
    fresh = tuple(r for r in reasons if r not in conversation.escalation.reasons)
    if not fresh:
        return None
    before = await store.messages_before(message.conversation_id, message.position, _TRANSCRIPT)
    messages = [*before, message]
    summary = summarise(messages, fresh, customer_language, conversation.agent_language)
    lines = transcript(messages)
    return Suggestion(
        EscalationSuggested(fresh, summary, lines, left_out=message.position - len(lines)),
        Escalation((*conversation.escalation.reasons, *fresh)),
        conversation.escalation,
    )


class EscalationFlow:
    """What agents say to suggestions."""

    def __init__(
        self, *, store: ConversationStore, clock: Clock, on_commit: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._on_commit = on_commit

    async def override(self, conversation_id: str, agent: str, reason: str) -> Conversation:
        """Keep the conversation against the suggestion; who did so and why is recorded.

        The same agent saying so again is no error and is recorded once.

        Raises:
            InvalidInput: MISSING_AGENT, MISSING_REASON.
            NotFound: CONVERSATION_NOT_FOUND.
            WrongState: NO_ESCALATION, ESCALATION_OVERRIDDEN by another agent.
        """
        agent, reason = agent.strip(), reason.strip()
        if not agent or len(agent) > _NAME_LIMIT or not agent.isprintable():
            raise InvalidInput(
                "MISSING_AGENT", f"say who overrides, in 1 to {_NAME_LIMIT} printable characters",
                field="agent",
            )  # fmt: skip
        if not reason or len(reason) > _REASON_LIMIT:
            raise InvalidInput(
                "MISSING_REASON", f"say why, in 1 to {_REASON_LIMIT} characters", field="reason"
            )
        while True:
            try:
                return await self._override(conversation_id, agent, reason)
            except EscalationChanged:
                # Another agent was faster, or a new reason came up: that is what to answer to.
                continue

    async def _override(self, conversation_id: str, agent: str, reason: str) -> Conversation:
        conversation = await self._store.conversation(conversation_id)
        escalation = conversation.escalation
        if not escalation.reasons:
            raise WrongState("NO_ESCALATION", "nothing was suggested for this conversation")
        if escalation.overridden_by == agent:
            return conversation
        if escalation.overridden_by:
            raise WrongState("ESCALATION_OVERRIDDEN", "another agent has overridden it already")
        overridden = replace(escalation, overridden_by=agent)
        events = await self._store.commit(
            Change(
                conversation_id,
                (EscalationOverridden(agent, reason),),
                at=self._clock.now(),
                escalation=overridden,
                escalation_was=escalation,
            )
        )
        self._on_commit()
        return replace(conversation, escalation=overridden, last_sequence=events[-1].sequence)
