"""Between the domain's objects and the wire's."""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar, cast

from google.protobuf import timestamp_pb2

from parley.domain import conversation as conv
from parley.domain import message as msg
from parley.domain.errors import InvalidInput
from parley.domain.escalation import EscalationReason, last_lines
from parley.domain.language import display_name
from parley.domain.timing import Timing
from parley.rpc.gen import channel_pb2, event_pb2

E = TypeVar("E", bound=Enum)


def names_of(kind: type[E], prefix: str, values: Any) -> dict[E, Any]:
    """Wire value by domain value, by name: both sides spell them alike."""
    return {member: values.Value(f"{prefix}_{member.name}") for member in kind}


ROLES = names_of(msg.AuthorRole, "AUTHOR_ROLE", channel_pb2.AuthorRole)
_FORMALITIES = names_of(msg.Formality, "FORMALITY", channel_pb2.Formality)
_STATES = names_of(msg.MessageState, "MESSAGE_STATE", channel_pb2.MessageState)
SEVERITIES = names_of(msg.Severity, "SEVERITY", channel_pb2.Severity)
_SIDES = names_of(msg.SpanSide, "SPAN_SIDE", channel_pb2.SpanSide)
DECISIONS = names_of(msg.Decision, "DECISION", channel_pb2.Decision)
_ORIGINS = names_of(msg.Origin, "TRANSLATION_ORIGIN", channel_pb2.TranslationOrigin)
_CONVERSATION_STATES = names_of(
    conv.ConversationState, "CONVERSATION_STATE", channel_pb2.ConversationState
)


_REASONS = names_of(EscalationReason, "ESCALATION_REASON", channel_pb2.EscalationReason)


def back(table: dict[E, Any], value: int, field: str) -> E | None:
    """The domain value of a wire value; None for an unspecified one.

    Raises:
        InvalidInput: UNKNOWN_ENUM_VALUE; enums are open in proto3, so any number may come.
    """
    if not value:
        return None
    for member, wire in table.items():
        if wire == value:
            return member
    raise InvalidInput("UNKNOWN_ENUM_VALUE", f"{field} has no value {value}", field=field)


def role_from(value: int) -> msg.AuthorRole | None:
    """None for an unspecified role; raises as `back`."""
    return back(ROLES, value, "author_role")


def formality_from(value: int) -> msg.Formality | None:
    """None for an unspecified formality; raises as `back`."""
    return back(_FORMALITIES, value, "formality")


def timing(value: Timing) -> tuple[tuple[str, str], ...]:
    """Trailing metadata: what a load test reads, and no other client needs to know of."""
    return (
        ("parley-queue-ms", f"{value.queue_s * 1000:.3f}"),
        ("parley-model-ms", f"{value.model_s * 1000:.3f}"),
        ("parley-batch-fill", f"{value.batch_fill:.4f}"),
        ("parley-source-tokens", str(value.read)),
        ("parley-target-tokens", str(value.written)),
    )


def timestamp(moment: datetime | None) -> timestamp_pb2.Timestamp | None:
    if moment is None:
        return None
    stamp = timestamp_pb2.Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC))
    return stamp


def duration_from(message: Any, field: str) -> timedelta | None:
    """A Duration field, or None where it is absent.

    Raises:
        InvalidInput: INVALID_VALUE, for one that is longer than a timedelta can be.
    """
    if not message.HasField(field):
        return None
    try:
        return cast(timedelta, getattr(message, field).ToTimedelta())
    except (ValueError, OverflowError):
        raise _out_of_range("duration", field) from None


def moment_from(message: Any, field: str) -> datetime | None:
    """A Timestamp field, aware and in UTC, or None where it is absent.

    Raises:
        InvalidInput: INVALID_VALUE, for one outside of the years 1 to 9999.
    """
    if not message.HasField(field):
        return None
    try:
        return cast(datetime, getattr(message, field).ToDatetime(UTC))
    except (ValueError, OverflowError):
        raise _out_of_range("moment", field) from None


def _out_of_range(what: str, field: str) -> InvalidInput:
    return InvalidInput("INVALID_VALUE", f"no {what} that there can be", field=field)


def span(value: msg.Span) -> channel_pb2.Span:
    return channel_pb2.Span(start=value.start, end=value.end, side=_SIDES[value.side])


def flag(value: msg.Flag) -> channel_pb2.Flag:
    return channel_pb2.Flag(
        rule=value.rule,
        category=value.category,
        severity=SEVERITIES[value.severity],
        reason=value.reason,
        span=None if value.span is None else span(value.span),
    )


def detection(value: msg.Detection | None) -> channel_pb2.Detection | None:
    if value is None:
        return None
    return channel_pb2.Detection(
        language=value.language,
        confidence=value.confidence,
        from_conversation=value.from_conversation,
        alternatives=[
            channel_pb2.LanguageCandidate(language=c.language, probability=c.probability)
            for c in value.alternatives
        ],
    )


