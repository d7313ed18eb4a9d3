"""The words of a draft that its model was unsure of.

A beam search says how probable a translation is, and not which word of it the model doubted. That
takes a second pass through the model, so it is made only where somebody reads the marks.
"""

from dataclasses import replace

from parley.domain.errors import ParleyError
from parley.domain.message import Span, SpanSide
from parley.domain.ports import Translator
from parley.flow.draft import Draft, Job
from parley.risk.confidence.spans import unsure_spans


async def with_tokens(draft: Draft, job: Job, translator: Translator) -> Draft:
    """The draft with the tokens of its segments, as far as the engine can still tell them.

    Where text was put together or changed since, no token has a place to be marked.
    """
    unknown = {
        index: segment.hypothesis
        for index, segment in enumerate(draft.segments)
        if segment.hypothesis.spans_hold and not segment.hypothesis.tokens
    }
    if not unknown:
        return draft
    try:
        scored = await translator.scored(list(unknown.values()), job.priority, tenant=job.queued_as)
    except ParleyError:
        # The server is stopping. The translation is there, and marks are only an aid.
        return draft
    known = dict(zip(unknown, scored, strict=True))
    return replace(
        draft,
        segments=tuple(
            replace(segment, hypothesis=known[index]) if index in known else segment
            for index, segment in enumerate(draft.segments)
        ),
    )


def marks(draft: Draft) -> tuple[Span, ...]:
    """The unsure words of a draft with tokens, in code points of its translation."""
    if draft.unmasked is None:
        return ()
    place = draft.unmasked.offset
    return tuple(
        Span(place(segment.start + start), place(segment.start + end), SpanSide.TRANSLATION)
        for segment in draft.segments
        for start, end in unsure_spans(segment.hypothesis)
    )
