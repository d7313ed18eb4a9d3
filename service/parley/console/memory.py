"""The translation memory's page: units, how they are written down in a form, and read from it."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from parley.console.context import Console, Visitor, console_of
from parley.console.curated import PAGE, Curated, Form
from parley.console.queue import filter_of
from parley.domain.errors import InvalidInput
from parley.domain.memory import MemoryQuery, MemoryUnit
from parley.domain.message import Formality
from parley.flow.curate import Entry
from parley.flow.slots import written


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit, and its texts with their slots as people write them."""

    unit: MemoryUnit
    source: str
    target: str


async def _listing(request: Request) -> dict[str, Any]:
    chosen = filter_of(dict(request.query_params))
    text = request.query_params.get("text", "")[:200]
    after = request.query_params.get("after", "0")
    units = await console_of(request).memory.units(
        MemoryQuery(
            chosen.source,
            chosen.target,
            text,
            after_unit_id=int(after[:12]) if after.isascii() and after.isdigit() else 0,
            limit=PAGE + 1,
        )
    )
    return {
        "entries": [_shown(unit) for unit in units[:PAGE]],
        "more": units[PAGE - 1].unit_id if len(units) > PAGE else 0,
        "chosen": chosen,
        "text": text,
    }


async def _find(console: Console, unit_id: int) -> _Unit:
    return _shown(await console.memory.unit(unit_id))


async def _add(console: Console, visitor: Visitor, form: Form) -> _Unit:
    return _shown(await console.memory.create(_entry(visitor, form)))


async def _change(console: Console, visitor: Visitor, unit_id: int, form: Form) -> _Unit:
    changed = await console.memory.update(unit_id, form.get("etag", ""), _entry(visitor, form))
    return _shown(changed)


def _shown(unit: MemoryUnit) -> _Unit:
    return _Unit(unit, written(unit.source), written(unit.target))


def _entry(visitor: Visitor, form: Form) -> Entry:
    formality = form.get("formality", "")
    try:
        chosen = Formality(formality) if formality else None
    except ValueError:
        raise InvalidInput(
            "INVALID_FORMALITY", "formal, informal or neither", field="formality"
        ) from None
    return Entry(
        form.get("source_language", ""),
        form.get("target_language", ""),
        form.get("source", "").replace("\r\n", "\n"),
        form.get("target", "").replace("\r\n", "\n"),
        chosen,
        visitor.name,
    )


MEMORY = Curated(
    name="memory",
    shelf=lambda console: console.memory,
    listing=_listing,
    row="_unit.html",
    find=_find,
    add=_add,
    change=_change,
)
