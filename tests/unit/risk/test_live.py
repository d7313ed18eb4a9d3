"""Lists of a deployment's own, taken up while serving."""

import logging
import shutil
from pathlib import Path

import pytest

from parley.domain.ports import Exchange
from parley.risk.lists import ListError, list_names, packaged_folder
from parley.risk.live import LiveRules

_HEAD = 'version = 1\nlanguage = "en"\n'
_THREAT = '[legal-threat]\nphrases = [\n  "expect post from my uncle",\n]\n'


def write(folder: Path, name: str, text: str) -> None:
    """A list of the deployment's own."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_HEAD + text, encoding="utf-8")


def found(rules: LiveRules, text: str) -> set[str]:
    """Ids of the rules that speak."""
    return {flag.rule for flag in rules.assess(Exchange(text, "en"))}


def test_own_phrases_join_the_packaged_ones(tmp_path: Path) -> None:
    """Neither takes the other's place."""
    write(tmp_path, "content/en.toml", _THREAT)
    rules = LiveRules(tmp_path)
    assert found(rules, "Expect post from my uncle.") == {"legal-threat"}
    assert found(rules, "I will sue you.") == {"legal-threat"}


def test_an_own_idiom_replaces_the_packaged_one_of_its_phrase(tmp_path: Path) -> None:
    """A deployment may know a better rendering."""
    write(
        tmp_path,
        "idioms/en.toml",
        '[[idiom]]\nphrase = "raining cats and dogs"\nmeaning = "pouring"\n',
    )
    flags = LiveRules(tmp_path).assess(Exchange("It's raining cats and dogs", "en"))
    assert [flag.reason for flag in flags] == ["figurative: pouring"]


def test_a_changed_list_is_taken_up(tmp_path: Path) -> None:
    """Without a restart, and only when something changed."""
    rules = LiveRules(tmp_path)
    assert not rules.refresh()
    assert found(rules, "Expect post from my uncle.") == set()
    write(tmp_path, "content/en.toml", _THREAT)
    assert rules.refresh()
    assert found(rules, "Expect post from my uncle.") == {"legal-threat"}
    (tmp_path / "content" / "en.toml").unlink()
    assert rules.refresh()
    assert found(rules, "Expect post from my uncle.") == set()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[legal-threat", "cannot be read"),
        ('[no-such-rule]\nphrases = [\n  "x",\n]\n', "no-such-rule"),
        ('[legal-threat]\nphrases = [\n  "(sue",\n]\n', "missing )"),
    ],
)
def test_a_bad_list_is_refused_and_the_old_ones_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    """The log says why; a start with such a list fails."""
    write(tmp_path, "content/en.toml", _THREAT)
    rules = LiveRules(tmp_path)
    write(tmp_path, "content/en.toml", text)
    with caplog.at_level(logging.ERROR):
        assert not rules.refresh()
    assert reason in caplog.text
    assert found(rules, "Expect post from my uncle.") == {"legal-threat"}
    with pytest.raises(ListError, match=r"en\.toml"):
        LiveRules(tmp_path)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was warned of since the last time."""
    found = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    caplog.clear()
    return found


@pytest.mark.parametrize(
    "name",
    [
        "content/english.toml",
        "contents/en.toml",
        "content/it.toml",
        "content/EN.toml",
        "false_friends/de-en.toml",
        "en.toml",
    ],
)
def test_a_misnamed_list_is_told_of_once_a_change(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """At the start and while serving; nobody says that lists were read again."""
    caplog.set_level(logging.INFO)
    rules = LiveRules(tmp_path)
    assert not caplog.records
    write(tmp_path, name, _THREAT)
    assert not rules.refresh()
    assert "read again" not in caplog.text
    (said,) = warnings(caplog)
    assert said.startswith(f"{tmp_path / name} is left out: ")
    assert not rules.refresh()
    assert not warnings(caplog)
    write(tmp_path, name, _THREAT * 2)
    assert not rules.refresh()
    assert len(warnings(caplog)) == 1
    LiveRules(tmp_path)
    assert len(warnings(caplog)) == 1
    (tmp_path / name).unlink()
    assert not rules.refresh()
    assert not warnings(caplog)


@pytest.mark.parametrize(
    "name", ["content/en.toml", "content/notes.md", "content/en.toml.bak", ".draft"]
)
def test_what_is_a_list_or_looks_like_none_is_not_told_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """Whoever keeps notes beside the lists may."""
    write(tmp_path, name, _THREAT)
    rules = LiveRules(tmp_path)
    write(tmp_path, name, _THREAT + "\n")
    rules.refresh()
    assert not warnings(caplog)


def test_every_packaged_list_has_a_name_of_a_list() -> None:
    """So that a change of it is seen."""
    folder = packaged_folder()
    assert isinstance(folder, Path)
    packaged = {file.relative_to(folder).as_posix() for file in folder.glob("*/*.toml")}
    assert packaged == list_names()


def test_a_folder_that_goes_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Once; one that was never there is not, and one that comes back is taken up."""
    own = tmp_path / "lists"
    rules = LiveRules(own)
    assert not rules.refresh()
    assert not warnings(caplog)
    for _ in range(2):
        write(own, "content/en.toml", _THREAT)
        assert rules.refresh()
        assert found(rules, "Expect post from my uncle.") == {"legal-threat"}
        assert not warnings(caplog)
        shutil.rmtree(own)
        assert rules.refresh()
        assert found(rules, "Expect post from my uncle.") == set()
        assert warnings(caplog) == [
            f"the folder {own} is gone: the packaged lists hold by themselves"
        ]
        assert not rules.refresh()
        assert not warnings(caplog)
