"""What releases suggest for the glossary, to be added or dismissed by those who lead."""

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.roles import require_lead
from parley.console.views import page, see_other

_SHOWN = 20


async def proposals(request: Request, visitor: Visitor) -> Response:
    """Those that most releases speak for; the glossary's page asks for them by itself."""
    require_lead(visitor)
    found = await console_of(request).proposals.proposals("", "")
    return page(request, "_proposals.html", proposals=found[:_SHOWN], count=len(found))


async def accept(request: Request, visitor: Visitor) -> Response:
    """Add it, under the source in the form."""
    require_lead(visitor)
    source = str((await request.form()).get("source", ""))
    await console_of(request).proposals.accept(
        request.path_params["proposal_id"], visitor.name, source
    )
    return see_other("/glossary?added=1")


async def dismiss(request: Request, visitor: Visitor) -> Response:
    """It is not proposed again."""
    require_lead(visitor)
    reason = str((await request.form()).get("reason", ""))
    await console_of(request).proposals.dismiss(
        request.path_params["proposal_id"], visitor.name, reason
    )
    return see_other("/glossary")
