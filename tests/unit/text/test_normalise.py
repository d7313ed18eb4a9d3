"""What the model sees, and what a remembered line is found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.text.normalise import has_words, memory_key, normalise

tricky = st.text(
    st.sampled_from(
        "aé'’‘‚`´ \u00a0\u202f\u200b\u200c\u200d\ufe0f\u00ad\ufeff"
        "\n\r\t\x0b\x07👍❤🏽e\u0301م\u200eא1\U0001f3f4\U000e0067"
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text, 100%", "plain text, 100%"),
        ("l’été d´or it`s", "l'été d'or it's"),
        ("‘quoted’", "'quoted'"),
        ("‚zitiert‘", "‚zitiert‘"),
        ("“kept” «kept»", "“kept” «kept»"),
        ("10\u00a0000\u202f€\u2009!", "10 000 € !"),
        ("e\u0301", "é"),
        ("so\u00adft\u200b \ufeffbom\x07", "soft bom"),
        ("a\u200db", "ab"),
        ("a\ufe0f\u200db", "ab"),
        ("👨\u200d👩\u200d👧 ❤️ 1️⃣", "👨\u200d👩\u200d👧 ❤️ 1️⃣"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200eb", "ab"),
        ("א\u200eb", "א\u200eb"),
        ("one\ntwo\tthree\r\n", "one\ntwo\tthree\r\n"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
        ("hidden\U000e0041\U000e0042", "hidden"),
    ],
)
def test_normalises(text: str, expected: str) -> None:
    """Only what nobody sees changes."""
    assert normalise(text) == expected


@given(tricky | st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Normal form is a fixed point."""
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ok", True),
        ("你好", True),
        ("👍 ok", True),
        ("5 kg", True),
        ("👍", False),
        ("12345", False),
        ("https://example.com a@b.de", False),
        ("...?!", False),
        ("", False),
    ],
)
def test_has_words(text: str, expected: bool) -> None:
    """Letters inside entities are nothing to translate."""
    assert has_words(text) is expected


def test_memory_key_collapses_white_space_and_keeps_case() -> None:
    """The same line typed with other spaces is the same line; another case is not."""
    assert memory_key("  I’d\u00a0 like\tthis\n") == "I'd like this"
    assert memory_key("US") != memory_key("us")


@given(tricky)
def test_memory_key_of_a_key_is_itself(text: str) -> None:
    """Keys can be looked up as they are."""
    assert memory_key(memory_key(text)) == memory_key(text)
