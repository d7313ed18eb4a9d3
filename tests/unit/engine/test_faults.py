"""Repetition that no person would write."""

import pytest

from parley.engine.faults import copy_fault, faults, is_looped

PLAIN = ["where", "is", "my", "parcel"]


@pytest.mark.parametrize(
    ("pieces", "looped"),
    [
        ("", False),
        ("a", False),
        ("where is my parcel", False),
        ("no no no no", False),
        ("no no no no no", True),
        ("very good very good very good", False),
        ("very good very good very good very good", True),
        ("it is so it is so", False),
        ("it is so it is so it is so", True),
        ("a b c d e f g h a b c d e f g h", False),
        ("a b c d e f g h a b c d e f g h a b c d e f g h", True),
        ("a b c d e f g h i a b c d e f g h i a b c d e f g h i", False),
        ("well then ha ha ha ha ha and so on", True),
        ("ha a ha b ha c ha d ha e ha", False),
        ("a b c a b c a b", False),
    ],
)
def test_a_unit_too_often_in_a_row_is_a_loop(pieces: str, looped: bool) -> None:
    """Five times one piece, four times two, three times up to eight; apart they count nothing."""
    assert is_looped(pieces.split(), PLAIN) is looped


def test_repetition_that_the_source_has_too_is_no_loop() -> None:
    """ "ha ha ha ha ha" is translated as it was said."""
    laugh = ["ha"] * 7
    assert not is_looped(laugh, ["ja"] * 6)
    assert is_looped(laugh, ["ja"] * 4)


@pytest.mark.parametrize(
    ("times", "said", "looped"),
    [(9, 9, False), (11, 9, False), (12, 9, True), (42, 9, True), (6, 5, False), (7, 5, True)],
)
def test_a_run_may_be_a_little_longer_than_the_source_s(
    times: int, said: int, looped: bool
) -> None:
    """By a quarter, and by once in any case; beyond, it is the model that cannot stop."""
    source = [">>de<<", *["▁ha"] * said, "!"]
    assert is_looped(["▁ja"] * times, source) is looped
    assert is_looped(["▁j", "a"] * times, source) is looped


def test_a_row_of_dots_is_no_leave_to_stutter() -> None:
    """Punctuation that the source repeats excuses punctuation, and no words."""
    source = ["▁hm", *["."] * 12]
    assert not is_looped(["▁hm", *["."] * 12], source)
    assert is_looped(["▁so"] * 8, source)


def test_a_copy_is_as_bad_as_a_loop_and_worse_than_a_lost_value() -> None:
    """So any other text is taken before it, were it only less than whole."""
    copy = copy_fault("Lieferung verspätet \ue000", "Lieferung verspätet \ue000", ("de", "en"))
    assert copy == faults(["▁so"] * 9, PLAIN)
    assert copy > faults(["▁Delivery", "▁late"], [*PLAIN, "\ue000"])
    assert copy_fault("Lieferung verspätet", "Delivery late", ("de", "en")) == 0


@pytest.mark.parametrize(
    ("pieces", "source"),
    [
        (["▁Order", "▁", "\ue000", "▁is", "▁", "\ue001"], ["\ue001", "▁and", "\ue000"]),
        (["\ue000"], ["▁\ue000"]),
        (["▁Danke"], ["▁Thanks"]),
    ],
)
def test_a_translation_that_keeps_its_placeholders_has_no_fault(
    pieces: list[str], source: list[str]
) -> None:
    """Order may change, and so may the piece that a placeholder is part of."""
    assert faults(pieces, source) == 0


def test_faults_are_ordered_by_how_bad_they_are() -> None:
    """Nothing at all is worse than a loop, a loop worse than losses, two losses than one."""
    source = ["▁a", "\ue000", "▁b", "\ue001"]
    one_lost = faults(["▁a", "\ue000"], source)
    invented_too = faults(["▁a", "\ue000", "\ue002"], source)
    loop = faults(["▁so"] * 9 + ["\ue000", "\ue001"], source)
    nothing = faults([], source)
    assert 0 < one_lost < invented_too < loop < nothing
