"""The item page: a message, what was made of it, why it waits, and the talk around it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.guard import visitor_of
from parley.console.queue import filter_of, notice_of, stream
from parley.console.spans import Piece, marks_of, pieces, unsure_marks
from parley.console.views import page
from parley.domain.errors import NotAllowed, NotFound
from parley.domain.message import Flag, Message, SpanSide
from parley.domain.review import (
    OPEN_STATES,
    Cause,
    ReviewItem,
    is_held_by,
    text_in_hand,
)
from parley.domain.review.tags import CATEGORIES
from parley.domain.review.urgency import line_of
from parley.domain.reviewer import may_claim


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose hands an item is, as one visitor sees it.

    `kind` is "mine", "free", "taken", "decided", or "closed" for what is not theirs to look at.
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
    await console.reviews.look(request.path_params["item_id"], visitor.profile)
    found = await console.reviews.item(request.path_params["item_id"])
    item = found.item
    now = console.clock.now()
    standing = standing_of(item, visitor.name, now)
    earlier = [m for m in found.context if m.message_id != item.message_id]
    return page(
        request,
        "item.html",
        item=item,
        standing=standing,
        lease_left_s=lease_left_s(item, now),
        source=pieces(item.source_text, marks_of(item.flags, SpanSide.SOURCE)),
        proposal=_proposal(item),
        reasons=[Reason(flag, _quote(item, flag)) for flag in item.flags],
        earlier=[_Line(message, _shown(message)) for message in earlier],
        may_take=may_claim(visitor.profile, line_of(item)),
        suggestions=[s for s in found.suggestions if s.target != item.translation.text],
        terms=found.terms,
        alike=len(await console.reviews.alike(item.review_item_id))
        if standing.kind == "mine"
        else 0,
        chosen=filter_of(dict(request.query_params)),
        draft=item.released_text or text_in_hand(item),
        categories=sorted(CATEGORIES),
        causes=[cause.value for cause in reversed(Cause)],
        groups=await console.reviews.groups_for(item),
        **await notice_of(request, visitor),
    )


async def item_stream(request: Request, visitor: Visitor) -> Response:
    """Server-sent events: in whose hands the item is, whenever that changes."""
    await console_of(request).reviews.look(request.path_params["item_id"], visitor.profile)
    return stream(request, "standing", _standings(request))


def standing_of(item: ReviewItem, name: str, now: datetime) -> Standing:
    """Whose it is now."""
    if item.state not in OPEN_STATES:
        return Standing("decided", item.decided_by)
    if item.claimed_by and is_held_by(item, item.claimed_by, now):
        return Standing("mine" if item.claimed_by == name else "taken", item.claimed_by)
    return Standing("free")


def lease_left_s(item: ReviewItem, now: datetime) -> float:
    """Seconds until the item returns to the queue; 0 where nobody has it."""
    return max(0.0, (item.lease_until - now).total_seconds()) if item.lease_until else 0.0


async def _standings(request: Request) -> AsyncIterator[str]:
    shown = ""
    async for _ in console_of(request).reviews.ticks():
        visitor = await visitor_of(request, is_there=False)
        if visitor is None:
            return
        standing = await _standing(request, visitor)
        text = msgspec.json.encode(standing).decode()
        if text != shown:
            yield text
            shown = text


async def _standing(request: Request, visitor: Visitor) -> Standing:
    console = console_of(request)
    try:
        item = await console.reviews.look(request.path_params["item_id"], visitor.profile)
    except NotFound:
        return Standing("decided")
    except NotAllowed:
        return Standing("closed")
    return standing_of(item, visitor.name, console.clock.now())


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
