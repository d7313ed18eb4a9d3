"""Lines that people translated before, exactly or but for their values."""

from datetime import datetime

import pytest

from parley.domain.memory import MemoryUnit
from parley.domain.message import Formality
from parley.flow.memory import Memory, unit_of
from parley.flow.slots import filled, read_back, slots_of, slotted, written
from parley.flow.starter import StarterLine, StarterMemory
from parley.flow.suggest import Suggester
from parley.store.sqlite import SqliteStore
from support.build import NOW, by, later

FORMAL, INFORMAL = Formality.FORMAL, Formality.INFORMAL
LINES = (
    StarterLine({"en": "Take a seat.", "de": "Nehmen Sie Platz."}, FORMAL),
    StarterLine({"en": "Take a seat.", "de": "Setz dich."}, INFORMAL),
    StarterLine({"en": "Where is {order_id}?", "de": "Wo ist {order_id}?"}, None),
    StarterLine(
        {"en": "{amount} until {date}, then.", "de": "Dann bis {date} also {amount}."}, None
    ),
    StarterLine({"en": "Hello {name}!", "de": "Hallo {name}!"}, None),
    StarterLine({"en": "Open 24/7.", "de": "Rund um die Uhr offen."}, None),
    StarterLine({"en": "Lighthouse77 it is.", "de": "Dann eben Lighthouse77."}, None),
    StarterLine({"en": "Closed on September 3, ok?", "de": "Am 3.9. ist zu, ok?"}, None),
    StarterLine({"en": "Yes, it came.", "de": "Ja, {order_id} kam."}, None),
)


def recall(text: str, formality: Formality | None = None) -> str | None:
    return StarterMemory(LINES).recall(text, "en", "de", formality)


@pytest.mark.parametrize(
    ("text", "formality", "answer"),
    [
        ("Take a seat.", None, "Nehmen Sie Platz."),
        ("Take a seat.", FORMAL, "Nehmen Sie Platz."),
        ("Take a seat.", INFORMAL, "Setz dich."),
        ("  take  a SEAT.", None, "Nehmen Sie Platz."),
        ("Where is AB-4711?", None, "Wo ist AB-4711?"),
        ("where is AB-4711?", INFORMAL, "Wo ist AB-4711?"),
        ("€5.00 until 03/04/2026, then.", None, "Dann bis 03/04/2026 also €5.00."),
        ("Open 24/7.", None, "Rund um die Uhr offen."),
        ("lighthouse77 it is.", None, None),
        ("Lighthouse77 it is.", None, "Dann eben Lighthouse77."),
        ("Closed on September 3, ok?", None, "Am 3.9. ist zu, ok?"),
        ("Yes, it came.", None, None),
    ],
)
def test_a_known_line_is_answered_in_the_register_asked_for(
    text: str, formality: Formality | None, answer: str | None
) -> None:
    """Exactly, or with its values in the slots, each where its own language puts it.

    A value that is no slot is the line's own on each side; a slot without a value is no line.
    """
    assert recall(text, formality) == answer


@pytest.mark.parametrize(
    "text",
    [
        "Take a seat",
        "Take a seat. Now.",
        "Where is he?",
        "Where is 03/04/2026?",
        "Where is AB-4711 and AB-4712?",
        "Hello Anna!",
        "Open 9/5.",
        "",
    ],
)
def test_a_line_that_differs_is_not_answered(text: str) -> None:
    """Other words, other punctuation, a value of another kind, a slot that is a name."""
    assert recall(text) is None


def test_an_informal_line_is_never_given_for_a_formal_one() -> None:
    """Where only the informal line exists, the model has to do it."""
    memory = StarterMemory((LINES[1],))
    assert memory.recall("Take a seat.", "en", "de", FORMAL) is None
    assert memory.recall("Setz dich.", "de", "en", FORMAL) == "Take a seat."


def made(source: str, target: str, at: datetime = NOW) -> MemoryUnit:
    """What is kept of a text and a reviewer's translation of it."""
    return unit_of(
        source=source,
        target=target,
        source_language="de",
        target_language="en",
        formality=None,
        message_id=None,
        at=at,
    )


def unit(source: str, target: str) -> tuple[str, str]:
    kept = made(source, target)
    return kept.source, kept.target


def test_a_released_translation_is_kept_without_the_customers_values() -> None:
    """An order id and an amount become slots, in the order of the source."""
    source, target = unit("ORD-4711 kostet 5,00 €.", "It is 5,00 € for ORD-4711.")
    assert (source, target) == ("\ue000 kostet \ue001.", "It is \ue001 for \ue000.")
    assert slotted("ORD-9 kostet 7,50 €.") == (source, ("ORD-9", "7,50 €"))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("ORD-4711 fehlt.", "The order is missing."),
        ("Ich warte seit 2 Tagen.", "I have waited for 2 days."),
        ("Mein \ue000 und ORD-4711.", "My \ue000 and ORD-4711."),
    ],
)
def test_a_translation_that_changes_a_value_is_kept_for_its_own_text(
    source: str, target: str
) -> None:
    """A value that was left out, a plain number, characters that would pass for slots."""
    assert unit(source, target) == (source, target)


async def keep(
    store: SqliteStore, target: str, source: str = "ORD-4711 fehlt.", at: datetime = NOW
) -> None:
    """What a reviewer made of a text."""
    await store.remember([made(source, target, at)], by())


async def recalled(store: SqliteStore, text: str) -> str | None:
    found = await Memory(store, None).recall(text, "de", "en", None)
    return None if found is None else found.text


async def test_a_translation_without_one_of_the_values_is_found_for_its_own_text(
    store: SqliteStore,
) -> None:
    """And for no other; a reviewer is shown it for both."""
    await keep(store, "The order is missing.")
    assert await recalled(store, "ORD-4711 fehlt.") == "The order is missing."
    assert await recalled(store, "ORD-1 fehlt.") is None
    for text, similarity in (("ORD-4711 fehlt.", 1.0), ("ORD-4712 fehlt.", 0.9)):
        (found,) = await Suggester(store, None).suggest(text, "de", "en")
        assert found.target == "The order is missing."
        assert found.similarity >= similarity


async def test_of_two_translations_for_a_text_the_newer_holds(store: SqliteStore) -> None:
    """One of that very text, and one of all that differ from it in their values."""
    await keep(store, "The order is missing.", at=NOW)
    await keep(store, "ORD-4711 is missing.", at=later(1))
    assert await recalled(store, "ORD-4711 fehlt.") == "ORD-4711 is missing."
    await keep(store, "Your order is missing.", at=later(2))
    assert await recalled(store, "ORD-4711 fehlt.") == "Your order is missing."
    assert await recalled(store, "ORD-1 fehlt.") == "ORD-1 is missing."


@pytest.mark.parametrize("count", [32, 33, 40, 6_500])
def test_every_slot_of_a_unit_stands_in_its_source(count: int) -> None:
    """A list of many values is kept as it is, so that an export of it can be read back."""
    values = [f"AB{10_000 + number}" for number in range(count)]
    source, target = unit(f"Es fehlen {' '.join(values)}.", f"There lack {' '.join(values)}.")
    assert set(slots_of(target)) == set(slots_of(source))
    assert read_back(written(target)) == target
    key, free = slotted(f"Es fehlen {' '.join(values)}.")
    assert key == source
    assert filled(target, free) == f"There lack {' '.join(values)}."
