"""Which language a line is in, given the conversation, and when a customer has switched."""

import pytest

from parley.domain.message import AuthorRole, Detection
from parley.flow.language import Context, detect_in_context, learnt_language
from support.fakes import FakeDetector

LANGUAGES = ("de", "en", "fr")
CLEAR_FR = "Bonjour, où est donc mon colis ?"
RUSSIAN = "Где моя посылка?"
CLEAR_DE = "Guten Tag, wo ist denn mein Paket?"
LONG_FR = "Bonjour, je préfère écrire en français si cela ne vous dérange pas."
LONG_RU = "Где моя посылка? Я жду уже две недели и хочу вернуть свои деньги обратно."
DETECTOR = FakeDetector(
    {
        "ok": {"en": 0.5, "de": 0.3, "fr": 0.2},
        "no": {"fr": 0.6, "en": 0.3, "de": 0.1},
        "merci": {"fr": 0.95, "en": 0.03, "de": 0.02},
        CLEAR_FR: {"fr": 0.99, "de": 0.005, "en": 0.005},
        RUSSIAN: {"ru": 0.9, "uk": 0.1},
        "Grmpf": {"nl": 0.3, "sv": 0.2},
        CLEAR_DE: {"de": 0.99, "fr": 0.005, "en": 0.005},
    }
)


def detected(text: str, expected: str | None, author: AuthorRole = AuthorRole.CUSTOMER) -> str:
    """The language decided on, "" for none."""
    found = detect_in_context(DETECTOR, text, Context(author, expected, LANGUAGES))
    return found.language if found else ""


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("ok", "de", "de"),
        ("ok", "fr", "fr"),
        ("ok", "en", "en"),
        ("ok", None, "en"),
        ("no", "de", "de"),
        (CLEAR_FR, "de", "fr"),
        (CLEAR_FR, "fr", "fr"),
        (CLEAR_FR, None, "fr"),
        (CLEAR_DE, "en", "de"),
        (RUSSIAN, "de", "ru"),
        (RUSSIAN, None, "ru"),
        ("Grmpf", "de", "de"),
        ("😀", "fr", "fr"),
        ("😀", None, ""),
    ],
)
def test_short_lines_follow_the_conversation_and_clear_ones_do_not(
    text: str, expected: str | None, language: str
) -> None:
    """ "ok" is in whatever is spoken; a sentence in another language is in that language."""
    assert detected(text, expected) == language


def test_the_conversation_is_named_as_the_source_of_a_guess() -> None:
    """Where the text alone said something else, the detection tells so, and what it said."""
    found = detect_in_context(DETECTOR, "ok", Context(AuthorRole.CUSTOMER, "de", LANGUAGES))
    assert found is not None
    assert found.from_conversation
    assert [candidate.language for candidate in found.alternatives] == ["en", "de", "fr"]
    agreed = detect_in_context(DETECTOR, CLEAR_DE, Context(AuthorRole.CUSTOMER, "de", LANGUAGES))
    assert agreed is not None
    assert not agreed.from_conversation


def test_a_text_without_words_is_surely_the_conversations() -> None:
    """An emoji needs no doubt: nothing in it is translated."""
    found = detect_in_context(DETECTOR, "😀", Context(AuthorRole.CUSTOMER, "de", LANGUAGES))
    assert found == Detection("de", 1.0, from_conversation=True)


def test_the_conversations_region_is_kept() -> None:
    """A customer of "de-AT" goes on speaking it, although detectors know no regions."""
    languages = ("de-AT", "en", "fr")
    detector = FakeDetector({"ja": {"de-AT": 0.9, "en": 0.1}})
    found = detect_in_context(detector, "ja", Context(AuthorRole.CUSTOMER, "de-AT", languages))
    assert found is not None
    assert found.language == "de-AT"
    assert not found.from_conversation


def test_a_language_outside_the_configured_ones_can_stay() -> None:
    """A conversation opened in another language is not forced into a configured one."""
    detector = FakeDetector({"ok": {"en": 0.6, "it": 0.4}})
    found = detect_in_context(detector, "ok", Context(AuthorRole.CUSTOMER, "it", LANGUAGES))
    assert found is not None
    assert found.language == "it"


def test_confidence_is_a_probability_that_agreement_raises() -> None:
    """The same line is surer in a conversation of its language, and less sure in another."""
    alone, same, other = (
        detect_in_context(DETECTOR, "merci", Context(AuthorRole.CUSTOMER, language, LANGUAGES))
        for language in (None, "fr", "de")
    )
    assert alone is not None
    assert same is not None
    assert other is not None
    assert 0 <= other.confidence < same.confidence <= 1
    assert same.confidence > alone.confidence


DE = Detection("de", 0.98)
UNSURE_DE = Detection("de", 0.4)
FR = Detection("fr", 0.98)
RU = Detection("ru", 0.98)


@pytest.mark.parametrize(
    ("detection", "text", "known", "shown", "learnt"),
    [
        # The first message sets it, however short.
        (FR, "merci", None, (), "fr"),
        # The language that is known already is nothing new, nor is another region of it.
        (DE, CLEAR_DE, "de", (DE,), None),
        (DE, CLEAR_DE, "de-AT", (), None),
        # What a channel said gives way to a clear sentence, and not to thanks.
        (FR, CLEAR_FR, "de", (), "fr"),
        (FR, "merci beaucoup", "de", (), None),
        (Detection("fr", 0.5), CLEAR_FR, "de", (), None),
        # What a customer has written in gives way to a long text that is surely another's.
        (FR, CLEAR_FR, "de", (DE,), None),
        (FR, LONG_FR, "de", (DE,), "fr"),
        (FR, LONG_FR, "de", (DE, RU), "fr"),
        (Detection("fr", 0.6), LONG_FR, "de", (DE,), None),
        # The second message in a row does, whatever was before.
        (FR, CLEAR_FR, "de", (DE, FR), "fr"),
        (FR, "merci", "de", (DE, FR), "fr"),
        (FR, "merci", "de", (FR, DE), None),
        (FR, "merci", "de", (Detection("en", 0.98),), None),
        # A language that was but guessed gives way to a surer one, not to another guess.
        (FR, "merci", "de", (UNSURE_DE,), "fr"),
        (FR, "merci", "de", (DE, UNSURE_DE), None),
        (Detection("fr", 0.5), "merci", "de", (UNSURE_DE,), None),
        # What nobody here speaks needs a second message, and is easily left again.
        (RU, LONG_RU, "de", (DE,), None),
        (RU, LONG_RU, "de", (), None),
        (RU, LONG_RU, "de", (UNSURE_DE,), None),
        (RU, LONG_RU, "de", (DE, RU), "ru"),
        (DE, CLEAR_DE, "ru", (RU,), "de"),
    ],
)
def test_what_a_conversation_learns_from_a_message(
    detection: Detection,
    text: str,
    known: str | None,
    shown: tuple[Detection, ...],
    learnt: str | None,
) -> None:
    """A switch needs a second message, or one that outweighs what the customer has shown."""
    assert learnt_language(detection, text, known, shown, LANGUAGES) == learnt
