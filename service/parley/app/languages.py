"""Configured languages against what the models translate and the detector can name."""

import logging
from collections.abc import Collection
from pathlib import Path

from parley.config import ConfigError, Settings
from parley.domain.language import display_name, primary
from parley.domain.ports import Detector
from parley.domain.reviewer import direction_from
from parley.engine.catalog import (
    Catalog,
    CatalogEntry,
    find_models_folder,
    reachable_pairs,
    read_catalogs,
)
from parley.engine.routes import Pair

_log = logging.getLogger(__name__)


def served_directions(settings: Settings) -> frozenset[str]:
    """Directions, "de-en", that the models of the catalogues lead in, by themselves or together.

    Raises:
        CorruptModel: a catalogue cannot be read.
    """
    return frozenset(
        f"{source}-{target}" for source, target in reachable_pairs(_catalogs(settings))
    )


def directions_of(settings: Settings, model_sha256: str) -> frozenset[str]:
    """Directions, "de-en", in which the model with these weights translates by itself.

    Raises:
        CorruptModel: a catalogue cannot be read.
    """
    chosen: dict[Pair, CatalogEntry] = {}
    for catalog in _catalogs(settings):
        for entry in catalog.entries:
            for pair in entry.pairs:
                chosen.setdefault(pair, entry)
    return frozenset(
        f"{source}-{target}"
        for (source, target), entry in chosen.items()
        if entry.sha256.get("model.bin") == model_sha256
    )


def _catalogs(settings: Settings) -> list[Catalog]:
    return read_catalogs(
        find_models_folder(settings.models_folder), Path(settings.extra_models_folder)
    )


def check_languages(settings: Settings, pairs: Collection[Pair], detector: Detector) -> None:
    """Refuse a language that can have no effect, and warn of one that needs a model yet.

    Args:
        pairs: what the models translate, by primary tags.

    Raises:
        ConfigError: no model translates to or from the agent's language, the detector cannot name
            one that it is to choose from, or neither knows one of a scope of the rules.
    """
    _check_rule_scopes(settings, pairs, detector)
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


def _check_rule_scopes(settings: Settings, pairs: Collection[Pair], detector: Detector) -> None:
    """More than the models speak counts: the rules judge what others translated, too."""
    spoken = {language for pair in pairs for language in pair}
    for number, scope in enumerate(settings.risk.scopes):
        if not scope.direction:
            continue
        direction = direction_from(scope.direction)
        for language in (direction.source, direction.target):
            if language not in spoken and not detector.knows(language):
                said = f"no model speaks {language!r}, and the detector cannot name it"
                raise ConfigError(f"risk.scopes.{number}.direction: {said}")
