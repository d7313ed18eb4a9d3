"""Close matches from what was learnt and from the starter lines."""

import pytest

from parley.domain.memory import MemoryUnit, UnitOrigin
from parley.flow.memory import unit_of
from parley.flow.starter import StarterLine, StarterMemory
from parley.flow.suggest import LEAST_SIMILARITY, Suggester, similarity
from parley.store.sqlite import SqliteStore
from support.build import NOW, by

STARTER = StarterMemory(
    [
        StarterLine({"de": "Wo ist meine Rechnung?", "en": "Where is my invoice?"}, None),
        StarterLine({"de": "Bis morgen!", "en": "See you tomorrow!"}, None),
    ]
)


def learnt(source: str, target: str) -> MemoryUnit:
    return unit_of(
        source=source,
        target=target,
        source_language="de",
        target_language="en",
        formality=None,
        message_id=None,
        at=NOW,
        author="rita",
    )


async def test_a_line_that_is_like_the_text_is_suggested_with_its_values(
    store: SqliteStore,
) -> None:
    """One word differs, and the order number is that of the text at hand."""
    await store.remember(
        [learnt("Wann kommt Bestellung ORD-1?", "When does order ORD-1 come?")], by()
    )
    (found,) = await Suggester(store, None).suggest("Wann kommt Lieferung ORD-77?", "de", "en")
    assert found.target == "When does order ORD-77 come?"
    assert found.source == "Wann kommt Bestellung {1}?"
    assert (found.origin, found.author) == (UnitOrigin.RELEASE, "rita")
    assert LEAST_SIMILARITY <= found.similarity < 1


async def test_the_most_like_comes_first_and_starter_lines_are_among_them(
    store: SqliteStore,
) -> None:
    """Learnt and starter lines are ranked together by similarity."""
    await store.remember(
        [
            learnt("Wo ist meine Bestellung?", "Where is my order?"),
            learnt("Das ist etwas ganz anderes.", "That is something else."),
        ],
        by(),
    )
    found = await Suggester(store, STARTER).suggest("Wo ist meine Rechnung??", "de", "en")
    assert [s.target for s in found] == ["Where is my invoice?", "Where is my order?"]
    assert [s.origin for s in found] == [UnitOrigin.STARTER, UnitOrigin.RELEASE]


async def test_nothing_is_suggested_for_another_direction(store: SqliteStore) -> None:
    """Close matches are of the same two languages."""
    await store.remember([learnt("Wo ist meine Bestellung?", "Where is my order?")], by())
    assert await Suggester(store, STARTER).suggest("Wo ist meine Bestellung?", "de", "fr") == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Wo ist \ue000?", "wo ist \ue004?", 1.0),
        ("abcd", "abce", 0.75),
        ("abcd", "wxyz", 0.0),
    ],
)
def test_similarity_is_one_minus_distance_over_length(
    one: str, other: str, expected: float
) -> None:
    """Values and case count for nothing."""
    assert similarity(one, other) == pytest.approx(expected)
