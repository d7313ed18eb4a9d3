"""Texts that may stand as they are, and texts that should not."""

import pytest

from parley.domain.copying import is_copy


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("hurry up", "en", "de"),
        ("gift card", "en", "de"),
        ("Where is", "en", "fr"),
        ("WHERE IS MY ORDER", "en", "es"),
        ("Hurry up, \ue000!", "en", "de"),
        ("Guten Tag", "de", "en"),
        ("Vielen Dank!", "de-AT", "en-GB"),
        ("Lieferung verspätet", "de", "en"),
        ("GELD ZURÜCK", "de", "en"),
        ("mon colis", "fr", "de"),
        ("muchas gracias", "es", "en"),
        ("Muito obrigado", "pt", "en"),
        ("cena zamówienia", "pl", "en"),
    ],
)
def test_two_plain_words_as_they_were_are_a_copy(text: str, source: str, target: str) -> None:
    """In any case, shouted, beside a value, and whatever the punctuation."""
    assert is_copy(text, text, source, target)
    assert is_copy(text, f"{text.lower()}.", source, target)


@pytest.mark.parametrize(
    "text",
    [
        "", "🙂", "\ue000 \ue001", "2023 12", "A4 Q3",
        "taxi", "hotel", "normal", "no", "problem", "delivery", "danke", "Paket",
        "Taxi, Hotel", "no problem", "normal hotel", "OK, no problem",
        "John Smith", "Radio Berlin", "Samsung Galaxy Tab", "iPhone 13 Pro Max", "UPS DHL",
        "Seattle, Washington", "Bigton, New York", "NEW YORK",
        "Best Buy", "María de la Cruz", "in Sacramento",
        "j e f f", "hahaha hahaha", "ha ha ha ha", "caffè latte", "piña colada",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("source", "target"), [("en", "de"), ("de", "en"), ("es", "en"), ("en", "fr"), ("en", "pt")]
)
def test_names_values_and_what_languages_share_are_none(
    text: str, source: str, target: str
) -> None:
    """A single word never is, whatever it says."""
    assert not is_copy(text, text, source, target)


@pytest.mark.parametrize("text", ["Thank you very much", "How are you?", "See you tomorrow"])
def test_what_was_in_the_target_language_already_is_no_copy(text: str) -> None:
    """English that was taken for German is rightly left alone."""
    assert not is_copy(text, text, "de", "en")


@pytest.mark.parametrize("written", ["John Smith.", "Maria Gomez"])
def test_a_word_that_was_given_a_capital_was_read_as_a_name(written: str) -> None:
    """Customers write their names small."""
    assert not is_copy(written.lower(), written, "en", "de")
    assert is_copy("hurry up", "Hurry Up!", "en", "de")
    assert is_copy("hurry up", "HURRY UP!", "en", "de")


def test_kin_share_whole_clauses() -> None:
    """Spanish and Portuguese need more than two words; Spanish and English do not."""
    clause = "Bandejas de plástico verde"
    assert not is_copy(clause, clause, "es", "pt")
    assert is_copy(clause, clause, "es", "en")


@pytest.mark.parametrize("translation", ["hurry", "hurry up now", "up hurry", "beeil dich", ""])
def test_other_words_are_no_copy(translation: str) -> None:
    """One more, one less or another order is something else."""
    assert not is_copy("hurry up", translation, "en", "de")
