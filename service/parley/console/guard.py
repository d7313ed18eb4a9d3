"""What every answer carries, and what every request has to bring."""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from parley.console.context import Console, Visitor, console_of
from parley.domain.errors import InvalidInput, NotAllowed
from parley.domain.reviewer import Reviewer

Handler = Callable[[Request, Visitor], Awaitable[Response]]

_CSRF_FIELD = "csrf"
_CSRF_HEADER = "x-csrf-token"
_HEADERS = {
    # No inline script or style anywhere: what slips into a page cannot run.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
CHOOSING_PAGE = "/password"
_WITH_ONE_TIME_PASSWORD = frozenset({CHOOSING_PAGE, "/sign-out"})
_YEAR_S = 365 * 24 * 3600


class Headers:
    """ASGI middleware: the security headers, and no page in any cache."""

    def __init__(self, app: ASGIApp, *, strict_transport: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if strict_transport:
            self._headers["strict-transport-security"] = f"max-age={_YEAR_S}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def cookie_name(console: Console, name: str = "parley") -> str:
    """Under TLS a name that browsers take only from this very host, and only with Secure."""
    return f"__Host-{name}" if console.rules.secure_cookies else name


def signed_in(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A page for who is signed in; a form of theirs has to carry its session's token."""

    async def endpoint(request: Request) -> Response:
        visitor = await visitor_of(request)
        if visitor is None:
            return _to_sign_in(request)
        if request.method == "POST":
            await _require_csrf(request, visitor.session.csrf_token)
        if visitor.session.one_time and request.url.path not in _WITH_ONE_TIME_PASSWORD:
            return RedirectResponse(CHOOSING_PAGE, status_code=303)
        request.state.visitor = visitor
        return await handler(request, visitor)

    return endpoint


def watching(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A stream for who is signed in; following it does not count as being there."""

    async def endpoint(request: Request) -> Response:
        visitor = await visitor_of(request, is_there=False)
        if visitor is None or visitor.session.one_time:
            # 204 tells an EventSource not to come back.
            return Response(status_code=204)
        return await handler(request, visitor)

    return endpoint


def require_same_origin(request: Request) -> None:
    """Refuse a form that another site's page sent.

    Raises:
        InvalidInput: FORGED_REQUEST.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host", "")
    if site not in {"same-origin", "none"} or foreign:
        raise InvalidInput(
            "FORGED_REQUEST", "this form was not sent by a page of the console", field="origin"
        )


async def visitor_of(request: Request, *, is_there: bool = True) -> Visitor | None:
    """Who is signed in now, as their profile is now; `is_there` as for `AccountFlow.session`."""
    console = console_of(request)
    token = request.cookies.get(cookie_name(console), "")
    session = await console.accounts.session(token, is_there=is_there) if token else None
    if session is None:
        return None
    profile = await _profile(console, session.name)
    if profile is None:
        await console.accounts.sign_out(token)
        return None
    return Visitor(session, token, profile)


async def _profile(console: Console, name: str) -> Reviewer | None:
    """None for who may not review, or does not any more."""
    try:
        profile = await console.reviews.reviewer(name)
    except NotAllowed:
        return None
    return profile if profile.active else None


async def _require_csrf(request: Request, expected: str) -> None:
    require_same_origin(request)
    given = request.headers.get(_CSRF_HEADER)
    if given is None:
        given = str((await request.form()).get(_CSRF_FIELD, ""))
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise InvalidInput(
            "FORGED_REQUEST", "this form belongs to another session: load the page again",
            field=_CSRF_FIELD,
        )  # fmt: skip


def _to_sign_in(request: Request) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method != "GET":
        return RedirectResponse("/sign-in", status_code=303)
    came_from = request.url.path
    if request.url.query:
        came_from = f"{came_from}?{request.url.query}"
    return RedirectResponse(f"/sign-in?next={quote(came_from, safe='')}", status_code=303)
