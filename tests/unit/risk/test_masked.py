"""Masked swear words, and what only looks like one."""

from collections.abc import Callable

import pytest

from parley.domain.message import Flag
from parley.risk.lists import packaged_lists
from parley.risk.masked import Unmasker
from support.growth import is_linear

Raised = Callable[..., dict[str, Flag]]


@pytest.fixture(scope="module")
def english() -> Unmasker:
    return Unmasker(p.written for p in packaged_lists().content["offensive"]["en"].patterns)


@pytest.mark.parametrize(
    ("language", "text", "masked"),
    [
        ("en", "this is f***ing slow", "f***ing"),
        ("en", "f*ing bot", "f*ing"),
        ("en", "it is all f***** up", "f*****"),
        ("en", "Holy s**t, again?", "s**t"),
        ("en", "F*** you all", "F*** you"),
        ("en", "F**K!!!", "F**K"),
        ("en", "oh f@ck this", "f@ck this"),
        ("en", "f.u.c.k", "f.u.c.k"),
        ("en", "well, f u c k", "f u c k"),
        ("en", "what a sh1tshow of b@stards", "sh1tshow of b@stards"),
        ("en", "you id*ots", "you id*ots"),
        ("en", "what a piece of sh*t this is", "piece of sh*t"),
        ("es", "m*erda de servicio", "m*erda"),
        ("es", "vaya mi*rda", "mi*rda"),
        ("es", "hijo de p*ta", "hijo de p*ta"),
        ("es", "sois gilip*llas", "gilip*llas"),
        ("es", "son unos cabr*nes", "cabr*nes"),
        ("es", "est*pidos", "est*pidos"),
        ("fr", "p*tain de colis", "p*tain"),
        ("fr", "c'est de la m***e", "m***e"),
        ("fr", "bande d'enc*lés", "enc*lés"),
        ("fr", "quel conn*rd", "conn*rd"),
        ("fr", "M3RDE alors", "M3RDE"),
        ("de", "so eine sch***e", "sch***e"),
        ("de", "Sche*ße!", "Sche*ße"),
        ("de", "ihr Arschl*cher", "Arschl*cher"),
        ("de", "Fick dich, du W*chser", "Fick dich, du W*chser"),
        ("de", "du Id*ot", "du Id*ot"),
        ("pt", "que m*rda", "m*rda"),
        ("pt", "p*rra, de novo", "p*rra"),
        ("pt", "ah, f*da-se", "f*da-se"),
        ("pt", "put@ que pariu", "put@ que pariu"),
        ("pt", "filhos da p*ta", "filhos da p*ta"),
    ],
)
def test_masked_swearing_is_found(raised: Raised, language: str, text: str, masked: str) -> None:
    """The span covers the words as they were written, mask and all."""
    span = raised(text, language)["offensive"].span
    assert span is not None
    assert text[span.start : span.end] == masked


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "***"),
        ("en", "5*4 is 20, and a*b*c is a product"),
        ("en", "Mrs C*****r signed"),
        ("en", "Signed: F*** M."),
        ("en", "this is **bold** and __bold__ text"),
        ("en", "my address is m***@example.com"),
        ("en", "f***@example.com and https://shop.example/f*ck"),
        ("en", "delete *.txt and put*.txt"),
        ("en", "card **** 1234, T-shirt, e-mail, U.S.A."),
        ("en", "shitake mushrooms... it works... a*"),
        ("es", "hola niñ@s y tod*s, soy M****a"),
        ("es", "S.A. de C.V., P***o Gómez"),
        ("fr", "c'est-à-dire le rendez-vous de C*****e"),
        ("de", "Kund*innen und Mitarbeiter*innen, z.B. S*****"),
        ("pt", "P**a e M****a Silva, bem-vindos, segunda-feira"),
    ],
)
def test_what_only_looks_masked_is_not(raised: Raised, language: str, text: str) -> None:
    """Stars for names, addresses, emphasis, sums, wildcards and genders say nothing."""
    assert "offensive" not in raised(text, language)


def test_an_exception_of_the_list_holds_for_masked_words_too(raised: Raised) -> None:
    """The list sees the word, so it sees its company."""
    assert "offensive" in raised("oh sh*t", "en")
    assert "offensive" not in raised("no sh*t, it came early", "en")


def test_positions_are_those_of_the_stored_text(raised: Raised) -> None:
    """With invisible and combining characters, and more than one masked word."""
    text = "Zoe\u0308 sa\u200bid: f*ck. Then s**t."
    flag = raised(text, "en")["offensive"]
    assert flag.span is not None
    assert text[flag.span.start : flag.span.end] == "f*ck"


@pytest.mark.parametrize(
    "unit", ["f*", "*", "f u c k ", "a@a.a ", "f-", "sh*t ", "f u ", "$$", "f.."]
)
def test_its_time_grows_as_the_text_does(english: Unmasker, unit: str) -> None:
    """Whatever signs are piled up."""
    assert is_linear(english.unmask, unit)
