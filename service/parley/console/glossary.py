"""The glossary's page: terms, how they are written down in a form, and read from it."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request

from parley.console.context import Console, Visitor, console_of
from parley.console.curated import PAGE, Curated, Form
from parley.console.queue import filter_of
from parley.domain.glossary import GlossaryTerm


async def _listing(request: Request) -> dict[str, Any]:
    chosen = filter_of(dict(request.query_params))
    text = request.query_params.get("text", "")[:200]
    glossary = console_of(request).glossary
    terms = await glossary.terms(chosen.source, chosen.target)
    found = [term for term in terms if _has(term, text.casefold())]
    start = (chosen.number - 1) * PAGE
    return {
        "entries": found[start : start + PAGE],
        "count": len(found),
        "more": len(found) > start + PAGE,
        "chosen": chosen,
        "text": text,
        "unspoken": glossary.unspoken(found),
    }


async def _find(console: Console, term_id: int) -> GlossaryTerm:
    return await console.glossary.term(term_id)


async def _add(console: Console, visitor: Visitor, form: Form) -> GlossaryTerm:
    blank = GlossaryTerm(
        source_language=form.get("source_language", ""),
        target_language=form.get("target_language", "") if form.get("target") else "",
        source="",
        target="",
        created_at=console.clock.now(),
    )
    return await console.glossary.create(_written(blank, form, visitor))


async def _change(console: Console, visitor: Visitor, term_id: int, form: Form) -> GlossaryTerm:
    was = await console.glossary.term(term_id)
    return await console.glossary.update(_written(was, form, visitor), form.get("etag", ""))


def _written(term: GlossaryTerm, form: Form, visitor: Visitor) -> GlossaryTerm:
    """The term as a form has it; the first of several words is the term, the rest its variants."""
    source, *variants = _words(form.get("source", ""), (term.source, *term.variants))
    target, *target_variants = _words(form.get("target", ""), (term.target, *term.target_variants))
    return replace(
        term,
        source=source,
        variants=tuple(variants),
        target=target,
        target_variants=tuple(target_variants),
        do_not_translate=not target,
        note=form.get("note", ""),
        author=visitor.name,
    )


def _words(text: str, before: tuple[str, ...]) -> list[str]:
    """At least one, which may be empty.

    What the form still says as it was shown stays: a file or the API may have brought a word that
    has a comma in it.
    """
    if text == ", ".join(before):
        return list(before)
    return [word for part in text.split(",") if (word := part.strip())] or [""]


def _has(term: GlossaryTerm, text: str) -> bool:
    words = (term.source, *term.variants, term.target, *term.target_variants, term.note)
    return any(text in word.casefold() for word in words)


GLOSSARY = Curated(
    name="glossary",
    shelf=lambda console: console.glossary,
    listing=_listing,
    row="_term.html",
    find=_find,
    add=_add,
    change=_change,
)
