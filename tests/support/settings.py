"""Settings as a file and the environment give them."""

from pathlib import Path

from parley.config import Settings, load_settings


def load(tmp_path: Path, text: str = "", **environment: str) -> Settings:
    """Settings from a file of this text and PARLEY_ variables of these names."""
    file = tmp_path / "parley.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, {f"PARLEY_{name}": value for name, value in environment.items()})
