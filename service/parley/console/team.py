"""The reviewers: who they are, what they may take, and whether they do."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.roles import require_admin
from parley.console.views import page, see_other
from parley.domain.errors import InvalidInput
from parley.domain.reviewer import ReviewerRole, direction_from


async def team_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    accounts = {account.name for account in await console.accounts.accounts() if account.active}
    return page(
        request,
        "team.html",
        reviewers=await console.reviewers.reviewers(),
        accounts=accounts,
        roles=[role.value for role in ReviewerRole],
    )


async def change_reviewer(request: Request, visitor: Visitor) -> Response:
    """Role, directions, groups and whether they review; hours stay as they are."""
    console = console_of(request)
    require_admin(visitor)
    form = {key: str(value) for key, value in (await request.form()).items()}
    profile = await console.reviewers.reviewer(form.get("reviewer", ""))
    try:
        role = ReviewerRole(form.get("role", ""))
    except ValueError:
        raise InvalidInput("UNKNOWN_ROLE", "there is no such role", field="role") from None
    changed = replace(
        profile,
        role=role,
        directions=tuple(direction_from(part) for part in _parts(form.get("directions", ""))),
        groups=tuple(_parts(form.get("groups", ""))),
        active="active" in form,
    )
    await console.reviewers.update(changed, form.get("etag", ""), visitor.name)
    return see_other("/team")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
