"""Configured languages against the shipped models and the detectors."""

from pathlib import Path

import pytest

from parley.app.languages import check_languages
from parley.app.translating import build_library
from parley.config import ConfigError, Settings
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


def test_a_language_that_needs_a_model_yet_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """It may be added while the service runs; what a third language leads to needs none."""
    check(Settings(languages=("de", "fi", "pt-BR"), agent_language="es"))
    assert [record.getMessage() for record in caplog.records] == [
        "languages: no model translates between Finnish and Spanish, the agents' language"
    ]


@pytest.mark.parametrize(("folder", "level"), [("parley-models", "INFO"), ("mine", "WARNING")])
def test_a_folder_of_models_that_is_not_there_is_told_of(
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    folder: str,
    level: str,
) -> None:
    """With the place where it is looked for: the path may be relative to another."""
    monkeypatch.chdir(tmp_path)
    caplog.set_level("INFO")
    build_library(Settings(extra_models_folder=folder))
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (level, f"extra_models_folder: there is no folder {tmp_path / folder} yet")
    ]
    (tmp_path / folder).mkdir()
    caplog.clear()
    build_library(Settings(extra_models_folder=folder))
    assert not caplog.records
