"""The item page: a message, what was made of it, why it waits, and the talk around it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Console, Visitor, console_of
from parley.console.diff import changes
from parley.console.queue import filter_of, notice_of, stream
from parley.console.spans import Piece, marks_of, pieces, unsure_marks
from parley.console.views import page
from parley.domain.errors import NotFound, ParleyError
from parley.domain.message import Detection, Flag, Message, SpanSide
from parley.domain.review import (
    OPEN_STATES,
    Cause,
    ReviewItem,
    is_held_by,
    text_in_hand,
)
from parley.domain.review.tags import CATEGORIES
from parley.flow.draft import Job


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose hands an item is, as one visitor sees it.

    `kind` is "mine", "free", "taken" or "decided".
    """

    kind: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A flag with the words that it is about."""

    flag: Flag
    quote: str


async def item_page(request: Request, visitor: Visitor) -> Response:
    console = console_of(request)
    found = await console.reviews.item(request.path_params["item_id"])
    item = found.item
    earlier = [m for m in found.context if m.message_id != item.message_id]
    return page(
        request,
        "item.html",
        item=item,
        standing=standing_of(item, visitor.name, console.clock.now()),
        source=pieces(item.source_text, marks_of(item.flags, SpanSide.SOURCE)),
        proposal=_proposal(item),
        reasons=[Reason(flag, _quote(item, flag)) for flag in item.flags],
        earlier=[_Line(message, _shown(message)) for message in earlier],
        suggestions=[s for s in found.suggestions if s.target != item.translation.text][:9],
        terms=found.terms,
        chosen=filter_of(dict(request.query_params)),
        draft=item.released_text or text_in_hand(item),
        categories=sorted(CATEGORIES),
        causes=[cause.value for cause in reversed(Cause)],
        groups=sorted({group for r in await console.reviewers.reviewers() for group in r.groups}),
        **await notice_of(request, visitor),
    )


async def item_stream(request: Request, visitor: Visitor) -> Response:
    """Server-sent events: in whose hands the item is, whenever that changes."""
    return stream(request, "standing", _standings(request, visitor))


async def diff(request: Request, visitor: Visitor) -> Response:
    """What the text in the editor changes."""
    console = console_of(request)
    item = await console.reviews.look(request.path_params["item_id"])
    edited = text_of(str((await request.form()).get("text", "")))
    return page(
        request,
        "_diff.html",
        changes=changes(item.translation.text, edited),
        changed=edited != item.translation.text,
        language=item.translation.target_language,
    )


async def back_translation(request: Request, visitor: Visitor) -> Response:
    """The text in the editor, translated back into the customer's words."""
    console = console_of(request)
    item = await console.reviews.look(request.path_params["item_id"])
    text = text_of(str((await request.form()).get("text", "")))
    made = item.translation
    try:
        console.pipeline.require_text(text)
        console.pipeline.require_pair(made.target_language, made.source_language)
        back = await console.pipeline.run(
            Job(text, Detection(made.target_language, 1.0), made.source_language, made.formality)
        )
    except ParleyError as error:
        return page(request, "_back.html", text="", language="", problem=error.message)
    return page(
        request, "_back.html", text=back.translation.text, language=made.source_language, problem=""
    )


def standing_of(item: ReviewItem, name: str, now: datetime) -> Standing:
    """Whose it is now."""
    if item.state not in OPEN_STATES:
        return Standing("decided", item.decided_by)
    if item.claimed_by and is_held_by(item, item.claimed_by, now):
        return Standing("mine" if item.claimed_by == name else "taken", item.claimed_by)
    return Standing("free")


def text_of(posted: str) -> str:
    """A text as it was before a form made every line end in CRLF."""
    return posted.replace("\r\n", "\n")


async def _standings(request: Request, visitor: Visitor) -> AsyncIterator[str]:
    console = console_of(request)
    shown = ""
    async for _ in console.reviews.ticks():
        if await console.accounts.session(visitor.token, is_there=False) is None:
            return
        text = await _standing_json(console, request.path_params["item_id"], visitor.name)
        if text != shown:
            yield text
            shown = text


async def _standing_json(console: Console, item_id: str, name: str) -> str:
    try:
        item = await console.reviews.look(item_id)
    except NotFound:
        return msgspec.json.encode(Standing("decided")).decode()
    standing = standing_of(item, name, console.clock.now())
    return msgspec.json.encode(standing).decode()


@dataclass(frozen=True, slots=True)
class _Line:
    """A message of the conversation and what its reader was shown, None for nothing."""

    message: Message
    shown: str | None


def _shown(message: Message) -> str | None:
    made = message.translation
    return None if made is None or made.text == message.text else made.text


def _proposal(item: ReviewItem) -> list[Piece]:
    made = item.translation
    flagged = marks_of(item.flags, SpanSide.TRANSLATION)
    return pieces(made.text, [*flagged, *unsure_marks(made.low_confidence_spans)])


def _quote(item: ReviewItem, flag: Flag) -> str:
    if flag.span is None:
        return ""
    text = item.source_text if flag.span.side is SpanSide.SOURCE else item.translation.text
    return text[flag.span.start : flag.span.end]
