"""What is recognised as untranslatable, and in what time."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from parley.text.entities import EntityKind, find_entities, scan
from support.growth import is_linear

SPECIALS = (
    "aZéß0129 .,:;-–_/\\@#%$€{}<>()[]&'\"’`^=+*|~!?¿\n\t"
    "\u00a0\u200d\ufe0f\u20e3ℹ©👍🏽🇩❤½\ue000\uf8ff"
)
special_text = st.text(st.sampled_from(SPECIALS), max_size=60) | st.text(max_size=60)
words = st.sampled_from(
    [
        "www.",
        "http://",
        "a@b.de",
        "foo.com",
        ":)",
        "^^",
        "EUR 5",
        "1.234",
        "+49 30 1234567",
        " ",
        "ℹ",
        ".",
        "é",
    ]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(entity.kind.value, entity.surface) for entity in find_entities(text)]


@pytest.mark.parametrize(
    ("kind", "surface"),
    [
        ("url", "https://example.com/a(b)c?x=1&y=%20#z"),
        ("url", "HTTPS://EXAMPLE.COM/ORDER"),
        ("url", "www.müller.de/konto"),
        ("url", "shop.example.com/x"),
        ("url", "Amazon.de"),
        ("url", "müller.de"),
        ("url", "bit.ly/3xYz"),
        ("url", "mailto:help@example.com"),
        ("url", "tel:+4930123456"),
        ("url", "<https://example.com/track?id=5>"),
        ("url", "<mailto:help@example.com>"),
        ("email", "jean.fr.martin+x@mail.example.co.uk"),
        ("email", "<help@example.com>"),
        ("phone", "+49 30 1234567"),
        ("phone", "+49 (0)30 123456"),
        ("phone", "+33 6 12 34 56 78"),
        ("phone", "+1 (555) 010-9999"),
        ("phone", "(030) 12 34 56 78"),
        ("phone", "0171/1234567"),
        ("phone", "1-800-555-0199"),
        ("reference", "#12345"),
        ("reference", "#A-123"),
        ("reference", "1Z999AA10123456784"),
        ("reference", "ORD-2024-0017"),
        ("reference", "inv_2024_001"),
        ("reference", "abc_123_def"),
        ("reference", "DE89 3704 0044 0532 0130 00"),
        ("reference", "GB29 NWBK 6016 1331 9268 19"),
        ("reference", "ES9121000418450200051332"),
        ("reference", "550e8400-e29b-41d4-a716-446655440000"),
        ("reference", "4111 1111 1111 1111"),
        ("reference", "192.168.0.1"),
        ("reference", "v1.2.3"),
        ("reference", "invoice-2024.pdf"),
        ("reference", "4G"),
        ("reference", "50/50"),
        ("reference", "24/7"),
        ("reference", "10-12"),
        ("amount", "$5"),
        ("amount", "1.234,56 €"),
        ("amount", "1\u202f234,56\u00a0€"),
        ("amount", "EUR 5,00"),
        ("amount", "5-10 €"),
        ("amount", "R$ 49,90"),
        ("amount", "15 %"),
        ("date", "12.05.2024"),
        ("date", "2024-05-12T10:30:00+02:00"),
        ("date", "12/05"),
        ("date", "05/2024"),
        ("time", "14:30"),
        ("time", "14h30"),
        ("time", "5:30 pm"),
        ("time", "10:00AM"),
        ("time", "12 am"),
        ("time", "7:15 p.m"),
        ("placeholder", "{name}"),
        ("placeholder", "{ name }"),
        ("placeholder", "{{ ticket.id }}"),
        ("placeholder", "{{{raw}}}"),
        ("placeholder", "{% if paid %}"),
        ("placeholder", "%1$s"),
        ("placeholder", "${x}"),
        ("placeholder", "%{x}"),
        ("placeholder", "%(count)d"),
        ("placeholder", "%s"),
        ("tag", "<a href='x>y' title=\"z\">"),
        ("tag", "</b>"),
        ("tag", "<br/>"),
        ("tag", "<!-- a\nb -->"),
        ("tag", "&Eacute;"),
        ("tag", "&#39;"),
        ("code", "`rm -rf`"),
        ("code", "```\nx\n```"),
        ("emoji", "👨\u200d👩\u200d👧"),
        ("emoji", "👍🏽"),
        ("emoji", "🇩🇪"),
        ("emoji", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
        ("emoji", "1️⃣"),
        ("emoji", "❤️"),
        ("emoji", "😂😂😂"),
        ("emoji", "ℹ️"),
        ("emoji", ":-)"),
        ("emoji", ":)))"),
        ("emoji", "<3"),
        ("mention", "@anna.b"),
        ("hashtag", "#sale"),
        ("number", "1 234 567"),
        ("number", "12.50"),
        ("number", "5½"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "see {} now", '"{}"'])
def test_finds_one_entity(kind: str, surface: str, frame: str) -> None:
    """An entity is found whole, alone, in a sentence and in quotation marks."""
    text = frame.replace("{}", surface)
    assert found(text) == [(kind, surface)]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("Menü > Konto", [("sign", ">")]),
        ("a -> b => c", [("sign", "->"), ("sign", "=>")]),
        ("[Bild] folgt", [("sign", "["), ("sign", "]")]),
        ("| Name | Preis |", [("sign", "|")] * 3),
        ("eins • zwei, → weiter, ☆☆☆", [("sign", "•"), ("sign", "→"), ("sign", "☆☆☆")]),
        ("Galaxy™ @ home", [("sign", "™"), ("sign", "@")]),
        ("bei > 30 °C", [("number", "> 30 °C")]),
        ("≤ 5 € am Tag", [("amount", "≤ 5 €")]),
        ("±5 oder ~7", [("number", "±5"), ("number", "~7")]),
        ("40 × 60 cm", [("number", "40"), ("number", "× 60")]),
        ("20 m² und 5³", [("number", "20 m²"), ("number", "5³")]),
        ("§ 312", [("number", "§ 312")]),
    ],
)
def test_signs_that_no_model_has_a_piece_for_are_kept(
    text: str, entities: list[tuple[str, str]]
) -> None:
    """By themselves, or with the value that they are at."""
    assert found(text) == entities


@pytest.mark.parametrize(
    "text", ["it´s", "l`auto", "tod@s los étudiant·e·s", "n° et N°", "1º piso", "a+b=c - d"]
)
def test_signs_inside_of_words_are_the_words(text: str) -> None:
    """As are those that every model knows."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Mr.Smith",
        "Thanks.Bye",
        "Gracias.Es urgente",
        "muchas gracias.es urgente",
        "boa noite.eu queria saber",
        "(see note: a)",
        "(see note:)",
        "note: (a)",
        "and/or, he/she",
        "1st 2nd 3rd 1er 2ème 10º",
        "AT&T; no",
        "http://",
        "it`s not what it`s",
        "well-known",
    ],
)
def test_leaves_prose_alone(text: str) -> None:
    """What only looks like an entity is translated."""
    assert not find_entities(text)


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("5kg, 2 pm, 14h", ["5", "2 pm", "14"]),
        ("from 2pm to 4:30 p.m.", ["2pm", "4:30 p.m"]),
        ("at 9 a.m. sharp", ["9 a.m."]),
        ("um 8:30 am Montag", ["8:30"]),
        ("um 8 am 3. März", ["8", "3"]),
        ("version 2.8 pm, 13:30 pm, 5 pmi", ["2.8", "13:30", "5"]),
        ("24-hour service, 30-day return", ["24", "30"]),
        ("24-Stunden-Service", ["24"]),
        ("10euros y 24horas", ["10", "24"]),
        ("Covid-19-Test", ["Covid-19"]),
        ("am 3. März", ["3"]),
        ("It costs 12.50. Thanks", ["12.50"]),
        ("am 12.5. um 9", ["12.5.", "9"]),
        ("See https://x.com/a.", ["https://x.com/a"]),
        ("(https://x.com/a_(b))", ["https://x.com/a_(b)"]),
        ("**https://x.com**", ["https://x.com"]),
        ("iPhone 15", ["15"]),
        ("_5 items_", ["5"]),
        ("aquíhttps://x.com", ["https://x.com"]),
        ("14:30: ready", ["14:30"]),
    ],
)
def test_takes_no_more_than_the_entity(text: str, surfaces: list[str]) -> None:
    """Words and full stops around an entity stay outside."""
    assert [entity.surface for entity in find_entities(text)] == surfaces


