"""Numbers, entities, denial and questions between source and translation."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag, Severity

Raised = Callable[..., dict[str, Flag]]


@pytest.mark.parametrize(
    ("source", "language", "translation", "target"),
    [
        ("It costs 1,500 dollars", "en", "Es kostet 1.500 Dollar", "de"),
        ("It costs 1,500 dollars", "en", "Cela coûte 1 500 dollars", "fr"),
        ("Total: €18.10", "en", "Total: 18,10 €", "es"),
        ("1,234.56 euros", "en", "1.234,56 euros", "pt"),
        ("I need two cables", "en", "Ich brauche 2 Kabel", "de"),
        ("I need 2 cables", "en", "Necesito dos cables", "es"),
        ("the 1st item", "en", "le premier article", "fr"),
        ("the 3rd time", "en", "a terceira vez", "pt"),
        ("at 2pm", "en", "um 14 Uhr", "de"),
        ("at 2pm", "en", "à 14h", "fr"),
        ("at 2:30 pm", "en", "às 14:30", "pt"),
        ("at 2:30", "en", "um halb drei", "de"),
        ("at 2 p.m.", "en", "a las 2 de la tarde", "es"),
        ("on 03/04/2026", "en", "am 04.03.2026", "de"),
        ("on April 3, 2026", "en", "am 03.04.2026", "de"),
        ("on 3 May 2026", "en", "el 3 de mayo de 2026", "es"),
        ("2 million users", "en", "2.000.000 usuarios", "es"),
        ("support is there 24/7", "en", "der Support ist rund um die Uhr da", "de"),
        ("in the 1980s", "en", "dans les années 80", "fr"),
        ("see https://a.example/1234", "en", "siehe https://a.example/1234", "de"),
        ("20 % off", "en", "20% de descuento", "es"),
        ("a dozen eggs", "en", "12 Eier", "de"),
        ("100 Euro", "de", "a hundred euros", "en"),
        ("zwei Wochen", "de", "a fortnight", "en"),
    ],
)
def test_same_numbers_in_other_clothes_agree(
    raised: Raised, source: str, language: str, translation: str, target: str
) -> None:
    """Locale formats, words, ordinals, times and dates are no mismatch."""
    assert "number-mismatch" not in raised(source, language, translation, target)


@pytest.mark.parametrize(
    ("source", "language", "translation", "target"),
    [
        ("It costs 1,500 dollars", "en", "Es kostet 1,5 Dollar", "de"),
        ("It costs 1,500 dollars", "en", "Es kostet 15.000 Dollar", "de"),
        ("Total: €18.10", "en", "Total: 18,01 €", "es"),
        ("Total: €18.10", "en", "Total: 1810 €", "es"),
        ("I need 2 cables", "en", "Ich brauche 3 Kabel", "de"),
        ("I need two cables", "en", "Ich brauche drei Kabel", "de"),
        ("I need two cables", "en", "Necesito 3 cables", "es"),
        ("at 2pm", "en", "um 2 Uhr", "de"),
        ("at 2pm", "en", "à 15h", "fr"),
        ("at 2:30 pm", "en", "às 14:40", "pt"),
        ("on 03/04/2026", "en", "am 03.05.2026", "de"),
        ("on 3 May 2026", "en", "el 3 de mayo de 2025", "es"),
        ("You paid 50", "en", "Sie haben bezahlt", "de"),
        ("You paid", "en", "Vous avez payé 50", "fr"),
        ("from 5 to 3", "en", "de 5 a 5", "pt"),
        ("7 days", "en", "8 dias", "pt"),
        ("100 Euro", "de", "1000 euros", "en"),
        ("5 jours", "fr", "15 Tage", "de"),
    ],
)
def test_changed_number_is_caught(
    raised: Raised, source: str, language: str, translation: str, target: str
) -> None:
    """A number lost, added or altered is a mismatch."""
    assert "number-mismatch" in raised(source, language, translation, target)


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Hello {name}", "Hallo {name}"),
        ("Write to help@shop.example", "Schreiben Sie an help@shop.example"),
        ("Order AB-12345 🙂", "Bestellung AB-12345 🙂"),
        ("See https://shop.example/a?b=1.", "Siehe https://shop.example/a?b=1."),
        ("<b>New</b> %1$s", "<b>Neu</b> %1$s"),
        ("COVID-19 rules", "Covid-19-Regeln"),
        ("Q3 results", "Ergebnisse im 3. Quartal"),
        ("At 09:30", "09h30"),
    ],
)
def test_kept_entities_agree(raised: Raised, source: str, translation: str) -> None:
    """Entities that stand on both sides are no mismatch, wherever they stand."""
    assert "entity-mismatch" not in raised(source, "en", translation, "de")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Hello {name}", "Hallo {Name}"),
        ("Write to help@shop.example", "Schreiben Sie an hilfe@shop.example"),
        ("Order AB-12345", "Bestellung AB-12354"),
        ("Thanks 🙂", "Danke"),
        ("Thanks 🙂", "Danke 🙂🙂"),
        ("See https://shop.example/en", "Siehe https://shop.example/de"),
        ("<b>New</b>", "<b>Neu"),
        ("%1$s of %2$s", "%1$s von"),
    ],
)
def test_lost_or_changed_entity_is_caught(raised: Raised, source: str, translation: str) -> None:
    """An entity on one side only is a mismatch."""
    assert "entity-mismatch" in raised(source, "en", translation, "de")


@pytest.mark.parametrize(
    ("source", "language", "translation", "target", "mismatch"),
    [
        ("I did not receive the parcel.", "en", "Ich habe das Paket erhalten.", "de", True),
        ("The parcel has arrived.", "en", "Le colis n'est pas arrivé.", "fr", True),
        ("No he recibido el paquete.", "es", "I received the parcel.", "en", True),
        ("Não recebi o pacote.", "pt", "I received the parcel.", "en", True),
        ("Ich habe bezahlt.", "de", "I have not paid.", "en", True),
        ("I did not receive the parcel.", "en", "Ich habe das Paket nicht erhalten.", "de", False),
        ("It is not possible.", "en", "C'est impossible.", "fr", False),
        ("Do not hesitate to write.", "en", "Schreiben Sie uns gern.", "de", False),
        ("Can't you help me?", "en", "Können Sie mir helfen?", "de", False),
        ("It does not work.", "en", "No funciona.", "es", False),
        ("I never got it.", "en", "Nunca recebi.", "pt", False),
    ],
)
def test_negation(
    raised: Raised, source: str, language: str, translation: str, target: str, *, mismatch: bool
) -> None:
    """A denial lost or gained is caught; another way to deny is not."""
    assert ("negation-mismatch" in raised(source, language, translation, target)) is mismatch


@pytest.mark.parametrize(
    ("source", "translation", "mismatch"),
    [
        ("Where is it?", "Wo ist es.", True),
        ("Here it is.", "Hier ist es?", True),
        ("Where is it?", "Wo ist es?", False),
        ("See https://a.example/?q=1", "Siehe https://a.example/?q=1", False),
        ("Thanks; bye", "Danke und tschüss", False),
    ],
)
def test_question(raised: Raised, source: str, translation: str, mismatch: bool) -> None:
    """A question mark on one side only is noticed."""
    assert ("question-mismatch" in raised(source, "en", translation, "de")) is mismatch


@pytest.mark.parametrize(
    ("source", "language", "translation", "target", "severity"),
    [
        ("Come at 7:15 pm.", "en", "Kommen Sie um 7:15 Uhr.", "de", Severity.CRITICAL),
        ("Come at 7:15 pm.", "en", "Venga a las 7:15.", "es", Severity.MAJOR),
        ("Come at 7:15 pm.", "en", "Venga a las 07:15.", "es", Severity.CRITICAL),
        ("Kommen Sie um 19:15 Uhr.", "de", "Come at 7:15.", "en", Severity.MAJOR),
        ("Kommen Sie um 19:15 Uhr.", "de", "Come at 7:15 am.", "en", Severity.CRITICAL),
    ],
)
def test_a_time_that_may_be_right_weighs_less(
    raised: Raised, *, source: str, language: str, translation: str, target: str, severity: Severity
) -> None:
    """A language that leaves the half of the day open does not deny it."""
    assert raised(source, language, translation, target)["number-mismatch"].severity is severity
