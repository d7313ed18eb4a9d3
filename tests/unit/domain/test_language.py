"""Language tags as clients write them."""

import pytest

from parley.domain.errors import InvalidInput
from parley.domain.language import display_name, normalise_tag, primary, same_language


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("de", "de"),
        ("DE", "de"),
        (" en ", "en"),
        ("pt-br", "pt-BR"),
        ("pt_BR", "pt-BR"),
        ("PT-BR", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("ckb", "ckb"),
        ("zh-cmn-hans-cn-x-abcdefgh-abcdefgh ", "zh-cmn-Hans-CN-x-abcdefgh-abcdefgh"),
    ],
)
def test_tags_get_their_usual_case(written: str, normal: str) -> None:
    """However a tag is written, one form of it is stored, and that form is stable."""
    assert normalise_tag(written) == normal
    assert normalise_tag(normal) == normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "e",
        "english",
        "d3",
        "дe",
        "de-",
        "de--AT",
        "de-ß",
        "de-123456789",
        "-de",
        "en-x" + "-abcdefgh" * 4,
    ],
)
def test_what_is_no_tag_is_refused(written: str) -> None:
    """The error names the field to change."""
    with pytest.raises(InvalidInput) as refused:
        normalise_tag(written, "target_language")
    assert refused.value.reason == "UNKNOWN_LANGUAGE"
    assert refused.value.field == "target_language"


def test_an_error_quotes_no_more_than_a_tags_length() -> None:
    """A message pasted into a language field does not come back whole in the error."""
    with pytest.raises(InvalidInput) as refused:
        normalise_tag("secret " * 100)
    assert len(refused.value.message) < 100
    with pytest.raises(InvalidInput) as refused:
        normalise_tag("en-x" + "-abcdefgh" * 2_000)
    assert len(refused.value.message) < 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("pt", "pt-BR", True),
        ("pt-PT", "pt-BR", True),
        ("EN", "en-GB", True),
        ("pt", "es", False),
        ("de", "den", False),
    ],
)
def test_regions_do_not_make_another_language(one: str, other: str, same: bool) -> None:
    """Nothing is translated between two regions of one language."""
    assert same_language(one, other) is same
    assert same_language(other, one) is same


@pytest.mark.parametrize(
    ("tag", "name"),
    [("de", "German"), ("de-AT", "German"), ("pt-BR", "Brazilian Portuguese"), ("xx", "xx")],
)
def test_languages_are_named_in_english(tag: str, name: str) -> None:
    """A region without a name of its own has its language's, an unknown tag is its own name."""
    assert display_name(tag) == name


def test_the_primary_subtag_is_in_small_letters() -> None:
    """Lookups by language do not depend on how the tag was written."""
    assert primary("PT-br") == "pt"
    assert primary("") == ""
