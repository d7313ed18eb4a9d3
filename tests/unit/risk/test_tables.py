"""The quick reader agrees with `tomllib`, whatever it is given."""

import tomllib
from importlib.resources import files

import pytest

from parley.risk.lists import LANGUAGES
from parley.risk.tables import read_plain, read_table


@pytest.mark.parametrize(
    "text",
    [
        "",
        'a = 1\nb = "x # y"\n\n# c\n[[t]]\nd = "e"\n[[t]]\nd = "f"\n',
        'a = [\n  "b",\n  "c",\n]\n[s]\nd = [\n]\n[u]\nv = { w = "x", y = "z" }\n',
        "a = 'b'\n",
        'a = "b\\n"\n',
        'a = ["b", "c"]\n',
        'a = [ # why\n  "b",\n]\n',
        'a.b = "c"\n',
        'a = 1.5 # "x"\n',
        "a = true\r\n",
        'a = """\nb = "c"\n"""\n',
        'a = "b" # c\n',
    ],
)
def test_reads_what_tomllib_reads(text: str) -> None:
    """Plain shapes and all the rest."""
    assert read_table(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        'a = "b"\na = "c"\n',
        "a = 01\n",
        'a = "b\n',
        'a = [\n  "b",\n',
        "[a]\n[a]\n",
        'a = "b"\n[a]\n',
        'a = "b"\n[[a]]\n',
        'a = [\n  "b",\n]\n[[a]]\n',
        'a = { b = "c", b = "d" }\n',
        "a\n",
        "\ta = \n",
    ],
)
def test_refuses_what_tomllib_refuses(text: str) -> None:
    """A mistake never loads."""
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    with pytest.raises(tomllib.TOMLDecodeError):
        read_table(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["idioms", "content"])
def test_lists_have_the_plain_shapes(language: str, kind: str) -> None:
    """Loading stays fast only as long as they do."""
    text = (files("parley.risk") / "data" / kind / f"{language}.toml").read_text(encoding="utf-8")
    assert read_plain(text) == tomllib.loads(text)
