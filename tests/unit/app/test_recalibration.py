"""The file of a deployment's own correction, as it is taken up at the start."""

from pathlib import Path

import msgspec
import pytest

from parley.app import load_corrections
from parley.app.recalibration import Recalibration
from parley.config import ConfigError, Settings
from parley.risk.confidence.correction import Correction, Corrections


def load(folder: Path, directions: Corrections) -> Corrections:
    """What a start makes of a file for the uncalibrated confidence."""
    file = folder / "recalibration.json"
    file.write_bytes(msgspec.json.encode(Recalibration("", False, dict(directions))))
    return load_corrections(Settings(recalibration=str(file)), None)


@pytest.mark.parametrize(
    "line", [Correction(1e308, 0), Correction(1, 1e308), Correction(0, 0), Correction(0.01, 0.5)]
)
def test_a_line_that_leaves_no_order_is_refused(tmp_path: Path, line: Correction) -> None:
    """With its direction and its numbers."""
    with pytest.raises(ConfigError, match=r"directions\.en-de: slope .* nothing of the order"):
        load(tmp_path, {"de-en": Correction(0.7, -1.2), "en-de": line})


def test_a_direction_that_nobody_serves_is_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With a warning; one that goes through a third language is served."""
    line = Correction(0.7, -1.2)
    found = load(tmp_path, {"de-en": line, "de-es": line, "xx-yy": line, "DE-en": line})
    assert found == {"de-en": line, "de-es": line}
    said = "no model translates in the direction"
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        f"{said} 'DE-en': it is left out",
        f"{said} 'xx-yy': it is left out",
    ]


def test_a_line_for_every_direction_that_is_served_is_quiet(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And without any nothing is looked at."""
    line = Correction(0.3, 0.5)
    assert load(tmp_path, {"pt-en": line}) == {"pt-en": line}
    assert load(tmp_path, {}) == {}
    assert not caplog.records
