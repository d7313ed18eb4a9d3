"""The translation memory: exact lines, in the asked form of address."""

import pytest

from parley.domain.memory import MemoryUnit
from parley.domain.message import Formality
from parley.store.sqlite import SqliteStore
from support.build import change, later, unit

FORMAL, INFORMAL = Formality.FORMAL, Formality.INFORMAL


async def remember(store: SqliteStore, *units: MemoryUnit) -> None:
    """Store units as a release does."""
    for one in units:
        await store.commit(change(memory=one))


async def recalled(store: SqliteStore, formality: Formality | None) -> str | None:
    """What is remembered of "Guten Morgen"."""
    found = await store.recall("Guten Morgen", "de", "en", formality)
    return None if found is None else found.target


async def test_a_unit_comes_back_as_it_was_stored(store: SqliteStore) -> None:
    """Every field survives."""
    await remember(store, unit(formality=FORMAL))
    stored = await store.recall("Guten Morgen", "de", "en", FORMAL)
    assert stored == unit(formality=FORMAL, unit_id=1)


@pytest.mark.parametrize(
    ("stored", "asked", "found"),
    [
        ((None, FORMAL, INFORMAL), FORMAL, FORMAL),
        ((None, FORMAL, INFORMAL), INFORMAL, INFORMAL),
        ((None, FORMAL, INFORMAL), None, None),
        ((None,), FORMAL, None),
        ((None, INFORMAL), FORMAL, None),
    ],
)
async def test_the_asked_form_of_address_is_preferred(
    store: SqliteStore,
    stored: tuple[Formality | None, ...],
    asked: Formality | None,
    found: Formality | None,
) -> None:
    """A line without a form of address stands in, one with the wrong form never does."""
    await remember(store, *(unit(f"in {form}", formality=form) for form in stored))
    assert await recalled(store, asked) == f"in {found}"


async def test_a_line_in_the_wrong_form_is_not_recalled(store: SqliteStore) -> None:
    """Nobody is addressed as a friend because of a line for a friend."""
    await remember(store, unit(formality=INFORMAL))
    assert await recalled(store, FORMAL) is None


async def test_a_newer_translation_takes_the_older_ones_place(store: SqliteStore) -> None:
    """Each form of address keeps its last translation."""
    await remember(
        store,
        unit("old", formality=FORMAL),
        unit("other", formality=INFORMAL),
        unit("new", formality=FORMAL, created_at=later(1)),
    )
    assert await recalled(store, FORMAL) == "new"
    assert await recalled(store, INFORMAL) == "other"


@pytest.mark.parametrize(
    ("source", "source_language", "target_language"),
    [
        ("guten morgen", "de", "en"),
        ("Guten Morgen ", "de", "en"),
        ("Guten Morgen", "nl", "en"),
        ("Guten Morgen", "de", "fr"),
        ("Guten Morgen", "en", "de"),
    ],
)
async def test_only_exactly_this_line_in_this_direction_is_recalled(
    store: SqliteStore, source: str, source_language: str, target_language: str
) -> None:
    """A line that differs, or another direction, is not in memory."""
    await remember(store, unit())
    assert await store.recall(source, source_language, target_language, None) is None


async def test_regions_share_a_memory(store: SqliteStore) -> None:
    """What was confirmed for Austria serves Germany."""
    await remember(store, unit(source_language="de-AT", target_language="en-GB"))
    assert await recalled(store, None) == "Good morning"
