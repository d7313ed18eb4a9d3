"""What a visitor's role lets them do."""

from parley.console.context import Console, Visitor
from parley.domain.errors import NotAllowed, NotFound
from parley.domain.reviewer import Reviewer, ReviewerRole

SENIORS = frozenset({ReviewerRole.SENIOR, ReviewerRole.ADMIN})
ADMINS = frozenset({ReviewerRole.ADMIN})


async def role_of(console: Console, visitor: Visitor) -> ReviewerRole:
    """The role in the visitor's profile; without an active one the least."""
    profile = await _profile(console, visitor.name)
    return profile.role if profile is not None and profile.active else ReviewerRole.REVIEWER


async def is_switched_off(console: Console, name: str) -> bool:
    """Whether an admin has put the profile of this name out of service."""
    profile = await _profile(console, name)
    return profile is not None and not profile.active


async def require_role(console: Console, visitor: Visitor, roles: frozenset[ReviewerRole]) -> None:
    """Raises NotAllowed: ROLE_NEEDED."""
    if await role_of(console, visitor) not in roles:
        needed = " or ".join(sorted(roles))
        raise NotAllowed("ROLE_NEEDED", f"this is for reviewers of the role {needed}")


async def _profile(console: Console, name: str) -> Reviewer | None:
    try:
        return await console.reviewers.reviewer(name)
    except NotFound:
        return None
