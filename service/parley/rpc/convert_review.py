"""Between the domain's review objects and the wire's."""

import json
from collections.abc import Iterable
from datetime import datetime

from parley.domain.audit import AuditEntry
from parley.domain.report import GroupBy, ReportRow
from parley.domain.review import Cause, ReleaseTag, ReviewItem, ReviewState, tag_from
from parley.domain.reviewer import Reviewer, ReviewerRole, direction_from, shift_from
from parley.rpc import convert
from parley.rpc.gen import audit_pb2, report_pb2, review_pb2, reviewer_pb2

_REVIEW_STATES = convert.names_of(ReviewState, "REVIEW_STATE", review_pb2.ReviewState)
_CAUSES = convert.names_of(Cause, "REVIEW_CAUSE", review_pb2.ReviewCause)
_GROUPINGS = convert.names_of(GroupBy, "REPORT_GROUPING", report_pb2.ReportGrouping)
_REVIEWER_ROLES = convert.names_of(ReviewerRole, "REVIEWER_ROLE", reviewer_pb2.ReviewerRole)


def review_state_from(value: int) -> ReviewState | None:
    """None for an unspecified state; raises as `convert.back`."""
    return convert.back(_REVIEW_STATES, value, "states")


def tags_from(values: Iterable[review_pb2.ReleaseTag]) -> tuple[ReleaseTag, ...]:
    """Tags in the order given, each once.

    Raises:
        InvalidInput: UNKNOWN_CATEGORY, UNKNOWN_ENUM_VALUE.
    """
    made = (
        tag_from(value.category, convert.back(_CAUSES, value.cause, "tags.cause") or Cause.OTHER)
        for value in values
    )
    return tuple(dict.fromkeys(made))


def review_item(value: ReviewItem) -> review_pb2.ReviewItem:
    return review_pb2.ReviewItem(
        review_item_id=value.review_item_id,
        conversation_id=value.conversation_id,
        message_id=value.message_id,
        state=_REVIEW_STATES[value.state],
        etag=value.etag,
        create_time=convert.timestamp(value.created_at),
        deadline=convert.timestamp(value.deadline),
        author_role=convert.ROLES[value.author_role],
        source_text=value.source_text,
        translation=convert.translation(value.translation),
        flags=map(convert.flag, value.flags),
        severity=convert.SEVERITIES[value.severity],
        sent_already=value.sent_already,
        escalated=value.escalated,
        escalation_note=value.escalation_note,
        claimed_by=value.claimed_by,
        lease_expire_time=convert.timestamp(value.lease_until),
        decided_by=value.decided_by,
        decide_time=convert.timestamp(value.decided_at),
        released_text=value.released_text,
        channel=value.channel,
        vip=value.vip,
        senior_only=value.senior_only,
        group=value.group,
        two_person=value.two_person,
        approved_by=value.approved_by,
        approved_text=value.approved_text,
        release_time=convert.timestamp(value.release_at),
        tags=[
            review_pb2.ReleaseTag(category=tag.category, cause=_CAUSES[tag.cause])
            for tag in value.tags
        ],
        deadline_missed=value.deadline_missed,
        edit_distance=value.edit_distance,
        held_up=value.held_up,
    )


def reviewer(value: Reviewer) -> reviewer_pb2.Reviewer:
    return reviewer_pb2.Reviewer(
        reviewer_id=value.reviewer_id,
        display_name=value.display_name,
        role=_REVIEWER_ROLES[value.role],
        directions=map(str, value.directions),
        groups=value.groups,
        working_hours=map(str, value.shifts),
        time_zone=value.time_zone,
        most_open_claims=value.most_open_claims,
        active=value.active,
        etag=value.etag,
    )


def reviewer_from(value: reviewer_pb2.Reviewer) -> Reviewer:
    """The profile on the wire, its version left out.

    Raises:
        InvalidInput: INVALID_DIRECTION, INVALID_WORKING_HOURS, UNKNOWN_ENUM_VALUE.
    """
    return Reviewer(
        reviewer_id=value.reviewer_id,
        display_name=value.display_name,
        role=convert.back(_REVIEWER_ROLES, value.role, "role") or ReviewerRole.REVIEWER,
        directions=tuple(map(direction_from, value.directions)),
        groups=tuple(value.groups),
        shifts=tuple(map(shift_from, value.working_hours)),
        time_zone=value.time_zone or "UTC",
        most_open_claims=value.most_open_claims,
        active=value.active,
    )


def audit_entry(value: AuditEntry) -> audit_pb2.AuditEntry:
    """The content, and the same again field by field for who does not verify it."""
    content = json.loads(value.content)
    before = content["before"]
    return audit_pb2.AuditEntry(
        sequence=value.sequence,
        create_time=convert.timestamp(datetime.fromisoformat(content["at"])),
        actor=content["actor"],
        verb=content["verb"],
        subject=content["subject"],
        changes=[
            audit_pb2.AuditChange(
                field=name,
                before=json.dumps(before[name], ensure_ascii=False) if name in before else None,
                after=json.dumps(after, ensure_ascii=False),
            )
            for name, after in content["after"].items()
        ],
        texts=[
            audit_pb2.AuditText(name=name, text=kept.text, salt=kept.salt)
            for name, kept in value.texts.items()
        ],
        content=value.content,
        previous_hash=value.previous_hash,
        hash=value.hash,
    )


def grouping_from(value: int) -> GroupBy:
    """All together for an unspecified grouping; raises as `convert.back`."""
    return convert.back(_GROUPINGS, value, "group_by") or GroupBy.ALL


def report_row(value: ReportRow) -> report_pb2.ReportRow:
    return report_pb2.ReportRow(
        key=value.key,
        messages=value.messages,
        containment=value.containment,
        human_touch=value.human_touch,
        items=value.items,
        decided=value.decided,
        edited=value.edited,
        rejected=value.rejected,
        precision=value.precision,
        deadline_misses=value.deadline_misses,
        release_p50_seconds=value.release_p50_s,
        release_p90_seconds=value.release_p90_s,
        edit_distance=value.edit_distance,
        satisfaction=value.satisfaction,
        first_contact_resolution=value.first_contact_resolution,
        from_memory=value.from_memory,
        repeats_before_release=value.repeats_before,
        repeats_after_release=value.repeats_after,
    )
