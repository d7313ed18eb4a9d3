"""The lists as they ship, and lists with mistakes in them."""

from pathlib import Path

import pytest

from parley.risk.lists import LANGUAGES, ListError, load_content, load_idioms, packaged_lists

HEAD = 'version = 1\nlanguage = "en"\n'


def test_every_idiom_has_a_rendering_for_each_other_language() -> None:
    """A reviewer sees one whatever the direction."""
    for language, known in packaged_lists().idioms.items():
        assert len(known.idioms) >= 40
        for idiom in known.idioms:
            assert set(idiom.suggest) == set(LANGUAGES) - {language}, idiom.phrase


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
    ],
)
def test_faulty_idiom_list_is_refused_by_name(tmp_path: Path, entry: str) -> None:
    """The error names the file."""
    file = tmp_path / "en.toml"
    file.write_text(HEAD + entry, encoding="utf-8")
    with pytest.raises(ListError, match=r"en\.toml"):
        load_idioms(file, "en")
