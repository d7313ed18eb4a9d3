"""Capitals down before translation and up after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.placeholders import placeholder
from parley.text.casing import calm, is_shouted, shout

P = placeholder(0)


@pytest.mark.parametrize(
    ("segment", "expected"),
    [
        ("WHERE IS MY ORDER?", True),
        ("HELLO", True),
        (f"PEDIDO {P} YA", True),
        ("DIE STRAßE", True),
        ("ÇA VA", True),
        ("USB", False),
        ("OK", False),
        ("ABC-123", False),
        (f"{P}", False),
        ("Hello WORLD", False),
        ("你好 世界", False),
        ("N° 5", False),
        ("", False),
    ],
)
def test_is_shouted(segment: str, expected: bool) -> None:
    """Words in capitals are shouted, a lone acronym is not."""
    assert is_shouted(segment) is expected


@pytest.mark.parametrize(
    ("segment", "language", "expected"),
    [
        ("WHERE IS MY ORDER?", "en", "Where is my order?"),
        ("I'M SURE I PAID, I'VE PROOF", "en-GB", "I'm sure I paid, I've proof"),
        ("SEE I.E. THIS", "en", "See i.e. this"),
        ("I PEDIDOS", "es", "I pedidos"),
        ("¿DÓNDE ESTÁ? ES URGENTE", "es", "¿Dónde está? Es urgente"),
        (f"{P} FEHLT", "de", f"{P} Fehlt"),
        ("", "de", ""),
    ],
)
def test_calms(segment: str, language: str, expected: str) -> None:
    """A shouted segment becomes a sentence as anybody writes it."""
    assert calm(segment, language) == expected


def test_shouts() -> None:
    """Everything but the placeholders goes up."""
    assert shout(f"wo ist {P}, größe") == f"WO IST {P}, GRÖSSE"


@given(st.text(st.sampled_from([P, *"ABCÉ I'.!?"])))
def test_calm_keeps_placeholders(segment: str) -> None:
    """Calming touches no placeholder and loses no character."""
    assert calm(segment, "en").upper() == segment
