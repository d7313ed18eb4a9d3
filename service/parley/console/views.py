"""Templates, and what they need to know about the visit."""

from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from parley.console.context import console_of
from parley.domain.language import display_name
from parley.domain.message import Severity

_templates = Environment(
    loader=PackageLoader("parley.console"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M} UTC"


def _severity(severity: Severity) -> str:
    return severity.name.lower()


_templates.filters.update(clock=_clock, iso=_iso, language=display_name, severity=_severity)


def fragment(request: Request, template: str, **values: Any) -> str:
    """A template as text."""
    visitor = getattr(request.state, "visitor", None)
    return _templates.get_template(template).render(
        visitor=visitor,
        path=request.url.path,
        now=console_of(request).clock.now(),
        **values,
    )


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A template as an answer."""
    return HTMLResponse(fragment(request, template, **values), status_code=status)


def see_other(path: str) -> Response:
    """Where to go after a form."""
    return RedirectResponse(path, status_code=303)
