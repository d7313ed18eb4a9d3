"""A reviewer as the queue knows them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from parley.domain.errors import InvalidInput
from parley.domain.language import normalise_tag, primary
from parley.domain.reviewer.hours import Shift, require_time_zone

_ID_LIMIT = 128
_GROUP = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class ReviewerRole(StrEnum):
    """A senior takes what reviewers escalate; an admin may do that and manages the others."""

    REVIEWER = "reviewer"
    SENIOR = "senior"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, order=True)
class Direction:
    """Two languages by primary tag."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


def direction_from(text: str) -> Direction:
    """ "de-en": regions do not count, so that two tags are all there is.

    Raises:
        InvalidInput: INVALID_DIRECTION.
    """
    source, _, target = text.strip().partition("-")
    try:
        made = Direction(*(primary(normalise_tag(tag)) for tag in (source, target)))
    except InvalidInput:
        made = Direction("", "")
    if not made.source or made.source == made.target or "-" in target:
        raise InvalidInput(
            "INVALID_DIRECTION", f"{text[:40]!r} is not written like 'de-en'", field="directions"
        )
    return made


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One person who reviews; `version` grows with every change.

    Attributes:
        reviewer_id: the name that claims and verdicts carry.
        directions: what they read and write; empty for everything.
        groups: subjects that items are escalated to.
        shifts: their working hours in `time_zone`; empty for always.
        most_open_claims: how many items they may hold at a time; 0 for any number.
        active: False for somebody who left; what they did stays under their name.
        is_known: False for a name that no profile was made for.
    """

    reviewer_id: str
    display_name: str = ""
    role: ReviewerRole = ReviewerRole.REVIEWER
    directions: tuple[Direction, ...] = ()
    groups: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    time_zone: str = "UTC"
    most_open_claims: int = 0
    active: bool = True
    version: int = 1
    is_known: bool = True

    @property
    def etag(self) -> str:
        return str(self.version)


def require_profile(reviewer: Reviewer) -> None:
    """Whether a profile can be stored.

    Raises:
        InvalidInput: INVALID_REVIEWER_ID, INVALID_GROUP, UNKNOWN_TIME_ZONE, INVALID_LOAD.
    """
    name = reviewer.reviewer_id
    if not name.strip() or name != name.strip() or len(name) > _ID_LIMIT or not name.isprintable():
        raise InvalidInput(
            "INVALID_REVIEWER_ID",
            f"a reviewer's id is 1 to {_ID_LIMIT} printable characters, no space at its ends",
            field="reviewer_id",
        )
    for group in reviewer.groups:
        require_group(group, field="groups")
    require_time_zone(reviewer.time_zone)
    if reviewer.most_open_claims < 0:
        raise InvalidInput(
            "INVALID_LOAD", "the most open claims are not negative", field="most_open_claims"
        )


def require_group(group: str, *, field: str = "group") -> None:
    """Raises InvalidInput: INVALID_GROUP, of the field that the caller knows it by."""
    if not _GROUP.fullmatch(group):
        raise InvalidInput(
            "INVALID_GROUP",
            "a group's name is 1 to 64 small letters, digits, - and _",
            field=field,
        )
