"""Which capitals without a digit are codes, and which are shouted words."""

import pytest

from parley.text.entities import find_entities, scan
from support.growth import is_linear


def found(text: str) -> list[str]:
    return [entity.surface for entity in find_entities(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please use the voucher code SOMMERXXL today.", "SOMMERXXL"),
        ('The promo code "SUMMER-SALE" is not accepted.', "SUMMER-SALE"),
        ("My booking reference is KXPTWA, thanks.", "KXPTWA"),
        ("MY PASSWORD: HUNTERTWO", "HUNTERTWO"),
        ("Mein Gutscheincode ist SOMMERXXL, er geht nicht.", "SOMMERXXL"),
        ("Das Kennwort lautet KRTZVBNM.", "KRTZVBNM"),
        ("Der Promo-Code **FRÜHLING** geht nicht.", "FRÜHLING"),
        ("Buchungsnummer:\nKXPTWA", "KXPTWA"),
        ("El código promocional es VERANOXXL.", "VERANOXXL"),
        ("Tengo el cupón VERANOMAX y no va.", "VERANOMAX"),
        ("La contraseña es «QWERTYUI».", "QWERTYUI"),
        ("Mon mot de passe est AZERTYUI.", "AZERTYUI"),
        ("Le code de réduction ETEXXL ne marche pas.", "ETEXXL"),
        ("Mon numéro de réservation : KXPTWA", "KXPTWA"),
        ("A minha senha é QWERTYUI.", "QWERTYUI"),
        ("O cupom VERAOXXL não funciona.", "VERAOXXL"),
        ("Código da reserva: KXPTWA", "KXPTWA"),
    ],
)
def test_a_word_that_announces_a_code(text: str, code: str) -> None:
    """Behind it, with or without "is", a colon or quotes, capitals are a code."""
    assert found(text) == [code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please pay to COBADEFFXXX.", "COBADEFFXXX"),
        ("OUR BIC IS COBADEFF.", "COBADEFF"),
        ("The SWIFT code of our bank is BARCGBXX.", "BARCGBXX"),
        ("Die SWIFT/BIC der Bank in Köln: COBADEFF", "COBADEFF"),
        ("BNPAFRPP est notre BIC.", "BNPAFRPP"),
    ],
)
def test_a_bic(text: str, code: str) -> None:
    """By its shape and its name, or the three X of a head office."""
    assert found(text) == [code]


def test_a_bic_behind_an_iban() -> None:
    """An account is given with its bank."""
    text = "DE89 3704 0044 0532 0130 00\nCOBADEFF"
    assert found(text) == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "I WANT MY MONEY",
        "my password is WRONG",
        "MY PASSWORD IS RIDICULOUS",
        "my code is TOTALLY WRONG",
        "My voucher code EXPIRED yesterday",
        "PLEASE SEND THE BIC FOR MY DELIVERY",
        "The BIC ABCDQQFF has no such country",
        "Where is my DELIVERY, my CUSTOMER asks",
        "das ist SEHR wichtig",
        "Das Kennwort ist FALSCH",
        "Der Code ist UNGUELTIG, der Gutschein UNGÜLTIG",
        "Mein Passwort GEHT NICHT",
        "MEIN GUTSCHEINCODE GEHT NICHT",
        "La contraseña es INCORRECTA",
        "El cupón está CADUCADO",
        "mi código NO FUNCIONA",
        "mon mot de passe est FAUX",
        "le code promo est EXPIRÉ",
        "mon code est TOUJOURS bloqué",
        "a senha está ERRADA",
        "o cupom é INVÁLIDO",
        "o meu código NÃO funciona",
    ],
)
def test_shouted_words(text: str) -> None:
    """Words in capitals are translated, behind the name of a code as well."""
    assert not find_entities(text)


def test_a_code_in_a_link_is_part_of_it() -> None:
    """No entity lies in another."""
    text = "see https://x.com/?code=SOMMERXXL"
    assert found(text) == ["https://x.com/?code=SOMMERXXL"]


@pytest.mark.parametrize(
    "unit", ["CODE ", "código de ", "BIC bic ", "A-", "AB12 1234", "ABCDDEFF a ", "code ABCD "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    """Neither the words before a code nor the code are looked at from every place to the end."""
    assert is_linear(scan, unit, sizes=(5_000, 20_000))
