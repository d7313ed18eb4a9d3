"""Domain objects with everything filled in that a test does not care about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from parley.domain.audit import Action
from parley.domain.conversation import Conversation
from parley.domain.memory import MemoryUnit
from parley.domain.message import (
    AuthorRole,
    Decision,
    Detection,
    Flag,
    Formality,
    Message,
    MessageState,
    Origin,
    Severity,
    Span,
    SpanSide,
    Translation,
)
from parley.domain.ports import Change
from parley.domain.review import ReviewItem

NOW = datetime(2025, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def later(seconds: float) -> datetime:
    """`NOW` and some seconds."""
    return NOW + timedelta(seconds=seconds)


def conversation(conversation_id: str = "c1", **fields: Any) -> Conversation:
    """An open chat of customer "cust-1", whose language is not known yet."""
    defaults: dict[str, Any] = {
        "channel": "chat",
        "customer_id": "cust-1",
        "customer_language": None,
        "agent_language": "en",
        "created_at": NOW,
    }
    return Conversation(conversation_id=conversation_id, **{**defaults, **fields})


def message(message_id: str = "m1", conversation_id: str = "c1", **fields: Any) -> Message:
    """A customer's message as a channel sends it; its request id is made of its own."""
    defaults: dict[str, Any] = {
        "channel": "chat",
        "request_id": f"request-{message_id}",
        "author_role": AuthorRole.CUSTOMER,
        "text": f"Text von {message_id}",
        "created_at": NOW,
    }
    return Message(message_id=message_id, conversation_id=conversation_id, **{**defaults, **fields})


def translation(text: str = "The parcel is late.", **fields: Any) -> Translation:
    """A model's translation from German to English."""
    return replace(Translation(text, "de", "en", 0.7, Origin.MODEL, model="small-1"), **fields)


def flag(severity: Severity = Severity.MAJOR, rule: str = "some-rule", **fields: Any) -> Flag:
    """A flag about the message as a whole."""
    return Flag(rule, "accuracy/mistranslation", severity, "Look at this.", **fields)


def full_message(message_id: str = "m1", **fields: Any) -> Message:
    """A message with a value in every field, as it is after the pipeline."""
    made = translation(
        low_confidence_spans=(Span(4, 10, SpanSide.TRANSLATION),), formality=Formality.FORMAL
    )
    return replace(
        message(message_id),
        position=3,
        state=MessageState.PROVISIONAL,
        detection=Detection("de", 0.98),
        translation=made,
        flags=(flag(span=Span(0, 4, SpanSide.SOURCE)),),
        decision=Decision.DELIVER_AND_REVIEW,
        revision=1,
        **fields,
    )


def item(item_id: str = "r1", **fields: Any) -> ReviewItem:
    """A pending item for the held message "m1"."""
    made = ReviewItem(
        review_item_id=item_id,
        conversation_id="c1",
        message_id="m1",
        created_at=NOW,
        author_role=AuthorRole.CUSTOMER,
        source_text="Das Paket ist zu spät.",
        translation=translation(),
        flags=(flag(),),
        severity=Severity.MAJOR,
        sent_already=False,
        deadline=later(600),
    )
    return replace(made, **fields)


def unit(target: str = "Good morning", **fields: Any) -> MemoryUnit:
    """A German line that a person translated into English."""
    made = MemoryUnit("de", "en", None, "Guten Morgen", target, None, NOW)
    return replace(made, **fields)


def change(*events: Any, conversation_id: str = "c1", **fields: Any) -> Change:
    """A change of conversation "c1", made now."""
    return Change(conversation_id, tuple(events), **{"at": NOW, "action": by(), **fields})


def by(actor: str = "ada", verb: str = "claim") -> Action:
    """An action for the log."""
    return Action(actor, verb, NOW)
