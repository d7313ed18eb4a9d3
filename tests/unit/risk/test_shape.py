"""Empty, copied, looping and cut-off translations."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag, Severity

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
        ("untranslated", "Hurry up!", "hurry up"),
        ("untranslated", "gift card", "Gift card."),
        ("untranslated", "Thanks, Tom. Hurry up! See you.", "Danke, Tom. Hurry up! Bis dann."),
        ("untranslated", LONG, "Danke, " + LONG[10:]),
        ("repetition", "Hello", "Hallo hallo"),
        ("repetition", "Perfect!", "Perfekt! Perfekt!"),
        ("repetition", "Yes", "Ja ja ja ja"),
        ("repetition", "Thank you for the order", "Danke für die Danke für die Bestellung"),
        ("repetition", "Good", "gutgutgutgutgutgutgutgutgut"),
        ("repetition", "ha " * 9, "ha " * 42),
        ("repetition", "very " * 5 + "good", "sehr " * 9 + "gut"),
        ("repetition", "ha" * 10, "ha" * 40),
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
        ("taxi", "taxi"),
        ("no problem", "no problem"),
        ("normal hotel", "Normal Hotel"),
        ("Okay, cool.", "Okay, cool."),
        ("delivery", "delivery"),
        ("Massa's restaurant in Las Vegas", "Massa's Restaurant in Las Vegas"),
        ("very " * 5 + "good", "sehr " * 6 + "gut"),
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


@pytest.mark.parametrize(
    ("source", "translation", "severity"),
    [
        ("Hurry up!", "Hurry up!", Severity.CRITICAL),
        ("Where is my order? Hurry up!", "Wo ist sie? Hurry up!", Severity.CRITICAL),
        ("where is my big order", "where is my big order bitte", Severity.CRITICAL),
        (LONG, "Danke, " + LONG[10:60] + ", und melden uns wieder bei Ihnen.", Severity.MAJOR),
    ],
)
def test_a_whole_copy_is_worse_than_a_part(
    raised: Raised, source: str, translation: str, severity: Severity
) -> None:
    """What nobody translated must not go out; a quotation may be right."""
    assert raised(source, "en", translation, "de")["untranslated"].severity is severity


def test_a_copied_sentence_is_marked_where_it_stands(raised: Raised) -> None:
    """In code points of the translation, without the mark at its end."""
    translation = "Danke, Tom. Hurry up! Bis dann."
    span = raised("Thanks, Tom. Hurry up! See you.", "en", translation, "de")["untranslated"].span
    assert span is not None
    assert translation[span.start : span.end] == "Hurry up"


@pytest.mark.parametrize("times", [9, 11])
def test_a_laugh_that_is_as_long_as_its_source_is_neither_loop_nor_copy(
    raised: Raised, times: int
) -> None:
    """It is the same in many languages, and may take a little longer in one."""
    found = raised("ha " * 9, "en", "ha " * times, "de")
    assert found.keys().isdisjoint({"repetition", "untranslated", "truncated"})


def test_reflexive_pronouns_are_no_loop(raised: Raised) -> None:
    """French doubles its pronouns."""
    assert raised("You are wrong", "en", "Vous vous trompez", "fr") == {}


def test_copied_text_in_the_same_language_is_no_fault(raised: Raised) -> None:
    """Nothing was translated, so nothing is untranslated."""
    assert raised("where is my order", "en-GB", "where is my order", "en-US") == {}