def translation(value: msg.Translation | None) -> channel_pb2.Translation | None:
    if value is None:
        return None
    return channel_pb2.Translation(
        text=value.text,
        source_language=value.source_language,
        target_language=value.target_language,
        confidence=value.confidence,
        origin=_ORIGINS[value.origin],
        low_confidence_spans=map(span, value.low_confidence_spans),
        model=value.model,
        formality=formality(value.formality),
        segments=[
            channel_pb2.SegmentConfidence(start=s.start, end=s.end, confidence=s.confidence)
            for s in value.segments
        ],
    )


def message(value: msg.Message) -> channel_pb2.Message:
    return channel_pb2.Message(
        message_id=value.message_id,
        conversation_id=value.conversation_id,
        request_id=value.request_id,
        author_role=ROLES[value.author_role],
        text=value.text,
        state=_STATES[value.state],
        create_time=timestamp(value.created_at),
        detection=detection(value.detection),
        translation=translation(value.translation),
        flags=map(flag, value.flags),
        decision=decision(value.decision),
        revision=value.revision,
    )


def decision(value: msg.Decision | None) -> Any:
    return channel_pb2.DECISION_UNSPECIFIED if value is None else DECISIONS[value]


def conversation(value: conv.Conversation) -> channel_pb2.Conversation:
    return channel_pb2.Conversation(
        conversation_id=value.conversation_id,
        channel=value.channel,
        customer_id=value.customer_id,
        customer_language=value.customer_language or "",
        agent_language=value.agent_language,
        formality=formality(value.formality),
        state=_CONVERSATION_STATES[value.state],
        create_time=timestamp(value.created_at),
        last_sequence=value.last_sequence,
        metadata=dict(value.metadata),
        escalation_reasons=[_REASONS[reason] for reason in value.escalation.reasons],
        escalation_overridden_by=value.escalation.overridden_by,
    )


def language(tag: str, targets: list[str]) -> channel_pb2.Language:
    return channel_pb2.Language(
        language=tag, display_name=display_name(tag), target_languages=targets
    )


def event(value: conv.Event) -> event_pb2.Event:
    wire = event_pb2.Event(
        event_id=value.event_id,
        conversation_id=value.conversation_id,
        sequence=value.sequence,
        create_time=timestamp(value.created_at),
    )
    body = value.body
    match body:
        case conv.MessageAccepted():
            wire.message_accepted.message.CopyFrom(message(body.message))
        case conv.MessageDelivered():
            wire.message_delivered.CopyFrom(
                event_pb2.MessageDelivered(
                    message=message(body.message),
                    provisional=body.provisional,
                    reviewed=body.reviewed,
                    unreviewed_after_deadline=body.unreviewed_after_deadline,
                )
            )
        case conv.MessageHeld():
            wire.message_held.CopyFrom(
                event_pb2.MessageHeld(
                    message=message(body.message), deadline=timestamp(body.deadline)
                )
            )
        case conv.MessageCorrected():
            wire.message_corrected.CopyFrom(
                event_pb2.MessageCorrected(
                    message=message(body.message), previous_text=body.previous_text
                )
            )
        case conv.MessageConfirmed():
            wire.message_confirmed.message.CopyFrom(message(body.message))
        case conv.MessageRejected():
            wire.message_rejected.CopyFrom(
                event_pb2.MessageRejected(message=message(body.message), reason=body.reason)
            )
        case _:
            _set_conversation_event(wire, body)
    return wire


def _formality(value: msg.Formality | None) -> Any:
    return channel_pb2.FORMALITY_UNSPECIFIED if value is None else _FORMALITIES[value]


def _set_conversation_event(wire: event_pb2.Event, body: conv.EventBody) -> None:
    """What happened to the conversation as a whole."""
    match body:
        case conv.CustomerLanguageChanged():
            wire.customer_language_changed.CopyFrom(
                event_pb2.CustomerLanguageChanged(
                    previous_language=body.previous_language or "", language=body.language
                )
            )
        case conv.ConversationClosed():
            wire.conversation_closed.SetInParent()
        case conv.EscalationSuggested():
            wire.escalation_suggested.CopyFrom(_suggested(body))
        case conv.EscalationOverridden():
            wire.escalation_overridden.CopyFrom(
                event_pb2.EscalationOverridden(agent=body.agent, reason=body.reason)
            )


def formality(value: msg.Formality | None) -> Any:
    return channel_pb2.FORMALITY_UNSPECIFIED if value is None else _FORMALITIES[value]


def _suggested(body: conv.EscalationSuggested) -> event_pb2.EscalationSuggested:
    # Stored events may be of a version that kept a hundred messages whatever their size.
    lines = last_lines(body.transcript)
    return event_pb2.EscalationSuggested(
        reasons=[_REASONS[reason] for reason in body.reasons],
        summary=body.summary,
        transcript=[
            event_pb2.TranscriptLine(
                author_role=ROLES[line.author_role],
                text=line.text,
                translation=line.translation,
            )
            for line in lines
        ],
        left_out=body.left_out + len(body.transcript) - len(lines),
    )
