"""The deployment's own correction of confidence, between its file and the service."""

import hashlib
import logging
from pathlib import Path

import msgspec

from parley.app.languages import served_directions
from parley.config import ConfigError, Settings
from parley.risk.confidence.calibrated import Calibrated
from parley.risk.confidence.correction import Correction, Corrections

_log = logging.getLogger(__name__)


class Recalibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `parley eval calibrate` writes and the setting `recalibration` names.

    Attributes:
        model_sha256: of the weights whose confidence it corrects; empty for the uncalibrated one.
        fitted_sha256: of the coefficients that gave that confidence, likewise.
        thorough: whether that confidence was thorough.
        directions: by "de-en".
    """

    model_sha256: str
    thorough: bool
    directions: dict[str, Correction]
    fitted_sha256: str = ""


def recalibration_of(
    settings: Settings, estimator: Calibrated | None, directions: Corrections
) -> Recalibration:
    """One for the confidence that these settings give."""
    if estimator is None:
        return Recalibration("", settings.thorough_confidence, dict(directions))
    fitted = estimator.fitted
    coefficients = hashlib.sha256(msgspec.json.encode(fitted)).hexdigest()
    return Recalibration(
        fitted.model_sha256, settings.thorough_confidence, dict(directions), coefficients
    )


def load_corrections(settings: Settings, estimator: Calibrated | None) -> Corrections:
    """Corrections by direction; none where the settings name no file, or one of another model.

    Raises:
        ConfigError: the file cannot be read, or leaves nothing of the order of confidence.
        CorruptModel: a catalogue cannot be read.
    """
    if not settings.recalibration:
        return {}
    path = Path(settings.recalibration)
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Recalibration)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"recalibration: {path}: {error}") from error
    for direction, correction in found.directions.items():
        if not correction.keeps_order:
            said = f"slope {correction.slope:g} and intercept {correction.intercept:g}"
            raise ConfigError(
                f"recalibration: {path}: directions.{direction}: {said} leave nothing of the order "
                "of confidence"
            )
    ours = recalibration_of(settings, estimator, {})
    if msgspec.structs.replace(found, directions={}) != ours:
        # After a new model or fit the old verdicts say nothing, and the service has to start.
        _log.warning("%s was fitted on another confidence than this: it is left out", path)
        return {}
    served = served_directions(settings) if found.directions else frozenset[str]()
    for direction in sorted(found.directions.keys() - served):
        # Not refused: its model may have been removed, and the service has to start.
        _log.warning("%s: no model translates in the direction %r: it is left out", path, direction)
    return {direction: one for direction, one in found.directions.items() if direction in served}
