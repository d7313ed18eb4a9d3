"""Which licences a person is asked about."""

from contextlib import suppress
from pathlib import Path

import pytest

from parley.domain.errors import WrongState
from parley.engine.acquire.licence import require_accepted
from support import tiny
from unit.engine.conftest import Add


def asked_about(licence: str) -> str:
    """Why it is asked, "" if it is not."""
    asked: list[str] = []

    def refuse(name: str, why: str) -> bool:
        assert name == licence
        asked.append(why)
        return False

    with suppress(WrongState):
        require_accepted(licence, refuse)
    return "".join(asked)


@pytest.mark.parametrize(
    "licence",
    ["other", "Other", "none", "NONE", "unlicensed", "UNLICENSED", "unknown", "Unknown",
     "NOASSERTION", " other ", "['mit', 'other']", "", " "],
)  # fmt: skip
def test_a_licence_that_says_nothing_is_asked_about(licence: str) -> None:
    """In any case: nobody can look it up."""
    assert asked_about(licence) == "nobody said what its licence allows"


@pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", "cc-by-nc-sa-4.0", "research only"])
def test_a_non_commercial_licence_is_asked_about(licence: str) -> None:
    """By its name."""
    assert asked_about(licence) == "its licence forbids commercial use"


@pytest.mark.parametrize(
    "licence",
    ["MIT", "Apache-2.0", "CC-BY-4.0", "CC-BY-SA-4.0", "Unlicense", "0BSD", "GPL-3.0-or-later"],
)
def test_an_open_licence_is_not_asked_about(licence: str) -> None:
    """The Unlicense is a licence."""
    assert asked_about(licence) == ""


def test_a_card_that_says_other_does_not_pass_for_a_licence(tmp_path: Path, add: Add) -> None:
    """It stands in the catalogue as it was agreed to."""
    folder = tiny.plain(tmp_path / "en-de")
    (folder / "README.md").write_text("---\nlicense: other\n---\n")
    assert add(folder).licence == "other"
