"""The reviewers: who they are, what they may take, when they work, and how they sign in."""

from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Console, Visitor, console_of
from parley.console.roles import require_admin
from parley.console.views import page, see_other
from parley.domain.account import Account
from parley.domain.errors import InvalidInput, NotFound
from parley.domain.reviewer import (
    Reviewer,
    ReviewerRole,
    direction_from,
    is_on_duty,
    require_profile,
    shift_from,
)


@dataclass(frozen=True, slots=True)
class _Member:
    """A reviewer, and their account, None for none."""

    profile: Reviewer
    account: Account | None
    is_on_duty: bool


async def team_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    accounts = {account.name: account for account in await console.accounts.accounts()}
    now = console.clock.now()
    reviewers = await console.reviewers.reviewers()
    return page(
        request,
        "team.html",
        members=[
            _Member(
                profile,
                accounts.get(profile.reviewer_id),
                profile.active and is_on_duty(profile.shifts, profile.time_zone, now),
            )
            for profile in sorted(reviewers, key=lambda profile: not profile.active)
        ],
        roles=[role.value for role in ReviewerRole],
        notice=request.query_params.get("notice", ""),
        provider=console.single_sign_on.settings.name if console.single_sign_on else "",
    )


async def change_reviewer(request: Request, visitor: Visitor) -> Response:
    """What a profile says: role, skills, hours, load, and whether they review."""
    console = console_of(request)
    require_admin(visitor)
    form = await _form(request)
    profile = await console.reviewers.reviewer(form.get("reviewer", ""))
    changed = replace(_written(profile, form), active="active" in form)
    _require_others(visitor, profile.reviewer_id, loses=not (_is_admin(changed) and changed.active))
    await console.reviewers.update(changed, form.get("etag", ""), visitor.name)
    return see_other("/team?notice=saved")


async def add_reviewer(request: Request, visitor: Visitor) -> Response:
    """A new profile and its account, whose password for the first time is shown once."""
    console = console_of(request)
    require_admin(visitor)
    form = await _form(request)
    name = form.get("reviewer", "").strip()
    profile = _written(Reviewer(name), form)
    # Refused before anything is made: an account without a profile would have the least of roles.
    require_profile(profile)
    if await _profile(console, name) is None:
        await console.reviewers.create(profile, visitor.name)
    return _given(request, name, await console.accounts.create(name, visitor.name))


async def change_account(request: Request, visitor: Visitor) -> Response:
    """Make, reset, switch off or on, link or unlink the account of a reviewer."""
    console = console_of(request)
    require_admin(visitor)
    form = await _form(request)
    name, verb = form.get("reviewer", ""), form.get("verb", "")
    _require_others(visitor, name, loses=True)
    await console.reviewers.reviewer(name)
    if verb in {"create", "reset"}:
        give = console.accounts.create if verb == "create" else console.accounts.reset
        return _given(request, name, await give(name, visitor.name))
    if verb in {"link", "unlink"}:
        change = console.accounts.allow_link if verb == "link" else console.accounts.unlink
        await change(name, visitor.name)
        return see_other(f"/team?notice={verb}ed")
    if verb not in {"disable", "enable"}:
        raise InvalidInput("UNKNOWN_VERB", "there is no such thing to do", field="verb")
    await console.accounts.switch(name, verb == "enable", visitor.name)
    return see_other(f"/team?notice={verb}d")


def _given(request: Request, name: str, password: str) -> Response:
    until = console_of(request).accounts.one_time_until()
    return page(request, "password_given.html", name=name, password=password, until=until)


def _written(profile: Reviewer, form: dict[str, str]) -> Reviewer:
    """The profile as a form has it."""
    try:
        role = ReviewerRole(form.get("role", ""))
    except ValueError:
        raise InvalidInput("UNKNOWN_ROLE", "there is no such role", field="role") from None
    load = form.get("load", "").strip() or "0"
    if not (load.isascii() and load.isdigit() and len(load) <= 4):
        raise InvalidInput("INVALID_LOAD", "the load is a number of items", field="load")
    return replace(
        profile,
        display_name=form.get("display_name", "").strip()[:128],
        role=role,
        directions=tuple(direction_from(part) for part in _parts(form.get("directions", ""))),
        groups=tuple(_parts(form.get("groups", ""))),
        shifts=tuple(shift_from(part) for part in _parts(form.get("hours", ""))),
        time_zone=form.get("time_zone", "").strip() or "UTC",
        most_open_claims=int(load),
    )


def _require_others(visitor: Visitor, name: str, *, loses: bool) -> None:
    """Nobody locks themselves out, so that there is an admin always.

    Raises:
        InvalidInput: OWN_RIGHTS.
    """
    if loses and name == visitor.name:
        raise InvalidInput("OWN_RIGHTS", "another admin has to do that to you", field="reviewer")


def _is_admin(profile: Reviewer) -> bool:
    return profile.role is ReviewerRole.ADMIN


async def _profile(console: Console, name: str) -> Reviewer | None:
    try:
        return await console.reviewers.reviewer(name)
    except NotFound:
        return None


async def _form(request: Request) -> dict[str, str]:
    return {key: str(value) for key, value in (await request.form()).items()}


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
