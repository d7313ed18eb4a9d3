"""Lists of a deployment's own, taken up while serving."""

import logging
from pathlib import Path

import pytest

from parley.domain.ports import Exchange
from parley.risk.lists import ListError
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
