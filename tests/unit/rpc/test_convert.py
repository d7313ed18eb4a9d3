"""Domain objects on the wire: nothing left out, nothing changed."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum

import pytest

from parley.domain import conversation as conv
from parley.domain import message as msg
from parley.domain.errors import InvalidInput
from parley.domain.escalation import EscalationReason, TranscriptLine
from parley.domain.review import Cause, ReleaseTag, ReviewState
from parley.domain.reviewer import Reviewer, ReviewerRole, direction_from, shift_from
from parley.rpc import convert
from parley.rpc import convert_review as wire
from parley.rpc.gen import channel_pb2, review_pb2
from parley.rpc.gen import review_service_pb2 as reviews
from support.build import NOW, conversation, flag, full_message, item, later, translation

FULL = full_message()
WISH = EscalationReason.WISH_FOR_PERSON
LINE = TranscriptLine(msg.AuthorRole.CUSTOMER, "Hallo", "Hello")


@pytest.mark.parametrize(
    ("kind", "prefix", "values", "back"),
    [
        (msg.AuthorRole, "AUTHOR_ROLE", channel_pb2.AuthorRole, convert.role_from),
        (msg.Formality, "FORMALITY", channel_pb2.Formality, convert.formality_from),
        (ReviewState, "REVIEW_STATE", review_pb2.ReviewState, wire.review_state_from),
    ],
)
def test_enums_round_trip_and_unknown_numbers_are_refused(
    kind: type[Enum], prefix: str, values: object, back: object
) -> None:
    """Every member has a wire value of its own name; 0 is None, another number refused."""
    for member in kind:
        wire = values.Value(f"{prefix}_{member.name}")  # type: ignore[attr-defined]
        assert back(wire) is member  # type: ignore[operator]
    assert back(0) is None  # type: ignore[operator]
    with pytest.raises(InvalidInput) as refused:
        back(99)  # type: ignore[operator]
    assert refused.value.reason == "UNKNOWN_ENUM_VALUE"


@pytest.mark.parametrize(
    "values",
    [
        (msg.MessageState, "MESSAGE_STATE", channel_pb2.MessageState),
        (msg.Severity, "SEVERITY", channel_pb2.Severity),
        (msg.Decision, "DECISION", channel_pb2.Decision),
        (msg.Origin, "TRANSLATION_ORIGIN", channel_pb2.TranslationOrigin),
        (conv.ConversationState, "CONVERSATION_STATE", channel_pb2.ConversationState),
    ],
)
def test_both_sides_know_the_same_members(values: tuple[type[Enum], str, object]) -> None:
    """A state that one side gains and the other lacks is found here."""
    kind, prefix, wire = values
    names = {f"{prefix}_{member.name}" for member in kind}
    assert set(wire.keys()) == names | {f"{prefix}_UNSPECIFIED"}  # type: ignore[attr-defined]


def test_every_field_of_a_message_is_carried() -> None:
    """Its translation, detection and flags with it."""
    wire = convert.message(FULL)
    assert {d.name for d in wire.DESCRIPTOR.fields} == {d.name for d, _ in wire.ListFields()}
    assert wire.text == FULL.text
    assert wire.state == channel_pb2.MESSAGE_STATE_PROVISIONAL
    assert wire.author_role == channel_pb2.AUTHOR_ROLE_CUSTOMER
    assert wire.create_time.ToDatetime(UTC) == NOW
    assert wire.decision == channel_pb2.DECISION_DELIVER_AND_REVIEW
    made = wire.translation
    assert FULL.translation is not None
    assert made.text == FULL.translation.text
    assert made.formality == channel_pb2.FORMALITY_FORMAL
    assert made.origin == channel_pb2.TRANSLATION_ORIGIN_MODEL
    assert made.confidence == pytest.approx(0.7)
    (span,) = made.low_confidence_spans
    assert (span.start, span.end, span.side) == (4, 10, channel_pb2.SPAN_SIDE_TRANSLATION)
    (raised,) = wire.flags
    assert (raised.rule, raised.severity) == ("some-rule", channel_pb2.SEVERITY_MAJOR)
    assert (raised.span.start, raised.span.end) == (0, 4)


def test_what_is_not_known_is_absent() -> None:
    """No empty detection, translation or decision stands in for none."""
    wire = convert.message(replace(FULL, detection=None, translation=None, flags=(), decision=None))
    assert not wire.HasField("detection")
    assert not wire.HasField("translation")
    assert wire.decision == channel_pb2.DECISION_UNSPECIFIED
    assert not convert.flag(flag()).HasField("span")
    assert convert.translation(translation()).formality == channel_pb2.FORMALITY_UNSPECIFIED


def test_alternatives_keep_their_order() -> None:
    """With the conversation's part in the guess."""
    candidates = (msg.Candidate("en", 0.5), msg.Candidate("de", 0.25))
    wire = convert.detection(msg.Detection("de", 0.75, True, candidates))
    assert wire is not None
    assert (wire.language, wire.confidence, wire.from_conversation) == ("de", 0.75, True)
    assert [(c.language, c.probability) for c in wire.alternatives] == [("en", 0.5), ("de", 0.25)]