def test_an_id_of_many_parts_is_one_entity() -> None:
    """More than anybody numbers anything with."""
    text = "-".join(["AB12"] * 33)
    assert [entity.surface for entity in find_entities(text)] == [text]


@given(special_text | st.lists(words, max_size=8).map("".join))
def test_short_cut_misses_nothing(text: str) -> None:
    """Plain prose is recognised only where the full search finds nothing either."""
    assert list(find_entities(text)) == scan(text)


@given(special_text)
def test_entities_are_ordered_slices(text: str) -> None:
    """Entities are slices of the text, in order, without overlap."""
    position = 0
    for entity in find_entities(text):
        assert position <= entity.start < entity.end
        assert entity.surface == text[entity.start : entity.end]
        position = entity.end


@given(st.text(st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF), min_size=1))
def test_private_use_characters_are_reserved(text: str) -> None:
    """A run of private-use characters is one reserved entity."""
    assert found(text) == [(EntityKind.RESERVED.value, text)]


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "<",
        "{",
        "1,",
        "@",
        "a@",
        "a-",
        "1-",
        "a_1/",
        "--a",
        "`",
        "<!--",
        '<a b="',
        "+1",
        "x@a.",
        "1.1.",
        ":-",
        "1 111 ",
    ],
)
@pytest.mark.parametrize("end", ["", "1é", "st"])
def test_hostile_text_takes_linear_time(unit: str, end: str) -> None:
    """Of what makes patterns backtrack, four times as much takes about four times as long."""
    assert is_linear(scan, unit, end)


def test_quadratic_time_is_told_from_linear() -> None:
    """A pattern that looks to the end from every place."""
    assert not is_linear(regex.compile(r"a+b").findall, "a", sizes=(1_500, 6_000))
    assert is_linear(regex.compile(r"a++b?").findall, "a")
