"""What helps a reviewer with the text in the editor, asked for while they write."""

from starlette.requests import Request
from starlette.responses import Response

from parley.console.context import Visitor, console_of
from parley.console.diff import changes
from parley.console.views import page
from parley.domain.errors import ParleyError
from parley.domain.message import Detection
from parley.domain.review import ReviewItem
from parley.flow.draft import Job

_ALTERNATIVES = 4


async def diff(request: Request, visitor: Visitor) -> Response:
    """What the text in the editor changes."""
    item = await _item(request, visitor)
    edited = with_form_ends(str((await request.form()).get("text", "")))
    before = with_form_ends(item.translation.text)
    return page(
        request,
        "_diff.html",
        changes=changes(before, edited),
        changed=edited != before,
        before=before,
        language=item.translation.target_language,
    )


async def back_translation(request: Request, visitor: Visitor) -> Response:
    """The text in the editor, translated back into the customer's words."""
    item = await _item(request, visitor)
    pipeline = console_of(request).pipeline
    text = with_form_ends(str((await request.form()).get("text", "")))
    made = item.translation
    back, problem = "", ""
    try:
        pipeline.require_text(text)
        pipeline.require_pair(made.target_language, made.source_language)
        job = Job(text, Detection(made.target_language, 1.0), made.source_language, made.formality)
        back = (await pipeline.run(job)).translation.text
    except ParleyError as error:
        problem = error.message
    return page(request, "_back.html", text=back, language=made.source_language, problem=problem)


async def alternatives(request: Request, visitor: Visitor) -> Response:
    """Other translations that the engine finds; their keys follow those of the suggestions."""
    item = await _item(request, visitor)
    after = request.query_params.get("after", "0")
    try:
        texts = await console_of(request).reviews.alternatives(item, _ALTERNATIVES)
    except ParleyError:
        # No model speaks the pair: then there is nothing to choose from.
        texts = []
    return page(
        request,
        "_alternatives.html",
        texts=texts,
        language=item.translation.target_language,
        after=int(after) if after in {"0", "1", "2", "3", "4", "5"} else 0,
    )


async def alike(request: Request, visitor: Visitor) -> Response:
    """Who else waits with the same line, and what each would be sent."""
    item = await _item(request, visitor)
    text = with_form_ends(str((await request.form()).get("text", "")))
    found = await console_of(request).reviews.fittings(item, visitor.profile, text)
    return page(
        request,
        "_alike.html",
        item=item,
        going=[fitting for fitting in found if fitting.text is not None],
        staying=[fitting.item for fitting in found if fitting.text is None],
    )


def with_form_ends(text: str) -> str:
    """A text as the editor has it, whether a form posted it or it is to be compared with one.

    Browsers know one line end there, whichever it came with, and post CRLF for it.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


async def _item(request: Request, visitor: Visitor) -> ReviewItem:
    item_id = request.path_params["item_id"]
    return await console_of(request).reviews.look(item_id, visitor.profile)