def test_a_conversation_is_carried() -> None:
    """With an empty string where the customer's language is not known."""
    wire = convert.conversation(conversation(last_sequence=7, formality=msg.Formality.INFORMAL))
    assert (wire.conversation_id, wire.channel, wire.customer_id) == ("c1", "chat", "cust-1")
    assert (wire.customer_language, wire.agent_language, wire.last_sequence) == ("", "en", 7)
    assert wire.state == channel_pb2.CONVERSATION_STATE_OPEN
    assert wire.formality == channel_pb2.FORMALITY_INFORMAL


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (conv.MessageAccepted(FULL), "message_accepted"),
        (conv.MessageDelivered(FULL), "message_delivered"),
        (conv.MessageHeld(FULL), "message_held"),
        (conv.MessageCorrected(FULL, "before"), "message_corrected"),
        (conv.MessageConfirmed(FULL), "message_confirmed"),
        (conv.MessageRejected(FULL, "rude"), "message_rejected"),
        (conv.CustomerLanguageChanged(None, "de"), "customer_language_changed"),
        (conv.ConversationClosed(), "conversation_closed"),
        (conv.EscalationSuggested((WISH,), "why", (LINE,)), "escalation_suggested"),
        (conv.EscalationOverridden("ann", "mine"), "escalation_overridden"),
    ],
)
def test_every_event_has_its_kind(body: conv.EventBody, kind: str) -> None:
    """With number, time and conversation, and the message where there is one."""
    wire = convert.event(conv.Event("e1", "c1", 5, NOW, body))
    assert (wire.event_id, wire.conversation_id, wire.sequence) == ("e1", "c1", 5)
    assert wire.create_time.ToDatetime(UTC) == NOW
    assert wire.WhichOneof("kind") == kind
    if hasattr(body, "message"):
        assert getattr(wire, kind).message == convert.message(FULL)


def test_what_an_event_adds_to_its_message_is_carried() -> None:
    """Marks of a delivery, deadline, text before a correction, reason, both languages."""

    def wire(body: conv.EventBody) -> object:
        event = convert.event(conv.Event("e1", "c1", 5, NOW, body))
        return getattr(event, event.WhichOneof("kind"))

    for mark in ("provisional", "reviewed", "unreviewed_after_deadline"):
        delivered = wire(conv.MessageDelivered(FULL, **{mark: True}))
        marks = [f.name for f in fields(conv.MessageDelivered) if f.name != "message"]
        assert [getattr(delivered, name) for name in marks] == [name == mark for name in marks]
    held = wire(conv.MessageHeld(FULL, later(60)))
    assert held.deadline.ToDatetime(UTC) == later(60)  # type: ignore[attr-defined]
    assert not wire(conv.MessageHeld(FULL)).HasField("deadline")  # type: ignore[attr-defined]
    corrected = wire(conv.MessageCorrected(FULL, "before"))
    assert corrected.previous_text == "before"  # type: ignore[attr-defined]
    assert wire(conv.MessageRejected(FULL, "rude")).reason == "rude"  # type: ignore[attr-defined]
    suggested = wire(conv.EscalationSuggested((WISH,), "why", (LINE,)))
    assert suggested.reasons == [channel_pb2.ESCALATION_REASON_WISH_FOR_PERSON]  # type: ignore[attr-defined]
    (line,) = suggested.transcript  # type: ignore[attr-defined]
    assert (line.text, line.translation) == ("Hallo", "Hello")
    assert suggested.summary == "why"  # type: ignore[attr-defined]
    overridden = wire(conv.EscalationOverridden("ann", "mine"))
    assert (overridden.agent, overridden.reason) == ("ann", "mine")  # type: ignore[attr-defined]
    changed = wire(conv.CustomerLanguageChanged("de", "fr"))
    assert changed.previous_language == "de"  # type: ignore[attr-defined]
    assert changed.language == "fr"  # type: ignore[attr-defined]


