"""Text in segments and gaps, and back to the same text."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.placeholders import placeholder
from parley.text.mask import mask, unmask
from parley.text.segment import MAX_PLACEHOLDERS, split
from support.growth import is_linear

P = placeholder(0)
pieces = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "  ",
        "\t",
        "- ",
        "* ",
        "• ",
        "> ",
        "# ",
        "1. ",
        f"{P}. ",
        "[ ] ",
        "-----",
        "Hello",
        "mr. ",
        "z. B. ",
        "¿Qué?",
        "!",
        ". ",
        "? ",
        "... ",
        '"',
        "(",
        ")",
        ", ",
        P,
        "👍",
        "é",
        "e\u0301",
        "。",
        "a" * 30,
    ]
)
texts = st.lists(pieces, max_size=30).map("".join) | st.text(max_size=80)


def segments(text: str, max_characters: int = 400) -> list[str]:
    """The segments of a plain text, with their entities back."""
    masked = mask(text)
    document = split(masked.text, max_characters)
    return [unmask(segment, masked.entities).text for segment in document.segments]


@given(texts, st.integers(1, 40))
def test_restores_exactly(text: str, max_characters: int) -> None:
    """With its own segments for translations, a text comes back to the character."""
    document = split(text, max_characters)
    assert document.restore(document.segments) == text


@given(texts, st.integers(1, 40))
def test_segments_are_words_within_the_limit(text: str, max_characters: int) -> None:
    """Every segment has a letter, no white space around it, and at most the wanted length."""
    for segment in split(text, max_characters).segments:
        assert regex.search(r"\p{L}", segment)
        assert segment == segment.strip()
        assert len(segment) <= max_characters


@given(texts, st.data())
def test_locates_translations(text: str, data: st.DataObject) -> None:
    """Each translation stands in the restored text where it is said to."""
    document = split(text)
    translations = [data.draw(st.text(max_size=5)) for _ in document.segments]
    restored = document.restore(translations)
    for offset, translation in zip(document.locate(translations), translations, strict=True):
        assert restored[offset : offset + len(translation)] == translation


def test_refuses_another_number_of_translations() -> None:
    """One translation for each segment, no more, no fewer."""
    document = split("One. Two.")
    for call in (document.restore, document.locate):
        with pytest.raises(ValueError, match="1 translations for 2 segments"):
            call(["One."])


def test_refuses_an_impossible_limit() -> None:
    """A segment cannot have fewer than one character."""
    with pytest.raises(ValueError, match="positive"):
        split("a", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi! How are you? Fine.", ["Hi!", "How are you?", "Fine."]),
        ("Hola. ¿Qué tal? ¡Bien!", ["Hola.", "¿Qué tal?", "¡Bien!"]),
        ("Wait... What?! No", ["Wait...", "What?!", "No"]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("He paid. (He says.) Good.", ["He paid.", "(He says.)", "Good."]),
        ("See https://x.com/a. Thanks", ["See https://x.com/a.", "Thanks"]),
        ("Thanks! 😊 See you. 👍", ["Thanks!", "😊 See you."]),
        ("It costs 5. Please pay.", ["It costs 5.", "Please pay."]),
        ("I said no. Then I left.", ["I said no.", "Then I left."]),
        ("So do I. You too.", ["So do I.", "You too."]),
        (
            "hola. mi pedido no llegó. quiero devolver",
            ["hola.", "mi pedido no llegó.", "quiero devolver"],
        ),
        ("你好。再见！好", ["你好。", "再见！", "好"]),
    ],
)
def test_splits_sentences(text: str, expected: list[str]) -> None:
    """A sentence ends before what begins another."""
    assert segments(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ask Mr. Smith or Dra. López",
        "Hr. Weber und Fr. Klein",
        "Call Mme. Blanc or J. Smith or J.-P. Roux",
        "Obst, z. B. Äpfel usw. Birnen",
        "Obst, z.B. Äpfel bzw. Birnen",
        "Take No. 5 or Nr. 7 or núm. 8 or tel. 030 1234567",
        "Use e.g. Paris, i.e. France",
        "frutas, p. ex. Maçã",
        "Wir kommen am 3. März an",
        "am 3. Montag",
        "Wir wohnen im 2. Stock",
        "Hauptstr. 5",
        "yahoo! is fine in Berlin",
        "ok... fine",
    ],
)
def test_keeps_sentences_whole(text: str) -> None:
    """Abbreviations, initials and ordinals end no sentence."""
    assert segments(text) == [text]


@pytest.mark.parametrize(
    ("mark"),
    [
        "- ",
        "* ",
        "• ",
        "1. ",
        "12) ",
        "(3) ",
        "a) ",
        "> ",
        "> > ",
        "## ",
        "  - [ ] ",
        "\t",
        "-----\u0020",
        "— ",
    ],
)
def test_marks_are_gaps(mark: str) -> None:
    """What stands before a line's words is not translated."""
    masked = mask(f"{mark}Open the app.\r\n")
    document = split(masked.text)
    assert document.segments == ("Open the app.",)
    assert unmask("".join(document.gaps), masked.entities).text == f"{mark}\r\n"


def test_date_at_line_start_is_no_list_number() -> None:
    """A German date may begin a line."""
    assert segments("3. März ist gut") == ["3. März ist gut"]


@pytest.mark.parametrize("text", ["", "\n\n", "👍", "12345", "---", "...", "- \n> "])
def test_nothing_to_translate(text: str) -> None:
    """Text without letters has no segments and is one gap."""
    document = split(mask(text).text)
    assert document.segments == ()
    assert document.restore(()) == mask(text).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three; four five", ["one two three;", "four five"]),
        ("one two three, four five", ["one two three,", "four five"]),
        ("one two three four five six", ["one two three four", "five six"]),
        ("a" * 25, ["a" * 20, "a" * 5]),
        ("a" * 19 + "e\u0301" + "b", ["a" * 19, "e\u0301b"]),
    ],
)
def test_cuts_long_sentences(text: str, expected: list[str]) -> None:
    """A sentence over the limit is cut after a clause, else at a space, else between letters."""
    assert list(split(text, 20).segments) == expected


def test_cuts_segments_with_too_many_placeholders() -> None:
    """No segment has more placeholders than the model's vocabulary."""
    text = " ".join(f"a{placeholder(index)}" for index in range(100))
    document = split(text, 1000)
    assert document.restore(document.segments) == text
    for segment in document.segments:
        assert sum("\ue000" <= character <= "\uf8ff" for character in segment) <= MAX_PLACEHOLDERS


@pytest.mark.parametrize(
    "unit", [".", "!?", "a. ", "a ", "> ", "- ", ",", " ", "\n", "ab", "\u0301", P, "。", "a,b "]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    """Four times as much of anything is split in about four times the time, and without loss."""
    text = unit * (100_000 // len(unit))
    document = split(text)
    assert document.restore(document.segments) == text
    assert is_linear(split, unit)
