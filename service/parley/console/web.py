"""The console's pages by path."""

import logging
from importlib.resources import files

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from parley.console import (
    aids,
    audit,
    item,
    oidc,
    password,
    policies,
    proposals,
    queue,
    reports,
    signin,
    team,
    verbs,
)
from parley.console.context import Console, Visitor
from parley.console.glossary import GLOSSARY
from parley.console.guard import CHOOSING_PAGE, Headers, signed_in, watching
from parley.console.memory import MEMORY
from parley.console.views import page, see_other
from parley.domain.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Overloaded,
    ParleyError,
    Unavailable,
    WrongState,
)

_log = logging.getLogger(__name__)

_STATIC = str(files("parley.console") / "static")
_MOST_BODY_BYTES = 8 * 1024 * 1024
_STATUSES: dict[type[ParleyError], int] = {
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    AlreadyExists: 409,
    Conflict: 409,
    WrongState: 409,
    Overloaded: 429,
    Unavailable: 503,
}


def build_app(console: Console) -> ASGIApp:
    """The console as an ASGI application."""
    app = Starlette(
        routes=[
            Route("/", signed_in(_home)),
            Route("/sign-in", signin.sign_in_page),
            Route("/sign-in", signin.sign_in, methods=["POST"]),
            *(oidc.ROUTES if console.single_sign_on else ()),
            Route("/sign-out", signed_in(signin.sign_out), methods=["POST"]),
            Route("/queue", signed_in(queue.queue_page)),
            Route("/queue/next", signed_in(queue.next_item), methods=["POST"]),
            Route("/queue/stream", watching(queue.queue_stream)),
            Route("/items/{item_id}", signed_in(item.item_page)),
            Route("/items/{item_id}/stream", watching(item.item_stream)),
            Route("/items/{item_id}/diff", signed_in(aids.diff), methods=["POST"]),
            Route("/items/{item_id}/back", signed_in(aids.back_translation), methods=["POST"]),
            Route("/items/{item_id}/alternatives", signed_in(aids.alternatives)),
            Route("/items/{item_id}/alike", signed_in(aids.alike), methods=["POST"]),
            Route(
                "/items/{item_id}/release-alike", signed_in(verbs.release_alike), methods=["POST"]
            ),
            Route("/items/{item_id}/undo-alike", signed_in(verbs.undo_alike), methods=["POST"]),
            Route("/items/{item_id}/claim", signed_in(verbs.claim), methods=["POST"]),
            Route("/items/{item_id}/renew", signed_in(verbs.renew), methods=["POST"]),
            Route("/items/{item_id}/release", signed_in(verbs.release), methods=["POST"]),
            Route("/items/{item_id}/reject", signed_in(verbs.reject), methods=["POST"]),
            Route("/items/{item_id}/escalate", signed_in(verbs.escalate), methods=["POST"]),
            Route("/items/{item_id}/return", signed_in(verbs.give_back), methods=["POST"]),
            Route("/items/{item_id}/undo", signed_in(verbs.undo), methods=["POST"]),
            *GLOSSARY.routes(),
            Route("/glossary/proposals", signed_in(proposals.proposals)),
            Route(
                "/glossary/proposals/{proposal_id}/accept",
                signed_in(proposals.accept),
                methods=["POST"],
            ),
            Route(
                "/glossary/proposals/{proposal_id}/dismiss",
                signed_in(proposals.dismiss),
                methods=["POST"],
            ),
            *MEMORY.routes(),
            *policies.ROUTES,
            Route("/reports", signed_in(reports.report_page)),
            Route("/reports/over-time", signed_in(reports.over_time)),
            Route("/reports.csv", signed_in(reports.report_file)),
            Route("/audit", signed_in(audit.audit_page)),
            Route("/audit/verify", signed_in(audit.verify), methods=["POST"]),
            Route("/audit/verified", signed_in(audit.verify_on)),
            Route("/team", signed_in(team.team_page)),
            Route("/team", signed_in(team.change_reviewer), methods=["POST"]),
            Route("/team/add", signed_in(team.add_reviewer), methods=["POST"]),
            Route("/team/account", signed_in(team.change_account), methods=["POST"]),
            Route(CHOOSING_PAGE, signed_in(password.password_page)),
            Route(CHOOSING_PAGE, signed_in(password.choose_password), methods=["POST"]),
            Mount("/static", _Static(directory=_STATIC)),
        ],
        middleware=[
            Middleware(Headers, strict_transport=console.rules.secure_cookies),
            Middleware(_SmallBodies),
        ],
        exception_handlers={ParleyError: _refused, 404: _not_there, Exception: _failed},
    )
    app.state.console = console
    return _Quiet(app)


class _Quiet:
    """Keeps a fault, whose text may be a customer's, from the web server's own log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            # Starlette has answered with a page by now; a broken stream just ends.
            _log.error("a page failed: %s", type(error).__name__)


class _Static(StaticFiles):
    """Styles and scripts: the one thing that may be cached, by asking whether it changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = "no-cache"
        return answer


class _SmallBodies:
    """ASGI middleware: refuses what is larger than any form of the console."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit() or int(length) > _MOST_BODY_BYTES:
                await PlainTextResponse("the form is too large", 413)(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _home(request: Request, visitor: Visitor) -> Response:
    return see_other("/queue")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ParleyError)
    status = _STATUSES.get(type(error), 400)
    return page(request, "error.html", status=status, reason=error.reason, message=error.message)


async def _not_there(request: Request, error: Exception) -> Response:
    return page(
        request, "error.html", status=404, reason="PAGE_NOT_FOUND", message="There is no such page."
    )


async def _failed(request: Request, error: Exception) -> Response:
    message = "Something went wrong here. The log says what kind of fault it was."
    return page(request, "error.html", status=500, reason="INTERNAL", message=message)
