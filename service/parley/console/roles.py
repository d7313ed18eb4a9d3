"""What a visitor's role lets them do."""

from parley.console.context import Visitor
from parley.domain.errors import NotAllowed


def require_lead(visitor: Visitor) -> None:
    """Raises NotAllowed: ROLE_NEEDED, for who is neither senior nor admin."""
    if not visitor.is_lead:
        raise NotAllowed("ROLE_NEEDED", "this is for senior reviewers and admins")


def require_admin(visitor: Visitor) -> None:
    """Raises NotAllowed: ROLE_NEEDED, for who is no admin."""
    if not visitor.is_admin:
        raise NotAllowed("ROLE_NEEDED", "this is for admins")
