"""The lists as they ship, and lists with mistakes in them."""

from collections import Counter
from pathlib import Path

import pytest

from parley.risk.lists import (
    LANGUAGES,
    PAIRS,
    ListError,
    load_content,
    load_false_friends,
    load_idioms,
    packaged_lists,
)

MOST_OF_ONE_MEANING = 5
FEWEST_MEANINGS = 380
HEAD = 'version = 1\nlanguage = "en"\n'


def test_every_idiom_has_a_rendering_for_each_other_language() -> None:
    """A reviewer sees one whatever the direction."""
    for language, known in packaged_lists().idioms.items():
        assert len(known.idioms) >= 40
        for idiom in known.idioms:
            assert set(idiom.suggest) == set(LANGUAGES) - {language}, idiom.phrase


def test_an_idiom_has_a_plain_reading_of_its_own() -> None:
    """A coarse reading that fits many idioms is wrong advice for most; wordings of one share it."""
    for language, known in packaged_lists().idioms.items():
        shared = Counter(idiom.meaning for idiom in known.idioms)
        assert shared.most_common(1)[0][1] <= MOST_OF_ONE_MEANING, language
        assert len(shared) >= FEWEST_MEANINGS, language


def test_lists_are_as_long_as_promised() -> None:
    """Idioms a language, false friends a pair."""
    lists = packaged_lists()
    assert min(len(known.idioms) for known in lists.idioms.values()) >= 400
    assert min(len(lists.false_friends[pair].friends) for pair in PAIRS) >= 150


def test_false_friends_are_found_in_both_directions() -> None:
    """A pair of languages goes by either order."""
    known = packaged_lists().false_friends
    assert known["en", "de"] is known["de", "en"]


@pytest.mark.parametrize(
    "text",
    [
        'version = 2\nlanguage = "en"\n',
        'version = 1\nlanguage = "de"\n',
        "not toml",
        HEAD + '[a]\nphrases = "x"\n',
        HEAD + '[a]\nphrases = ["x", "x"]\n',
        HEAD + '[a]\nphrases = ["(x"]\n',
        HEAD + '[a]\nphrase = ["x"]\n',
    ],
)
def test_faulty_content_list_is_refused_by_name(tmp_path: Path, text: str) -> None:
    """The error names the file."""
    file = tmp_path / "en.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ListError, match=r"en\.toml"):
        load_content(file, "en")


@pytest.mark.parametrize(
    "entry",
    [
        "",
        '[[idiom]]\nphrase = "x"\n',
        '[[idiom]]\nphrase = ""\nmeaning = "m"\n',
        '[[idiom]]\nphrase = "x"\nmeaning = "m"\nnote = "n"\n',
        '[[idiom]]\nphrase = "x"\nmeaning = "m"\nsuggest = { en = "y" }\n',
        '[[idiom]]\nphrase = "x"\nmeaning = "m"\nseverity = "critical"\n',
        '[[idiom]]\nphrase = "x"\nmeaning = "m"\nseverity = 1\n',
    ],
)
def test_faulty_idiom_list_is_refused_by_name(tmp_path: Path, entry: str) -> None:
    """The error names the file."""
    file = tmp_path / "en.toml"
    file.write_text(HEAD + entry, encoding="utf-8")
    with pytest.raises(ListError, match=r"en\.toml"):
        load_idioms(file, "en")


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "pair = 1\n",
        '[[pair]]\nen = "x"\nes = "y"\n',
        '[[pair]]\nen = "x"\nen_means = "z"\n',
        '[[pair]]\nen = "x"\nes = "(y"\nen_means = "z"\n',
        '[[pair]]\nen = "x"\nes = "y"\nen_means = ""\n',
        '[[pair]]\nen = "x"\nes = "y"\nen_means = "z"\nnote = "n"\n',
        '[[pair]]\nen = "x"\nes = "y"\nen_means = "z"\nunless = "u"\n',
        '[[pair]]\nen = "x"\nes = "y"\nen_means = "z"\n' * 2,
    ],
)
def test_faulty_false_friends_are_refused_by_name(tmp_path: Path, entry: str) -> None:
    """The error names the file."""
    file = tmp_path / "en-es.toml"
    file.write_text('version = 1\nlanguage = "en-es"\n' + entry, encoding="utf-8")
    with pytest.raises(ListError, match=r"en-es\.toml"):
        load_false_friends(file, ("en", "es"))
