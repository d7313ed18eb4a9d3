"""Entities out and in again, numbering, and offsets across the two."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.placeholders import CAPACITY, is_placeholder, placeholder
from parley.text.entities import Entity, EntityKind
from parley.text.mask import (
    mask,
    renumber,
    restore_numbers,
    unmask,
)

P = [placeholder(index) for index in range(40)]
texts = st.text(
    st.sampled_from("aB .,:1209€@#<>{}()\n👍\ue000\ue001\uf8ff"), max_size=60
) | st.text(max_size=60)


@given(texts)
def test_unmask_reverses_mask(text: str) -> None:
    """Nothing is lost on the way out and back, private-use characters included."""
    masked = mask(text)
    back = unmask(masked.text, masked.entities)
    assert (back.text, back.missing, back.repeated) == (text, (), ())


def test_masks_each_entity_with_the_next_placeholder() -> None:
    """Placeholders count the entities of a text from the first private-use character."""
    masked = mask("Order #12 costs 5 €.")
    assert masked.text == f"Order {P[0]} costs {P[1]}."
    assert [entity.kind for entity in masked.entities] == [EntityKind.REFERENCE, EntityKind.AMOUNT]


@pytest.mark.parametrize(
    "text",
    [
        "7 " * (CAPACITY + 10) + "\ue005",
        "\ue001a" * (CAPACITY + 10) + " end",
        "\ue001 7 " * CAPACITY,
    ],
    ids=["numbers", "reserved", "both"],
)
def test_more_entities_than_placeholders(text: str) -> None:
    """A text with too many entities comes back whole, its own private-use characters too."""
    masked = mask(text)
    assert len(masked.entities) == CAPACITY
    assert unmask(masked.text, masked.entities).text == text


@given(st.text("ab 1", max_size=30), st.lists(st.integers(0, 29), max_size=8, unique=True))
def test_a_term_is_masked_unless_a_value_stands_there(text: str, starts: list[int]) -> None:
    """Whatever order the terms come in."""
    own = mask(text).entities
    terms = [Entity(EntityKind.TERM, text[at : at + 1], at, at + 1) for at in starts if text[at:]]
    masked = mask(text, terms)
    expected = [t for t in terms if not any(t.start < o.end and o.start < t.end for o in own)]
    assert list(masked.entities) == sorted([*own, *expected], key=lambda entity: entity.start)
    assert unmask(masked.text, masked.entities).text == text


def test_terms_cost_no_more_for_every_value() -> None:
    """Five thousand of either take no longer than a blink."""
    text = "Parley 12 " * 5_000
    terms = [Entity(EntityKind.TERM, "Parley", at, at + 6) for at in range(0, len(text), 10)]
    mask(text)
    began = time.process_time()
    assert len(mask(text, terms).entities) == CAPACITY
    assert time.process_time() - began < 0.5


def test_reports_missing_and_repeated() -> None:
    """A lost entity and one that came twice are told apart."""
    masked = mask("1 or 2 or 3")
    result = unmask(f"{P[0]} {P[0]} {P[2]}", masked.entities)
    assert result.text == "1 1 3"
    assert [entity.surface for entity in result.missing] == ["2"]
    assert [entity.surface for entity in result.repeated] == ["1"]


def test_drops_unknown_placeholder() -> None:
    """A placeholder that the source did not have stands for nothing."""
    assert unmask(f"a{P[7]}b", ()).text == "ab"


@pytest.mark.parametrize("index", [-1, CAPACITY])
def test_no_placeholder_outside_the_private_use_area(index: int) -> None:
    """An index without a character of its own is refused."""
    with pytest.raises(ValueError, match="no placeholder"):
        placeholder(index)


def test_offset_maps_around_entities() -> None:
    """A masked span that holds a placeholder covers the whole entity unmasked."""
    masked = mask("x")
    assert unmask(masked.text, masked.entities).offset(1) == 1
    masked = mask("ab 12345 cd 678 e")
    result = unmask(masked.text, masked.entities)
    start, end = masked.text.index(P[0]), masked.text.index("cd")
    assert result.text[result.offset(start) : result.offset(start + 1)] == "12345"
    assert result.text[result.offset(end) : result.offset(end + 2)] == "cd"
    assert result.offset(len(masked.text)) == len(result.text)


def test_offset_passes_dropped_placeholders() -> None:
    """A dropped placeholder takes no room in the unmasked text."""
    result = unmask(f"a{P[7]}b", ())
    assert [result.offset(i) for i in range(4)] == [0, 1, 1, 2]


@given(texts)
def test_offsets_delimit_the_same_text(text: str) -> None:
    """Characters that are no placeholders lie where their offsets say."""
    masked = mask(text)
    result = unmask(masked.text, masked.entities)
    for index, character in enumerate(masked.text):
        if not is_placeholder(character):
            assert result.text[result.offset(index)] == character


@pytest.mark.parametrize("offset", [-1, 5])
def test_offset_outside_the_text(offset: int) -> None:
    """An offset that the masked text does not have is refused."""
    with pytest.raises(ValueError, match="no offset"):
        unmask("abcd", ()).offset(offset)


def test_renumbers_in_order_of_appearance() -> None:
    """A late segment gets the low numbers that the model knows, and its own back."""
    segment, original = renumber(f"{P[9]} and {P[4]} and {P[9]}")
    assert (segment, original) == (f"{P[0]} and {P[1]} and {P[0]}", (9, 4))
    assert restore_numbers(f"{P[1]} und {P[0]}", original) == f"{P[4]} und {P[9]}"


def test_restore_numbers_drops_what_the_segment_did_not_have() -> None:
    """A made-up placeholder must not bring in another segment's entity."""
    assert restore_numbers(f"a{P[2]}b{P[0]}", (5,)) == f"ab{P[5]}"


@given(st.text(st.sampled_from([*P, "a", " "])))
def test_restore_numbers_reverses_renumber(segment: str) -> None:
    """Numbering there and back changes nothing."""
    assert restore_numbers(*renumber(segment)) == segment
