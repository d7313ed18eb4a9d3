"""Configured languages against the shipped models and the detectors."""

from pathlib import Path

import pytest

from parley.app.languages import check_languages
from parley.app.translating import build_library
from parley.config import ConfigError, RiskSettings, RuleScopeSettings, Settings
from parley.engine.detect import build_detector


def check(settings: Settings) -> None:
    """As at the start."""
    check_languages(settings, build_library(settings).pairs(), build_detector(settings.detector))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            Settings(agent_language="zz"),
            "agent_language: no model translates 'zz', only de, en, es, fr, pt",
        ),
        (Settings(languages=("en", "xx")), "languages.1: the detector 'auto' cannot name 'xx'"),
        (
            Settings(languages=("fi", "en"), detector="papagan"),
            "languages.0: the detector 'papagan' cannot name 'fi'",
        ),
    ],
)
def test_a_language_that_can_have_no_effect_is_refused(settings: Settings, said: str) -> None:
    """A misspelt one would be left out without a word."""
    with pytest.raises(ConfigError) as refused:
        check(settings)
    assert str(refused.value) == said


def scoped(direction: str) -> Settings:
    """The rules have a word on one direction."""
    scopes = (RuleScopeSettings(off=("idiom",)), RuleScopeSettings(direction=direction, off=("x",)))
    return Settings(risk=RiskSettings(scopes=scopes))


@pytest.mark.parametrize(("direction", "tag"), [("en-dd", "dd"), ("xx-en", "xx"), ("de-yy", "yy")])
def test_a_scope_of_the_rules_for_a_language_that_nobody_knows_is_refused(
    direction: str, tag: str
) -> None:
    """It would silence nothing, and nobody would know."""
    with pytest.raises(ConfigError) as refused:
        check(scoped(direction))
    said = f"no model speaks '{tag}', and the detector cannot name it"
    assert str(refused.value) == f"risk.scopes.1.direction: {said}"


@pytest.mark.parametrize("direction", ["", "de-en", "EN-de", "de-es", "en-nl", "fi-ja"])
def test_the_rules_may_have_a_word_on_what_no_model_translates(direction: str) -> None:
    """They judge what others translated, too."""
    check(scoped(direction))


def test_a_language_that_needs_a_model_yet_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """It may be added while the service runs; what a third language leads to needs none."""
    check(Settings(languages=("de", "fi", "pt-BR"), agent_language="es"))
    assert [record.getMessage() for record in caplog.records] == [
        "languages: no model translates between Finnish and Spanish, the agents' language"
    ]


def test_a_named_folder_of_models_that_is_not_there_is_told_of(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the place where it is looked for; nobody has to have the usual one."""
    monkeypatch.chdir(tmp_path)
    caplog.set_level("INFO")
    build_library(Settings())
    assert not caplog.records
    build_library(Settings(extra_models_folder="mine"))
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", f"extra_models_folder: there is no folder {tmp_path / 'mine'} yet")
    ]
    (tmp_path / "mine").mkdir()
    caplog.clear()
    build_library(Settings(extra_models_folder="mine"))
    assert not caplog.records
