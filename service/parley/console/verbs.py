"""What a reviewer does to an item; each verb is a form."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from parley.console.aids import with_form_ends
from parley.console.context import Visitor, console_of
from parley.console.item import lease_left_s
from parley.console.queue import filter_of, path_to_next
from parley.console.views import see_other
from parley.domain.review import ReleaseTag, ReviewItem, ReviewState, tag_from, text_in_hand


async def claim(request: Request, visitor: Visitor) -> Response:
    item_id = request.path_params["item_id"]
    await console_of(request).reviews.claim(item_id, visitor.name, None)
    return see_other(f"/items/{item_id}{filter_of(await _form(request)).suffix()}")


async def renew(request: Request, visitor: Visitor) -> Response:
    """Keep the item while its reviewer is at work: the page asks, and no other waits for it.

    The answer is the seconds that the lease lasts now.
    """
    console = console_of(request)
    item = await console.reviews.renew(request.path_params["item_id"], visitor.name, None)
    left_s = lease_left_s(item, console.clock.now())
    return Response(msgspec.json.encode(left_s), media_type="application/json")


async def release(request: Request, visitor: Visitor) -> Response:
    """Send the text in the editor; untouched it is the proposal."""
    console = console_of(request)
    form = await _form(request)
    item_id = request.path_params["item_id"]
    item = await console.reviews.look(item_id, visitor.profile)
    released = await console.reviews.release(
        item_id,
        visitor.name,
        form.get("etag", ""),
        _edited(form, item),
        undo_window=console.rules.undo,
        tags=_tags(form),
    )
    waits = released.state is ReviewState.PENDING
    return await _go_on(request, visitor, form, "approved" if waits else "released", item_id)


async def release_alike(request: Request, visitor: Visitor) -> Response:
    """Send the text in the editor, and to each who waits with the same line."""
    console = console_of(request)
    form = await _form(request)
    item_id = request.path_params["item_id"]
    item = await console.reviews.look(item_id, visitor.profile)
    released = await console.reviews.release_alike(
        item_id,
        visitor.name,
        form.get("etag", ""),
        _edited(form, item),
        undo_window=console.rules.undo,
        tags=_tags(form),
    )
    waits = released.item.state is ReviewState.PENDING
    notice = "approved" if waits else "released-alike"
    return await _go_on(request, visitor, form, notice, item_id)


async def undo_alike(request: Request, visitor: Visitor) -> Response:
    """Take back a release with all that went along."""
    item_id = request.path_params["item_id"]
    await console_of(request).reviews.undo_alike(item_id, visitor.name, None)
    return see_other(f"/items/{item_id}?notice=undone")


async def undo(request: Request, visitor: Visitor) -> Response:
    """Take a release back while its time runs: the item is in the reviewer's hands again."""
    item_id = request.path_params["item_id"]
    await console_of(request).reviews.undo_release(item_id, visitor.name, None)
    return see_other(f"/items/{item_id}?notice=undone")


async def give_back(request: Request, visitor: Visitor) -> Response:
    form = await _form(request)
    await console_of(request).reviews.give_back(
        request.path_params["item_id"], visitor.name, form.get("etag", "")
    )
    return see_other(f"/queue{filter_of(form).suffix(1, notice='returned')}")


async def reject(request: Request, visitor: Visitor) -> Response:
    form = await _form(request)
    await console_of(request).reviews.reject(
        request.path_params["item_id"], visitor.name, form.get("etag", ""), form.get("reason", "")
    )
    return await _go_on(request, visitor, form, "rejected")


async def escalate(request: Request, visitor: Visitor) -> Response:
    form = await _form(request)
    await console_of(request).reviews.escalate(
        request.path_params["item_id"],
        visitor.name,
        form.get("etag", ""),
        form.get("note", ""),
        form.get("group", ""),
    )
    return see_other(f"/queue{filter_of(form).suffix(1, notice='escalated')}")


async def _form(request: Request) -> dict[str, str]:
    return {key: str(value) for key, value in (await request.form()).items()}


def _edited(form: dict[str, str], item: ReviewItem) -> str | None:
    """What was written in the editor; None where it was left as it stood, but for line ends."""
    text = with_form_ends(form.get("text", ""))
    return None if text == with_form_ends(text_in_hand(item)) else text


def _tags(form: dict[str, str]) -> tuple[ReleaseTag, ...]:
    category = form.get("category", "")
    return (tag_from(category, form.get("cause", "")),) if category else ()


async def _go_on(
    request: Request, visitor: Visitor, form: dict[str, str], notice: str, item_id: str = ""
) -> Response:
    path = await path_to_next(request, visitor, filter_of(form), notice, item_id)
    return see_other(path)
