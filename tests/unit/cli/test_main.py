"""The command line's surface, and the commands that need no server."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parley import __main__ as entry
from parley.cli.connect import run
from parley.cli.main import cli
from parley.config import load_settings


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


def call(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run a command in this process."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli, words, input=stdin, terminal_width=80)


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


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--listen", ""),
        ("serve", "--database", ""),
        ("migrate", "--database", ""),
        ("health", "--target", ""),
        ("translate", "--to", "en", "--target", ""),
        ("memory", "delete", "9" * 30),
        ("glossary", "delete", "9" * 30),
        ("glossary", "add", "Apple", "--from", "en", "--target-variant", "Äpfel"),
        ("chat", "c1", "--as", "agent", "--after", "-1"),
        ("review", "audit", "--after", "9" * 30),
        ("review", "audit", "--head", "1:ab"),
        ("review", "audit", "--verify", "--item", "r1"),
        ("review", "audit", "--item", "r1", "--reviewer", "rita"),
        ("review", "report", "--from", "0001-01-01"),
        ("review", "bench", "--think", "nan"),
        ("eval", "bound", "--level", "nan"),
        ("eval", "risk", "--lines", "lines.tsv", "--database", __file__),
    ],
)
def test_what_says_nothing_or_two_things_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    """Rather than that a default is taken, a choice left out, or a number breaks the call."""
    found = call(*arguments)
    assert found.exit_code == 2
    assert "Error: " in found.output


@pytest.mark.parametrize("command", [("list",), ("link", "rita")])
def test_accounts_are_looked_for_in_a_database_that_is_there(
    config: Path, command: tuple[str, ...]
) -> None:
    """A mistyped path is said to be none, and makes none."""
    found = call("review", "account", *command, "--config", config)
    assert found.exit_code == 1
    assert found.output.startswith("parley: DATABASE_MISSING:")
    assert not (config.parent / "parley.db").exists()


def test_a_password_that_is_no_text_is_refused(config: Path) -> None:
    """With its reason."""
    given = ("review", "account", "add", "rita", "--config", config)
    found = call(*given, stdin=b"\xff" * 12 + b"\n")
    assert found.exit_code == 1
    assert found.output == "parley: INVALID_UTF8: byte 1 is not UTF-8\n"


def test_a_correction_that_cannot_be_written_is_refused_at_once(config: Path) -> None:
    """Before the work, and not after it."""
    call("migrate", "--config", config)
    nowhere = config.parent / "nowhere" / "correction.json"
    found = call("eval", "calibrate", "--write", nowhere, "--config", config)
    assert found.exit_code == 1
    assert found.output.startswith("parley: STORAGE_FAILED:")


def test_labelled_lines_that_cannot_be_read_are_no_fault_of_the_settings(tmp_path: Path) -> None:
    """The reason tells them apart."""
    found = call("eval", "risk", "--lines", tmp_path / "nothing.tsv")
    assert found.exit_code == 1
    assert found.output.startswith("parley: CORPUS_UNREADABLE:")


@pytest.mark.parametrize(
    "given",
    [("--metadata", "tier=a", "--metadata", "tier=b"), ("--tenant", "a", "--metadata", "tenant=b")],
)
def test_metadata_that_says_two_things_is_refused(given: tuple[str, ...]) -> None:
    """One of them would count, and nobody knows which."""
    found = call("assess", *given)
    assert found.exit_code == 1
    assert found.output.startswith("parley: INVALID_METADATA:")


def test_a_file_that_the_system_refuses_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the system's words and a reason, from any command."""

    async def work() -> None:
        (tmp_path / "nowhere" / "out.csv").open("wb")

    with pytest.raises(SystemExit) as ended:
        run(work())
    assert ended.value.code == 1
    said = f"parley: STORAGE_FAILED: {tmp_path}/nowhere/out.csv: No such file or directory\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(("debug", "is_traced"), [("", False), ("0", False), ("1", True)])
def test_a_fault_of_ours_is_said_without_its_text(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    debug: str,
    is_traced: bool,
) -> None:
    """What and where, in one line: the text may hold a customer's words; developers get all."""
    monkeypatch.setenv("PARLEY_DEBUG", debug)

    def broken(**_: str) -> None:
        raise ValueError("Guten Tag")

    monkeypatch.setattr(entry, "cli", broken)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 1
    *traced, said = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"parley: INTERNAL: a fault of ours, ValueError at \S+:\d+", said)
    assert bool(traced) is is_traced
    assert ("ValueError: Guten Tag" in traced) is is_traced


def test_debugging_is_no_setting() -> None:
    """The variable stands beside those of settings, and is none."""
    assert load_settings(None, {"PARLEY_DEBUG": "1"}) == load_settings(None, {})


@pytest.mark.parametrize("command", ["chat", "review", "serve", "migrate"])
def test_help_does_not_wait_for_the_rules(command: str) -> None:
    """Which take longer to load than everything else together."""
    program = f"""
import sys
from parley.__main__ import main
sys.argv[1:] = [{command!r}, "--help"]
try:
    main()
except SystemExit:
    print(*sys.modules.keys() & {{"numpy", "regex", "parley.risk.registry"}})
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith("Usage: ")
    assert ran.stdout.splitlines()[-1] == ""
