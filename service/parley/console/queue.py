"""The queue page: what waits, how urgently, and in whose hands, as it changes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parley.console.context import Visitor, console_of
from parley.console.guard import visitor_of
from parley.console.views import fragment, page, see_other
from parley.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from parley.domain.language import NAMES, normalise_tag
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewItem, is_claimable, is_held_by
from parley.flow.review import LONGEST_SEARCH

_PAGE = 50
_LAST_PAGE = 10_000
# A busy queue changes many times a second: more often than this nobody can read it.
_LEAST_PAUSE_S = 0.5
_HEARTBEAT_S = 15.0
# To look for words every open item is read.
_SEARCH_PAUSE_S = 5.0
_NOT_THIS_ONE = frozenset({"ITEM_CLAIMED", "ITEM_DECIDED", "SECOND_PERSON_NEEDED"})


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of the queue; empty languages and words match all, pages count from 1."""

    source: str = ""
    target: str = ""
    number: int = 1
    words: str = ""

    def query(self) -> ReviewQuery:
        """One item more than a page, to know whether there is a next one."""
        return ReviewQuery(
            OPEN_STATES,
            self.source,
            self.target,
            _PAGE + 1,
            (self.number - 1) * _PAGE,
            text=self.words,
        )

    def suffix(self, number: int = 1, **values: str) -> str:
        """The query string of a page of this part, with what else is to be said there."""
        page_number = str(number) if number > 1 else ""
        all_values = {
            "from": self.source,
            "to": self.target,
            "words": self.words,
            "page": page_number,
            **values,
        }
        query = urlencode({key: value for key, value in all_values.items() if value})
        return f"?{query}" if query else ""


def filter_of(values: "dict[str, str]") -> Filter:
    """The filter in a query string or a form.

    Raises:
        InvalidInput: UNKNOWN_LANGUAGE, INVALID_PAGE.
    """
    source, target = values.get("from", ""), values.get("to", "")
    number = values.get("page", "1")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= _LAST_PAGE:
        raise InvalidInput("INVALID_PAGE", f"pages go from 1 to {_LAST_PAGE}", field="page")
    return Filter(
        normalise_tag(source, "from") if source else "",
        normalise_tag(target, "to") if target else "",
        int(number[:6]),
        values.get("words", "").strip()[:LONGEST_SEARCH],
    )


async def queue_page(request: Request, visitor: Visitor) -> Response:
    chosen = filter_of(dict(request.query_params))
    spoken = console_of(request).pipeline.spoken()
    return page(
        request,
        "queue.html",
        chosen=chosen,
        languages=sorted(((tag, NAMES.get(tag, tag)) for tag in spoken), key=lambda pair: pair[1]),
        **await notice_of(request, visitor),
        **await _rows(request, chosen, visitor),
    )


async def queue_stream(request: Request, visitor: Visitor) -> Response:
    """Server-sent events: the list, whenever it looks different."""
    chosen = filter_of(dict(request.query_params))
    return stream(request, "queue", _lists(request, chosen))


async def next_item(request: Request, visitor: Visitor) -> Response:
    """Take the most urgent item that is left and go to it."""
    form = await request.form()
    chosen = filter_of({key: str(value) for key, value in form.items()})
    return see_other(await path_to_next(request, visitor, chosen))


async def path_to_next(
    request: Request, visitor: Visitor, chosen: Filter, notice: str = "", undo: str = ""
) -> str:
    """Where to go on: the next item, claimed, or the queue when nothing is left."""
    console = console_of(request)
    tail = chosen.suffix(notice=notice, undo=undo)
    try:
        if chosen.words:
            item = await _first_free(request, visitor, chosen)
        else:
            item = await console.reviews.claim_next(
                visitor.name, chosen.source, chosen.target, None
            )
    except NotFound:
        return f"/queue{tail}"
    return f"/items/{item.review_item_id}{tail}"


async def _first_free(request: Request, visitor: Visitor, chosen: Filter) -> ReviewItem:
    """Claim the most urgent item with the words that are looked for.

    Raises as `claim_next`.
    """
    console = console_of(request)
    found = await console.reviews.items_for(visitor.profile, replace(chosen, number=1).query())
    for item in found:
        if not is_claimable(item, console.clock.now()):
            continue
        try:
            return await console.reviews.claim(item.review_item_id, visitor.name, None)
        except (NotAllowed, NotFound):
            continue
        except WrongState as error:
            # Somebody else was faster, or it waits for a second person.
            if error.reason not in _NOT_THIS_ONE:
                raise
    raise NotFound("QUEUE_EMPTY", "no item with these words waits for this reviewer")


async def notice_of(request: Request, visitor: Visitor) -> dict[str, Any]:
    """What was just done, and the item whose release can still be undone, or None."""
    console = console_of(request)
    undo_id = request.query_params.get("undo", "")
    waiting: ReviewItem | None = None
    if undo_id:
        try:
            waiting = await console.reviews.look(undo_id, visitor.profile)
        except (NotAllowed, NotFound):
            waiting = None
    mine = waiting is not None and waiting.decided_by == visitor.name
    return {
        "notice": request.query_params.get("notice", ""),
        "undo": waiting if mine and waiting and waiting.release_at else None,
    }


def stream(request: Request, event: str, texts: AsyncIterator[str]) -> Response:
    """Server-sent events of one name, each a text; ends when the server leaves."""

    async def body() -> AsyncIterator[str]:
        leaving = console_of(request).leaving
        following: asyncio.Task[str] | None = None
        try:
            while not leaving.is_set():
                if following is None:
                    following = asyncio.ensure_future(anext(texts))
                stop = asyncio.ensure_future(leaving.wait())
                await asyncio.wait(
                    (following, stop),
                    timeout=_HEARTBEAT_S,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                stop.cancel()
                if following.done():
                    lines = following.result().split("\n")
                    following = None
                    data = "\n".join(f"data: {line}" for line in lines)
                    yield f"event: {event}\n{data}\n\n"
                elif not leaving.is_set():
                    # A comment: proxies and browsers see that the line is alive.
                    yield ":\n\n"
        except StopAsyncIteration:
            return
        finally:
            if following is not None:
                following.cancel()

    return StreamingResponse(body(), media_type="text/event-stream")


async def _lists(request: Request, chosen: Filter) -> AsyncIterator[str]:
    shown = ""
    async for _ in console_of(request).reviews.ticks():
        visitor = await visitor_of(request, is_there=False)
        if visitor is None:
            return
        rows = await _rows(request, chosen, visitor)
        text = fragment(request, "_rows.html", chosen=chosen, **rows)
        if text != shown:
            yield text
            shown = text
        await asyncio.sleep(_SEARCH_PAUSE_S if chosen.words else _LEAST_PAUSE_S)


async def _rows(request: Request, chosen: Filter, visitor: Visitor) -> dict[str, Any]:
    console = console_of(request)
    items = await console.reviews.items_for(visitor.profile, chosen.query())
    now = console.clock.now()
    return {
        "held_up": await console.reviews.held_up() if visitor.is_lead else [],
        "rows": [_row(item, visitor.name, now) for item in items[:_PAGE]],
        "more": len(items) > _PAGE,
        "mine": sum(is_held_by(item, visitor.name, now) for item in items),
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """An item of the list; `holder` is "" while nobody has it."""

    item: ReviewItem
    holder: str
    is_mine: bool


def _row(item: ReviewItem, name: str, now: datetime) -> _Row:
    held = bool(item.claimed_by) and is_held_by(item, item.claimed_by, now)
    return _Row(item, item.claimed_by if held else "", held and item.claimed_by == name)
