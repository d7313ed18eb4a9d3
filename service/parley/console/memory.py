"""The translation memory: searching, removing, files in and out."""

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.files import download, format_of, uploaded
from parley.console.queue import filter_of
from parley.console.roles import require_lead
from parley.console.views import page, see_other
from parley.domain.memory import MemoryQuery
from parley.flow.slots import written

_PAGE = 100


async def memory_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    chosen = filter_of(dict(request.query_params))
    text = request.query_params.get("text", "")[:200]
    after = request.query_params.get("after", "0")
    units = await console.memory.units(
        MemoryQuery(
            chosen.source,
            chosen.target,
            text,
            after_unit_id=int(after[:12]) if after.isascii() and after.isdigit() else 0,
            limit=_PAGE + 1,
        )
    )
    return page(
        request,
        "memory.html",
        units=[(unit, written(unit.source), written(unit.target)) for unit in units[:_PAGE]],
        more=units[_PAGE - 1].unit_id if len(units) > _PAGE else 0,
        chosen=chosen,
        text=text,
        added=request.query_params.get("added", ""),
    )


async def remove_unit(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    require_lead(visitor)
    form = await request.form()
    await console.memory.delete(
        request.path_params["unit_id"], str(form.get("etag", "")), visitor.name
    )
    return see_other("/memory")


async def take_in(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    require_lead(visitor)
    file, kind = await uploaded(request)
    taken = await console.memory.take_in(file, kind, visitor.name)
    return see_other(f"/memory?added={taken.added}")


async def give_out(request: Request, visitor: Visitor) -> Response:
    chosen = filter_of(dict(request.query_params))
    kind = format_of(request)
    pieces = console_of(request).memory.give_out(kind, chosen.source, chosen.target)
    return await download(pieces, "memory", kind)
