"""Signing in and out."""

import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Console, Visitor, console_of
from parley.console.guard import cookie_name, require_same_origin
from parley.console.views import page, see_other
from parley.domain.errors import InvalidInput, Overloaded

# Ties the form to the browser that loaded it, so that nobody is signed in as somebody else.
_FORM_COOKIE = "parley-form"
_HOME = "/queue"
_SAID = {"ONE_TIME_PASSWORD_EXPIRED": "This password was good for a while only: ask for a new one."}


async def sign_in_page(request: Request) -> Response:
    return _form(request, status=200, name="", problem="")


async def sign_in(request: Request) -> Response:
    console = console_of(request)
    require_same_origin(request)
    form = await request.form()
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    given = str(form.get("form", ""))
    if not given or not hmac.compare_digest(
        given.encode(), request.cookies.get(_FORM_COOKIE, "").encode()
    ):
        return _form(request, status=400, name=name, problem="Please try again.")
    address = request.client.host if request.client else ""
    try:
        token = await console.accounts.sign_in(name, password, address)
    except InvalidInput as error:
        problem = _SAID.get(error.reason, "No account has this name and password.")
        return _form(request, status=401, name=name, problem=problem)
    except Overloaded as error:
        waiting = f"Too many failed sign-ins. Try again in {error.retry_after_s:.0f} seconds."
        return _form(request, status=429, name=name, problem=waiting)
    answer = see_other(inside(str(form.get("next", ""))))
    give_session(answer, console, token)
    answer.delete_cookie(_FORM_COOKIE)
    return answer


async def sign_out(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    await console.accounts.sign_out(visitor.token)
    answer = see_other("/sign-in")
    answer.delete_cookie(cookie_name(console), secure=console.rules.secure_cookies)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def give_session(answer: Response, console: Console, token: str) -> None:
    """Let the browser carry a session's token."""
    answer.set_cookie(
        cookie_name(console),
        token,
        httponly=True,
        samesite="strict",
        secure=console.rules.secure_cookies,
        path="/",
    )


def _form(request: Request, *, status: int, name: str, problem: str) -> Response:
    key = secrets.token_urlsafe(16)
    came_from = request.query_params.get("next", "")
    sso = console_of(request).single_sign_on
    answer = page(
        request,
        "sign_in.html",
        status=status,
        name=name,
        problem=problem,
        key=key,
        came_from=inside(came_from),
        provider=sso.settings.name if sso else "",
    )
    answer.set_cookie(
        _FORM_COOKIE,
        key,
        httponly=True,
        samesite="strict",
        secure=console_of(request).rules.secure_cookies,
    )
    return answer


def inside(path: str) -> str:
    """A path of the console's own, whatever was asked for."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside else _HOME
