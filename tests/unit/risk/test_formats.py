"""Dates and numbers that two readers read differently."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag

Raised = Callable[..., dict[str, Flag]]


@pytest.mark.parametrize(
    ("source", "language", "translation", "target", "marked"),
    [
        ("Llega el 03/04/2026.", "es", "It arrives on 03/04/2026.", "en", "03/04/2026"),
        ("Arrivée le 3-4-26", "fr", "Arrives 3-4-26", "en-US", "3-4-26"),
        ("Am 03.04.2026.", "de", "On 03.04.2026.", "en", "03.04.2026"),
        ("Due 03/04/2026", "en", "Vence em 03/04/2026", "pt", "03/04/2026"),
        ("Cuesta 1.500 euros", "es", "It costs 1.500 euros", "en", "1.500"),
        ("Ça fait 2,125 kg", "fr", "That is 2,125 kg", "en", "2,125"),
        ("It is 1,250 m", "en", "Es sind 1,250 m", "de", "1,250"),
        ("São 10.000 pontos", "pt", "That is 10.000 points", "en", "10.000"),
    ],
)
def test_value_that_reads_differently_is_marked(
    raised: Raised, *, source: str, language: str, translation: str, target: str, marked: str
) -> None:
    """Kept as it was, for a reader who reads it otherwise."""
    span = raised(source, language, translation, target)["ambiguous-format"].span
    assert span is not None
    assert translation[span.start : span.end] == marked


@pytest.mark.parametrize(
    ("source", "language", "translation", "target"),
    [
        ("Llega el 03/04/2026.", "es", "It arrives on 3 April 2026.", "en"),
        ("Llega el 23/04/2026.", "es", "It arrives on 23/04/2026.", "en"),
        ("Llega el 04/04/2026.", "es", "It arrives on 04/04/2026.", "en"),
        ("Llega el 03/04/2026.", "es", "It arrives on 03/04/2026.", "en-GB"),
        ("Am 03.04.2026.", "de", "Le 03.04.2026.", "fr"),
        ("Version 3.4.2026.1", "en", "Version 3.4.2026.1", "de"),
        ("Cuesta 1.500 euros", "es", "It costs 1,500 euros", "en"),
        ("Cuesta 1,500 pesos", "es-MX", "It costs 1,500 pesos", "en"),
        ("Cuesta 1.500 euros", "es", "Es kostet 1.500 Euro", "de"),
        ("It is 0.125 l", "en", "Es sind 0.125 l", "de"),
        ("See https://a.example/1.500", "en", "Siehe https://a.example/1.500", "de"),
        ("Call 1.500.200", "en", "Ruf 1.500.200 an", "de"),
    ],
)
def test_value_that_reads_the_same_raises_nothing(
    raised: Raised, source: str, language: str, translation: str, target: str
) -> None:
    """Converted, the same either way, or no such value."""
    assert "ambiguous-format" not in raised(source, language, translation, target)