def test_a_transcript_of_any_size_fits_into_what_a_client_takes() -> None:
    """As stored once: a hundred long messages in two languages; what is left out is counted."""
    line = TranscriptLine(msg.AuthorRole.CUSTOMER, "x" * 100_000, "y" * 100_000)
    body = conv.EscalationSuggested((WISH,), "why", (*[line] * 100, LINE), left_out=7)
    event = convert.event(conv.Event("e1", "c1", 5, NOW, body))
    assert event.ByteSize() < 300_000
    suggested = event.escalation_suggested
    assert suggested.transcript[-1].text == "Hallo"
    assert suggested.left_out == 7 + 101 - len(suggested.transcript)


def test_every_field_of_a_review_item_is_carried() -> None:
    """A decided, escalated one has a value in each."""
    sent = wire.review_item(
        item(
            sent_already=True,
            escalated=True,
            escalation_note="hm",
            claimed_by="ada",
            lease_until=later(60),
            decided_by="ada",
            decided_at=later(30),
            released_text="Hello",
            state=ReviewState.RELEASED,
            version=4,
            channel="chat",
            vip=True,
            senior_only=True,
            group="billing",
            two_person=True,
            approved_by="bob",
            approved_text="Hello",
            release_at=later(90),
            tags=(ReleaseTag("accuracy/omission", Cause.MODEL),),
            deadline_missed=True,
            edit_distance=0.5,
            held_up="OperationalError",
        )
    )
    assert {d.name for d in sent.DESCRIPTOR.fields} == {d.name for d, _ in sent.ListFields()}
    assert sent.etag == "4"
    assert sent.lease_expire_time.ToDatetime(UTC) == later(60)
    assert sent.decide_time.ToDatetime(UTC) == later(30)
    assert sent.deadline.ToDatetime(UTC) == later(600)


def test_a_reviewer_comes_back_as_sent() -> None:
    """Skills, hours and load, and everything else."""
    ada = Reviewer(
        "ada",
        "Ada L.",
        ReviewerRole.SENIOR,
        (direction_from("de-en"),),
        ("billing",),
        (shift_from("mon-fri 22:00-06:00"),),
        "Europe/Berlin",
        3,
    )
    assert wire.reviewer_from(wire.reviewer(ada)) == ada


def test_tags_are_kept_once_and_in_order() -> None:
    """A cause that was left open is another one than those named."""
    omission = review_pb2.ReleaseTag(category="accuracy/omission")
    grammar = review_pb2.ReleaseTag(category="fluency/grammar", cause=review_pb2.REVIEW_CAUSE_MODEL)
    assert wire.tags_from([omission, grammar, omission]) == (
        ReleaseTag("accuracy/omission", Cause.OTHER),
        ReleaseTag("fluency/grammar", Cause.MODEL),
    )


def test_moments_are_told_in_utc() -> None:
    """Whatever zone they are written in, and none where there is none."""
    cest = timezone(timedelta(hours=2))
    stamp = convert.timestamp(datetime(2025, 7, 1, 14, 0, tzinfo=cest))
    assert stamp is not None
    assert stamp.ToDatetime(UTC) == datetime(2025, 7, 1, 12, 0, tzinfo=UTC)
    assert convert.timestamp(None) is None


@pytest.mark.parametrize("seconds", [10**15, -(10**15), 2**63 - 1])
def test_times_beyond_the_calendar_are_refused(seconds: int) -> None:
    """With the field to change; protobuf has room for more than there is."""
    report = reviews.GetReportRequest()
    report.start_time.seconds = seconds
    claim = reviews.ClaimReviewItemRequest()
    claim.lease_duration.seconds = seconds
    with pytest.raises(InvalidInput) as refused:
        convert.moment_from(report, "start_time")
    assert (refused.value.reason, refused.value.field) == ("INVALID_VALUE", "start_time")
    with pytest.raises(InvalidInput) as refused:
        convert.duration_from(claim, "lease_duration")
    assert (refused.value.reason, refused.value.field) == ("INVALID_VALUE", "lease_duration")


def test_an_absent_duration_is_not_a_zero_one() -> None:
    """A claim without a lease takes the default, a claim with a lease of nothing does not."""
    request = reviews.ClaimReviewItemRequest()
    assert convert.duration_from(request, "lease_duration") is None
    request.lease_duration.FromTimedelta(timedelta())
    assert convert.duration_from(request, "lease_duration") == timedelta()
    request.lease_duration.FromTimedelta(timedelta(seconds=90))
    assert convert.duration_from(request, "lease_duration") == timedelta(seconds=90)
