"""Configured languages against the shipped models and the detectors."""

import pytest

from parley.app.languages import check_languages
from parley.config import ConfigError, Settings


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
        check_languages(settings)
    assert str(refused.value) == said


def test_a_language_that_needs_a_model_yet_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """It may be added while the service runs; what a third language leads to needs none."""
    check_languages(Settings(languages=("de", "fi", "pt-BR"), agent_language="es"))
    assert [record.getMessage() for record in caplog.records] == [
        "languages: no model translates between Finnish and Spanish, the agents' language"
    ]
