"""The glossary in memory, in step with the store."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.domain.glossary import GlossaryTerm
from parley.flow.glossary import Glossary
from parley.store.sqlite import SqliteStore
from support.build import NOW, by
from support.flows import SOON_S

CLOUD = GlossaryTerm("de", "en", "Wolke", "cloud", NOW)


async def seen(glossary: Glossary) -> list[str]:
    """What the terms are in a text with "Wolke" and "Netz"."""
    terms = await glossary.terms_in("Die Wolke und das Netz", "de", "en", "chat")
    return sorted(term.target for term in terms)


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A store with one term."""
    opened = SqliteStore(path)
    await opened.add_terms([CLOUD], by("ada", "add_term"))
    yield opened
    await opened.close()


async def test_all_who_come_at_once_get_the_terms(store: SqliteStore) -> None:
    """The first ones after a start, before anything was read."""
    glossary = Glossary(store)
    assert await asyncio.gather(*(seen(glossary) for _ in range(5))) == [["cloud"]] * 5


async def test_whoever_leaves_leaves_the_others_their_terms(store: SqliteStore) -> None:
    """A caller that is cancelled while it reads for all."""
    glossary = Glossary(store)
    first = asyncio.create_task(seen(glossary))
    others = [asyncio.create_task(seen(glossary)) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(SOON_S):
        assert await asyncio.gather(*others) == [["cloud"]] * 3
    assert first.cancelled()
    assert await seen(glossary) == ["cloud"]


async def test_a_term_that_is_added_while_the_others_are_read_is_in_the_next_text(
    store: SqliteStore,
) -> None:
    """Not a second later."""
    glossary = Glossary(store)
    reading = asyncio.create_task(seen(glossary))
    await asyncio.sleep(0)
    network = GlossaryTerm("de", "en", "Netz", "network", NOW)
    await store.add_terms([network], by("ada", "add_term"))
    glossary.changed()
    await reading
    assert await seen(glossary) == ["cloud", "network"]
