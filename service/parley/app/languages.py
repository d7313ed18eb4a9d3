"""Configured languages against what the models translate and the detector can name."""

import logging
from pathlib import Path

from parley.config import ConfigError, Settings
from parley.domain.language import display_name, primary
from parley.engine.catalog import find_models_folder, read_catalogs
from parley.engine.detect import build_detector
from parley.engine.routes import Pair, routes

_log = logging.getLogger(__name__)


def reachable_pairs(settings: Settings) -> frozenset[Pair]:
    """(source, target) primary tags that the catalogued models lead between.

    Raises:
        CorruptModel: a catalogue cannot be read.
    """
    catalogs = read_catalogs(
        find_models_folder(settings.models_folder), Path(settings.extra_models_folder)
    )
    return frozenset(
        routes({pair for catalog in catalogs for entry in catalog.entries for pair in entry.pairs})
    )


def check_languages(settings: Settings) -> None:
    """Refuse a language that can have no effect, and warn of one that needs a model yet.

    Raises:
        ConfigError: no model translates to or from the agent's language, or the detector cannot
            name one that it is to choose from.
        CorruptModel: a catalogue cannot be read.
    """
    pairs = reachable_pairs(settings)
    agent = settings.agent_language
    if not any(primary(agent) in pair for pair in pairs):
        spoken = ", ".join(sorted({language for pair in pairs for language in pair}))
        raise ConfigError(f"agent_language: no model translates {agent!r}, only {spoken}")
    detector = build_detector(settings.detector)
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
