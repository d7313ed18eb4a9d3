"""Signing in through an identity provider: there, and back."""

import logging
import secrets
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from parley.console.context import Console, console_of
from parley.console.departures import LIFETIME
from parley.console.guard import cookie_name
from parley.console.person import Person, is_complete, person_from
from parley.console.signin import give_session, inside
from parley.console.single_sign_on import SingleSignOn
from parley.console.views import page
from parley.domain.errors import NotAllowed, NotFound, ParleyError
from parley.domain.reviewer import Reviewer

_log = logging.getLogger(__name__)

_CALLBACK = "/sign-in/oidc/callback"
# Ties the way back to the browser that left.
_COOKIE = "parley-oidc"
# In the audit log, for what the provider's word changed.
_VOUCHER = "single sign-on"


async def leave(request: Request) -> Response:
    """To the provider."""
    console = console_of(request)
    sso = _single_sign_on(console)
    # One that is there serves again, so that two tabs do not end each other's sign-in.
    cookie = cookie_name(console, _COOKIE)
    browser = request.cookies.get(cookie) or secrets.token_urlsafe(32)
    departure = sso.departures.begin(
        browser,
        redirect_uri=f"{_origin(request, sso)}{_CALLBACK}",
        came_from=inside(request.query_params.get("next", "")),
    )
    answer = RedirectResponse(await sso.provider.authorization_url(departure), status_code=303)
    answer.set_cookie(
        cookie,
        browser,
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        # The provider's redirect is another site's; a strict cookie would stay behind.
        samesite="lax",
        secure=console.rules.secure_cookies,
        path="/",
    )
    return answer


async def come_back(request: Request) -> Response:
    """From the provider, with a code."""
    console = console_of(request)
    sso = _single_sign_on(console)
    try:
        person, target = await _arrived(request, console, sso)
        token = await _admit(console, sso, person)
    except ParleyError as error:
        _log.warning("single sign-on refused: %s", error.reason)
        raise
    # A page, as browsers keep the strict cookie from a redirect that another site began.
    answer = page(request, "signed_in.html", target=target)
    give_session(answer, console, token)
    return answer


ROUTES = (Route("/sign-in/oidc", leave), Route(_CALLBACK, come_back))


async def _arrived(request: Request, console: Console, sso: SingleSignOn) -> tuple[Person, str]:
    """Who came back, and where they wanted to go."""
    asked = request.query_params
    departure = sso.departures.arrive(
        request.cookies.get(cookie_name(console, _COOKIE), ""), asked.get("state", "")
    )
    # RFC 9207: an answer that names its issuer has to name ours.
    other_issuer = asked.get("iss", sso.settings.issuer) != sso.settings.issuer
    if other_issuer or "code" not in asked:
        raise sso.provider.refused(asked.get("error", ""), asked.get("iss"))
    claims = await sso.provider.claims(
        asked["code"], departure, lambda found: is_complete(found, sso.settings)
    )
    return person_from(claims, sso.settings), departure.came_from


async def _admit(console: Console, sso: SingleSignOn, person: Person) -> str:
    """A session's token, once account and profile are as the settings want them.

    Raises:
        NotAllowed: REVIEWER_INACTIVE, and as `AccountFlow.admitted`.
    """
    # A profile that waits for its account has a role: nobody takes that by choosing its name.
    is_free = await _profile(console, person.identity.name) is None
    create = sso.settings.create and is_free
    name = await console.accounts.admitted(person.identity, create=create)
    profile = await _profile(console, name)
    if profile is not None and not profile.active:
        raise NotAllowed("REVIEWER_INACTIVE", "your profile says that you left")
    token = await console.accounts.sign_in_vouched(person.identity, _VOUCHER, create=create)
    if profile is None and (sso.settings.create or person.role):
        made = Reviewer(name)
        await console.reviewers.create(replace(made, role=person.role or made.role), _VOUCHER)
    elif profile is not None and person.role not in {None, profile.role}:
        assert person.role is not None
        changed = replace(profile, role=person.role)
        await console.reviewers.update(changed, profile.etag, _VOUCHER)
    return token


async def _profile(console: Console, name: str) -> Reviewer | None:
    try:
        return await console.reviewers.reviewer(name)
    except NotFound:
        return None


def _single_sign_on(console: Console) -> SingleSignOn:
    assert console.single_sign_on is not None, "without it these pages are not there"
    return console.single_sign_on


def _origin(request: Request, sso: SingleSignOn) -> str:
    """The console's, as the browser sees it."""
    if sso.settings.console_url:
        return sso.settings.console_url.rstrip("/")
    scheme = "https" if console_of(request).rules.secure_cookies else "http"
    return f"{scheme}://{request.headers.get('host', '')}"
