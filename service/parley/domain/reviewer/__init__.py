"""Who reviews: skills, rights, hours and load."""

from parley.domain.reviewer.hours import Shift, is_on_duty, require_time_zone, shift_from
from parley.domain.reviewer.profile import (
    Direction,
    Reviewer,
    ReviewerRole,
    direction_from,
    require_profile,
)
from parley.domain.reviewer.rights import (
    may_claim,
    may_look_at,
    require_at_work,
    require_claim_of,
    require_sight_of,
    stranger,
)

__all__ = [
    "Direction",
    "Reviewer",
    "ReviewerRole",
    "Shift",
    "direction_from",
    "is_on_duty",
    "may_claim",
    "may_look_at",
    "require_at_work",
    "require_claim_of",
    "require_profile",
    "require_sight_of",
    "require_time_zone",
    "shift_from",
    "stranger",
]
