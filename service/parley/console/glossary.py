"""The glossary: looking, adding, removing, files in and out."""

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.files import download, format_of, uploaded
from parley.console.queue import filter_of
from parley.console.roles import require_lead
from parley.console.views import page, see_other
from parley.domain.glossary import GlossaryTerm

_PAGE = 100


async def glossary_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    chosen = filter_of(dict(request.query_params))
    terms = await console.glossary.terms(chosen.source, chosen.target)
    start = (chosen.number - 1) * _PAGE
    return page(
        request,
        "glossary.html",
        terms=terms[start : start + _PAGE],
        count=len(terms),
        more=len(terms) > start + _PAGE,
        chosen=chosen,
        added=request.query_params.get("added", ""),
    )


async def add_term(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    require_lead(visitor)
    form = {key: str(value) for key, value in (await request.form()).items()}
    target = form.get("target", "").strip()
    await console.glossary.create(
        GlossaryTerm(
            source_language=form.get("source_language", ""),
            target_language=form.get("target_language", "") if target else "",
            source=form.get("source", "").strip(),
            target=target,
            created_at=console.clock.now(),
            do_not_translate=not target,
            note=form.get("note", "").strip(),
            author=visitor.name,
        )
    )
    return see_other("/glossary")


async def remove_term(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    require_lead(visitor)
    form = await request.form()
    number = request.path_params["term_id"]
    await console.glossary.delete(number, str(form.get("etag", "")), visitor.name)
    return see_other("/glossary")


async def take_in(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    require_lead(visitor)
    file, kind = await uploaded(request)
    taken = await console.glossary.take_in(file, kind, visitor.name)
    return see_other(f"/glossary?added={taken.added}")


async def give_out(request: Request, visitor: Visitor) -> Response:
    chosen = filter_of(dict(request.query_params))
    kind = format_of(request)
    pieces = console_of(request).glossary.give_out(kind, chosen.source, chosen.target)
    return await download(pieces, "glossary", kind)
