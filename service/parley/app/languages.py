"""Configured languages against what the models translate and the detector can name."""

import logging
from collections.abc import Collection

from parley.config import ConfigError, Settings
from parley.domain.language import display_name, primary
from parley.domain.ports import Detector
from parley.engine.routes import Pair

_log = logging.getLogger(__name__)


def check_languages(settings: Settings, pairs: Collection[Pair], detector: Detector) -> None:
    """Refuse a language that can have no effect, and warn of one that needs a model yet.

    Args:
        pairs: what the models translate, by primary tags.

    Raises:
        ConfigError: no model translates to or from the agent's language, or the detector cannot
            name one that it is to choose from.
    """
    agent = settings.agent_language
    if not any(primary(agent) in pair for pair in pairs):
        spoken = ", ".join(sorted({language for pair in pairs for language in pair}))
        raise ConfigError(f"agent_language: no model translates {agent!r}, only {spoken}")
    for number, language in enumerate(settings.languages):
        if not detector.knows(language):
            said = f"the detector {settings.detector!r} cannot name {language!r}"
            raise ConfigError(f"languages.{number}: {said}")
        if primary(language) != primary(agent) and not any(
            {primary(language), primary(agent)} == set(pair) for pair in pairs
        ):
            # Not refused: a person may answer for it, and a model may be added while it runs.
            _log.warning(
                "languages: no model translates between %s and %s, the agents' language",
                *(display_name(language), display_name(agent)),
            )
