"""Choosing another password, which whoever was given one has to do first."""

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.signin import give_session
from parley.console.views import page, see_other
from parley.domain.errors import InvalidInput, Overloaded

_SAID = {
    "SIGN_IN_REFUSED": "This is not your password.",
    "SAME_PASSWORD": "Choose another one than you have.",
}


async def password_page(request: Request, visitor: Visitor) -> Response:
    return page(request, "password.html", problem="")


async def choose_password(request: Request, visitor: Visitor) -> Response:
    """Ends every session of the account but a new one for this browser."""
    console = console_of(request)
    form = await request.form()
    chosen = str(form.get("chosen", ""))
    if chosen != str(form.get("again", "")):
        problem = "The two new passwords differ."
        return page(request, "password.html", status=400, problem=problem)
    address = request.client.host if request.client else ""
    try:
        token = await console.accounts.choose_password(
            visitor.name, str(form.get("password", "")), chosen, address
        )
    except (InvalidInput, Overloaded) as error:
        problem = _SAID.get(error.reason, error.message)
        return page(request, "password.html", status=400, problem=problem)
    answer = see_other("/queue?notice=password")
    give_session(answer, console, token)
    return answer
