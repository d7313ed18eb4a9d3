"""Slots as people and files see them."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from parley.flow.slots import read_back, written


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Wo ist \ue000?", "Wo ist {1}?"),
        ("\ue001 für \ue000", "{2} für {1}"),
        ("Drücken Sie {1} und \ue000", "Drücken Sie {{1}} und {1}"),
        ("{name}, {}", "{name}, {}"),
    ],
)
def test_a_slot_is_written_as_a_number_in_braces(template: str, text: str) -> None:
    """Braces around a number that were there before are doubled."""
    assert written(template) == text
    assert read_back(text) == template


@given(st.text("{}12a\ue000\ue001 ", max_size=20))
def test_what_is_written_is_read_back_the_same(template: str) -> None:
    """Whatever braces a text has, but for some around a value: those are no value's of ours."""
    assume(not re.search("{[\ue000-\uf8ff]}", template))
    assert read_back(written(template)) == template
