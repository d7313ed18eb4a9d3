"""The risk rules as the settings want them."""

from pathlib import Path

import pytest

from parley.app import build_rules
from parley.config import ConfigError, RiskSettings, Settings


def test_a_folder_of_lists_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Its lists would be missed by nobody; the one that is looked for by default may be missing."""
    folder = tmp_path / "lists"
    with pytest.raises(ConfigError) as refused:
        build_rules(Settings(risk=RiskSettings(lists_folder=str(folder))))
    assert str(refused.value) == f"risk.lists_folder: there is no folder {folder}"


def test_a_list_that_cannot_be_read_is_named_with_its_folder(tmp_path: Path) -> None:
    """Files of several folders have one name."""
    file = tmp_path / "content" / "de.toml"
    file.parent.mkdir()
    file.write_bytes(b"\xff")
    with pytest.raises(ConfigError, match=r"content/de\.toml: cannot be read"):
        build_rules(Settings(risk=RiskSettings(lists_folder=str(tmp_path))))
