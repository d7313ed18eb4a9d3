"""Review items that wait, and who may take them."""

from typing import Any

from parley.domain.message import Severity
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewItem
from parley.domain.reviewer import Reviewer
from support.build import flag
from support.flows import Service


async def waiting(service: Service, text: str = "Hallo") -> ReviewItem:
    """The item of a held message."""
    service.assessor.by_source[text] = flag(Severity.CRITICAL)
    await service.say(text)
    await service.dispatcher.drain()
    query = ReviewQuery(OPEN_STATES)
    return next(i for i in await service.store.review_items(query) if i.source_text == text)


async def profile(service: Service, name: str = "ada", **fields: Any) -> Reviewer:
    """A reviewer with a profile."""
    return await service.reviewers.create(Reviewer(name, **fields), "root")
