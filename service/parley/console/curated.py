"""What glossary and memory have in common: rows that are changed in place, files in and out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.console.context import Console, Visitor, console_of
from parley.console.files import download, format_of, uploaded
from parley.console.guard import Handler, signed_in
from parley.console.queue import filter_of
from parley.console.roles import require_lead
from parley.console.views import page, see_other
from parley.domain.errors import Conflict, NotFound, ParleyError
from parley.flow.curate import Imported
from parley.formats.kinds import FileFormat

PAGE = 100
_LARGEST_ID = 2**63 - 1
Form = dict[str, str]


class Shelf(Protocol):
    """The flow of one collection."""

    async def delete(self, entry_id: int, etag: str, author: str, /) -> None: ...

    async def take_in(self, file: IO[bytes], kind: FileFormat, author: str) -> Imported: ...

    def give_out(
        self, kind: FileFormat, source_language: str, target_language: str
    ) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Curated:
    """A collection's pages.

    Attributes:
        name: of its path and of its downloads.
        shelf: its flow.
        listing: what its page shows: the values of the template NAME.html.
        row: the template of one entry, with its entry as `entry`.
        find: an entry by its number.
        add, change: what a form asks for; `change` gives the entry as it is now.
    """

    name: str
    shelf: Callable[[Console], Shelf]
    listing: Callable[[Request], Awaitable[dict[str, Any]]]
    row: str
    find: Callable[[Console, int], Awaitable[object]]
    add: Callable[[Console, Visitor, Form], Awaitable[object]]
    change: Callable[[Console, Visitor, int, Form], Awaitable[object]]

    def routes(self) -> list[Route]:
        """Everybody looks and exports; leads change."""

        def route(path: str, handler: Handler, *methods: str) -> Route:
            return Route(f"/{self.name}{path}", signed_in(handler), methods=list(methods))

        return [
            route("", self._page, "GET"),
            route("", self._add, "POST"),
            route("/import", self._take_in, "POST"),
            route("/export", self._give_out, "GET"),
            route("/{entry_id:int}", self._row, "GET"),
            route("/{entry_id:int}", self._change, "POST"),
            route("/{entry_id:int}/remove", self._remove, "POST"),
        ]

    async def _page(self, request: Request, visitor: Visitor) -> Response:
        values = await self.listing(request)
        return page(
            request,
            f"{self.name}.html",
            added=request.query_params.get("added", ""),
            row=self.row,
            mode="show",
            problem="",
            **values,
        )

    async def _row(self, request: Request, visitor: Visitor) -> Response:
        """An entry's row, in the mode that is asked for: "show", "edit" or "remove"."""
        require_lead(visitor)
        mode = request.query_params.get("as", "show")
        entry = await self.find(console_of(request), _entry_id(request))
        return self._entry(request, entry, mode)

    async def _add(self, request: Request, visitor: Visitor) -> Response:
        require_lead(visitor)
        await self.add(console_of(request), visitor, await _form(request))
        return see_other(f"/{self.name}?added=1")

    async def _change(self, request: Request, visitor: Visitor) -> Response:
        """The row as it is from now on, or the form again with what is wrong."""
        require_lead(visitor)
        console, entry_id = console_of(request), _entry_id(request)
        try:
            entry = await self.change(console, visitor, entry_id, await _form(request))
        except NotFound:
            return page(request, "_gone.html", said="Somebody removed it meanwhile.")
        except Conflict:
            entry = await self.find(console, entry_id)
            return self._entry(request, entry, "edit", "Somebody changed it: this is how it is.")
        except ParleyError as error:
            entry = await self.find(console, entry_id)
            return self._entry(request, entry, "edit", error.message)
        return self._entry(request, entry, "show")

    async def _remove(self, request: Request, visitor: Visitor) -> Response:
        require_lead(visitor)
        console, entry_id = console_of(request), _entry_id(request)
        etag = (await _form(request)).get("etag", "")
        try:
            await self.shelf(console).delete(entry_id, etag, visitor.name)
        except NotFound:
            return page(request, "_gone.html", said="Somebody removed it before.")
        except Conflict:
            entry = await self.find(console, entry_id)
            return self._entry(request, entry, "remove", "Somebody changed it: look again.")
        return page(request, "_gone.html", said="Removed.")

    async def _take_in(self, request: Request, visitor: Visitor) -> Response:
        require_lead(visitor)
        file, kind = await uploaded(request)
        taken = await self.shelf(console_of(request)).take_in(file, kind, visitor.name)
        return see_other(f"/{self.name}?added={taken.added}")

    async def _give_out(self, request: Request, visitor: Visitor) -> Response:
        chosen = filter_of(dict(request.query_params))
        kind = format_of(request)
        pieces = self.shelf(console_of(request)).give_out(kind, chosen.source, chosen.target)
        return await download(pieces, self.name, kind)

    def _entry(self, request: Request, entry: object, mode: str, problem: str = "") -> Response:
        return page(request, self.row, entry=entry, mode=mode, problem=problem)


def _entry_id(request: Request) -> int:
    """The number in the path; one that no record can have is that of no entry."""
    entry_id: int = request.path_params["entry_id"]
    if entry_id > _LARGEST_ID:
        raise NotFound("PAGE_NOT_FOUND", "There is no such page.")
    return entry_id


async def _form(request: Request) -> Form:
    return {key: str(value).strip() for key, value in (await request.form()).items()}
