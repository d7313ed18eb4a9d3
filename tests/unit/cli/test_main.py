"""The command line's surface, and the commands that need no server."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parley.cli.main import cli


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings with a models folder of one good model and a database, all in this test."""
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "catalog.toml").write_text(
        '[[model]]\nname = "tiny"\nfolder = "tiny"\ndescription = "A model."\nlicence = "MIT"\n'
        f'directions = ["en-de", "de-en"]\n[model.sha256]\n"model.bin" = "{digest}"\n'
    )
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / "model.bin").write_bytes(b"weights")
    file = tmp_path / "parley.toml"
    file.write_text(f'models_folder = "{tmp_path}"\ndatabase = "{tmp_path / "parley.db"}"\n')
    return file


def call(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], terminal_width=80)


def test_help_lists_every_command() -> None:
    """And each of them has help of its own."""
    listed = call("--help")
    assert listed.exit_code == 0
    commands = cli.list_commands(None)  # type: ignore[attr-defined]
    assert {"serve", "demo", "translate", "review", "migrate"} <= set(commands)
    for name in commands:
        assert f"  {name} " in listed.output
        own = call(name, "--help")
        assert own.exit_code == 0, own.output
        assert own.output.startswith("Usage:")


def helps(*path: str) -> Iterator[tuple[str, str]]:
    """What a command's help says and lists, and that of every command below it."""
    said, _, listed = call(*path, "--help").output.partition("\nCommands:\n")
    yield said, listed
    for name in re.findall(r"^  (\w+) ", listed, re.MULTILINE):
        yield from helps(*path, name)


def test_no_line_of_help_is_cut_or_too_long() -> None:
    """At 80 columns; click cuts the summary of a command that has no short one."""
    pages = list(helps())
    assert len(pages) > 40
    for said, listed in pages:
        assert "..." not in listed
        assert max(map(len, f"{said}\n{listed}".splitlines())) <= 80


def test_an_unknown_command_is_a_usage_error() -> None:
    """With status 2, as every tool has it."""
    found = call("tranlsate")
    assert found.exit_code == 2
    assert "tranlsate" in found.output


def test_models_are_listed_shown_and_verified(config: Path) -> None:
    """A line a model, JSON with everything, and a word for each that is whole."""
    assert call("models", "list", "--config", config).output == "tiny\tde-en,en-de\tMIT\tparley\n"
    shown = json.loads(call("models", "show", "tiny", "--config", config).output)
    assert (shown["name"], shown["bytes"]) == ("tiny", 7)
    verified = call("models", "verify", "--config", config)
    assert (verified.exit_code, verified.output) == (0, "tiny: good\n")


def test_a_damaged_model_fails_the_verification(config: Path) -> None:
    """With a reason and status 1."""
    (config.parent / "tiny" / "model.bin").write_bytes(b"weightz")
    found = call("models", "verify", "tiny", "--config", config)
    assert found.exit_code == 1
    assert "MODEL_DAMAGED" in found.output


def test_showing_an_unknown_model_says_so(config: Path) -> None:
    """In one line with a reason, not with a traceback."""
    found = call("models", "show", "huge", "--config", config)
    assert found.exit_code == 1
    assert found.output.startswith("parley: MODEL_NOT_FOUND:")


def test_verifying_an_unknown_model_says_so(config: Path) -> None:
    """As `show` does."""
    found = call("models", "verify", "huge", "--config", config)
    assert found.exit_code == 1
    assert "MODEL_NOT_FOUND" in found.output


def test_a_database_is_migrated_once(config: Path) -> None:
    """The second call finds it up to date."""
    first, second = (call("migrate", "--config", config) for _ in range(2))
    assert first.output.startswith("applied 0001")
    assert second.output.strip().endswith("is up to date")
    assert (config.parent / "parley.db").is_file()


@pytest.mark.parametrize("command", [("migrate",), ("models", "list")])
def test_settings_that_cannot_be_used_are_explained(config: Path, command: tuple[str, ...]) -> None:
    """One line with a reason, status 1."""
    config.write_text("beam_sise = 4")
    found = call(*command, "--config", config)
    assert found.exit_code == 1
    assert found.output.startswith("parley: INVALID_CONFIG:")
    assert "beam_sise" in found.output
