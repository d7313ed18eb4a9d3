"""Who may take what, and when."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from parley.domain.errors import InvalidInput, NotAllowed, WrongState
from parley.domain.review import line_of
from parley.domain.reviewer import (
    Reviewer,
    ReviewerRole,
    direction_from,
    is_on_duty,
    may_claim,
    may_look_at,
    require_at_work,
    require_claim_of,
    require_profile,
    require_sight_of,
    shift_from,
    stranger,
)
from support.build import NOW, item, translation

ADA = Reviewer("ada", directions=(direction_from("de-en"),), groups=("billing",))
SENIOR = replace(ADA, role=ReviewerRole.SENIOR, groups=())
ADMIN = replace(SENIOR, role=ReviewerRole.ADMIN)


@pytest.mark.parametrize(
    ("who", "fields", "reason"),
    [
        (ADA, {}, ""),
        (ADA, {"translation": translation(source_language="de-AT")}, ""),
        (ADA, {"translation": translation(source_language="fr")}, "LANGUAGE_NOT_REVIEWED"),
        (ADA, {"senior_only": True}, "ESCALATED_TO_OTHERS"),
        (SENIOR, {"senior_only": True}, ""),
        (ADMIN, {"senior_only": True}, ""),
        (ADA, {"group": "billing"}, ""),
        (ADA, {"group": "legal"}, "ESCALATED_TO_OTHERS"),
        (SENIOR, {"group": "billing"}, "ESCALATED_TO_OTHERS"),
        (stranger("eve"), {"senior_only": True}, ""),
        (stranger("eve"), {"group": "legal"}, ""),
    ],
)
def test_skills_role_and_groups_decide(
    who: Reviewer, fields: dict[str, object], reason: str
) -> None:
    """The claim of the next item and the claim of this one agree on who may."""
    wanted = item(**fields)
    refused = ""
    try:
        require_claim_of(who, wanted)
    except NotAllowed as error:
        refused = error.reason
    assert refused == reason
    assert may_claim(who, line_of(wanted)) is not bool(reason)


@pytest.mark.parametrize(
    ("who", "fields", "reason"),
    [
        (ADA, {}, ""),
        (ADA, {"translation": translation(source_language="fr")}, "LANGUAGE_NOT_REVIEWED"),
        (ADA, {"senior_only": True}, "ESCALATED_TO_OTHERS"),
        (ADA, {"senior_only": True, "claimed_by": "ada"}, ""),
        (ADA, {"senior_only": True, "approved_by": "ada"}, ""),
        (ADA, {"senior_only": True, "decided_by": "ada"}, ""),
        (ADA, {"senior_only": True, "decided_by": "bob"}, "ESCALATED_TO_OTHERS"),
        (SENIOR, {"group": "legal", "translation": translation(source_language="fr")}, ""),
        (ADMIN, {"group": "legal"}, ""),
    ],
)
def test_a_reviewer_sees_what_they_may_take_and_what_was_theirs(
    who: Reviewer, fields: dict[str, object], reason: str
) -> None:
    """Who leads sees all; the list of the queue agrees where nobody has an item."""
    wanted = item(**fields)
    refused = ""
    try:
        require_sight_of(who, wanted)
    except NotAllowed as error:
        refused = error.reason
    assert refused == reason
    if not {"claimed_by", "approved_by", "decided_by"} & set(fields):
        assert may_look_at(who, line_of(wanted)) is not bool(reason)


# The first of March 2025 is a Saturday.
@pytest.mark.parametrize(
    ("shift", "zone", "moment", "on_duty"),
    [
        ("sat 12:00-13:00", "UTC", (1, 12, 0), True),
        ("sat 12:00-13:00", "UTC", (1, 13, 0), False),
        ("sat 12:00-13:00", "Europe/Berlin", (1, 12, 0), False),
        ("sat 12:00-13:00", "Europe/Berlin", (1, 11, 30), True),
        ("fri 22:00-06:00", "UTC", (1, 5, 59), True),
        ("fri 22:00-06:00", "UTC", (1, 6, 0), False),
        ("fri 22:00-06:00", "UTC", (1, 22, 0), False),
        ("fri-mon 00:00-24:00", "UTC", (2, 23, 59), True),
        ("mon-fri 09:00-17:00", "America/Sao_Paulo", (3, 11, 59), False),
        ("mon-fri 09:00-17:00", "America/Sao_Paulo", (3, 12, 0), True),
    ],
)
def test_working_hours_are_in_the_reviewers_time_zone(
    shift: str, zone: str, moment: tuple[int, int, int], on_duty: bool
) -> None:
    """A shift past midnight belongs to the day on which it began."""
    day, hour, minute = moment
    now = datetime(2025, 3, day, hour, minute, tzinfo=UTC)
    assert is_on_duty((shift_from(shift),), zone, now) is on_duty


def test_daylight_saving_moves_the_hours() -> None:
    """Nine in Berlin is eight in UTC in winter, and seven in summer."""
    shift = (shift_from("mon-sun 09:00-17:00"),)
    assert not is_on_duty(shift, "Europe/Berlin", datetime(2025, 3, 29, 7, 30, tzinfo=UTC))
    assert is_on_duty(shift, "Europe/Berlin", datetime(2025, 3, 30, 7, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", ["mon-fri 09:00-17:30", "sat 22:00-02:00", "fri-mon 00:00-24:00"])
def test_a_shift_is_written_as_it_is_read(text: str) -> None:
    """What a profile shows can be sent back."""
    assert str(shift_from(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "mon", "mon 9-17", "mon 09:60-10:00", "mon 24:00-25:00", "mon-xyz 09:00-10:00",
     "mon 09:00-24:01", "mon 09:00-17:00;"],
)  # fmt: skip
def test_hours_that_are_none_are_refused(text: str) -> None:
    """A slip of the pen does not become a shift."""
    with pytest.raises(InvalidInput) as refused:
        shift_from(text)
    assert refused.value.reason == "INVALID_WORKING_HOURS"


@pytest.mark.parametrize("text", ["", "de", "de-de", "de-", "-en", "pt-BR-en", "d-en", "de>en"])
def test_a_direction_is_two_languages(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidInput) as refused:
        direction_from(text)
    assert refused.value.reason == "INVALID_DIRECTION"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reviewer_id": ""}, "INVALID_REVIEWER_ID"),
        ({"reviewer_id": " ada"}, "INVALID_REVIEWER_ID"),
        ({"reviewer_id": "a\nb"}, "INVALID_REVIEWER_ID"),
        ({"reviewer_id": "x" * 129}, "INVALID_REVIEWER_ID"),
        ({"groups": ("Billing",)}, "INVALID_GROUP"),
        ({"groups": ("a/b",)}, "INVALID_GROUP"),
        ({"time_zone": "Mars/Olympus"}, "UNKNOWN_TIME_ZONE"),
        ({"time_zone": "../etc/passwd"}, "UNKNOWN_TIME_ZONE"),
        ({"most_open_claims": -1}, "INVALID_LOAD"),
    ],
)
def test_a_profile_is_checked(fields: dict[str, object], reason: str) -> None:
    """What could not be worked with is not stored."""
    require_profile(ADA)
    with pytest.raises(InvalidInput) as refused:
        require_profile(replace(ADA, **fields))  # type: ignore[arg-type]
    assert refused.value.reason == reason


def test_nobody_works_who_left_or_is_off_duty() -> None:
    """Each is told why."""
    require_at_work(ADA, NOW)
    with pytest.raises(NotAllowed, match="not review any more"):
        require_at_work(replace(ADA, active=False), NOW)
    with pytest.raises(WrongState, match="working hours"):
        require_at_work(replace(ADA, shifts=(shift_from("sun 09:00-10:00"),)), NOW)
