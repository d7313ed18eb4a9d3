"""Empty, copied, looping and cut-off translations."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag

Raised = Callable[..., dict[str, Flag]]
LONG = "Thank you for your message, we will look into it and come back to you tomorrow morning."
LONG_DE = "Danke für Ihre Nachricht, wir prüfen das und melden uns morgen früh wieder bei Ihnen."


@pytest.mark.parametrize(
    ("rule", "source", "translation"),
    [
        ("empty-translation", "Hello", ""),
        ("empty-translation", "Hello", " …"),
        ("untranslated", "where is my order", "where is my order"),
        ("untranslated", "WHERE IS MY ORDER", "WHERE IS MY ORDER"),
        ("untranslated", LONG, "Danke, " + LONG[10:]),
        ("repetition", "Hello", "Hallo hallo"),
        ("repetition", "Perfect!", "Perfekt! Perfekt!"),
        ("repetition", "Yes", "Ja ja ja ja"),
        ("repetition", "Thank you for the order", "Danke für die Danke für die Bestellung"),
        ("repetition", "Good", "gutgutgutgutgutgutgutgutgut"),
        ("truncated", LONG, "Danke für Ihre Nachricht."),
        ("truncated", LONG, LONG_DE + " " + LONG_DE.replace("wir", "sie") + LONG_DE[:40]),
        ("truncated", "First line\nSecond line", "Erste Zeile und zweite Zeile"),
    ],
)
def test_broken_translation_is_caught(
    raised: Raised, rule: str, source: str, translation: str
) -> None:
    """Each way to break raises its rule."""
    assert rule in raised(source, "en", translation, "de")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("🙂", "🙂"),
        ("{name}", "{name}"),
        ("iPhone 13 Pro Max", "iPhone 13 Pro Max"),
        ("OK", "OK"),
        ("Samsung Galaxy Tab", "Samsung Galaxy Tab"),
        ("very, very good", "sehr, sehr gut"),
        ("no no no no", "nein nein nein nein"),
        ("Those who pay", "Die, die zahlen"),
        (LONG, LONG_DE),
        ("Hi", "Guten Tag"),
        ("hahahahahahahahahaha", "hahahahahahahahahaha"),
        ("Happiness is the way there; people say so", "Der Weg ist das Ziel. Das Ziel ist der Weg"),
        ("a\nb", "a\n\nb"),
    ],
)
def test_sound_translation_raises_nothing(raised: Raised, source: str, translation: str) -> None:
    """Names, emphasis and grammar that doubles words are fine."""
    assert raised(source, "en", translation, "de") == {}


def test_reflexive_pronouns_are_no_loop(raised: Raised) -> None:
    """French doubles its pronouns."""
    assert raised("You are wrong", "en", "Vous vous trompez", "fr") == {}


def test_copied_text_in_the_same_language_is_no_fault(raised: Raised) -> None:
    """Nothing was translated, so nothing is untranslated."""
    assert raised("where is my order", "en-GB", "where is my order", "en-US") == {}
