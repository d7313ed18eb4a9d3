"""`parley models`: what it says of input that cannot be used, and of models that are not whole."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parley.cli.main import cli
from parley.engine.catalog import Catalog
from support import tiny


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings of a deployment with the shipped models and a folder for its own."""
    file = tmp_path / "parley.toml"
    file.write_text(f'extra_models_folder = "{tmp_path / "own"}"\n')
    return file


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tiny.argos(tmp_path / "en_de.argosmodel")


def models(config: Path, *arguments: str | Path) -> Result:
    """Run `parley models` in this process; a traceback fails the test."""
    known = [str(argument) for argument in arguments]
    return CliRunner().invoke(
        cli, ["models", *known, "--config", str(config)], catch_exceptions=False
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--languages", "en,Deutsch"), "UNKNOWN_LANGUAGE"),
        (("--languages", "en"), "DIRECTIONS_UNKNOWN"),
        (("--languages", "en,en-GB"), "DIRECTIONS_UNKNOWN"),
        (("--directions", "en"), "INVALID_DIRECTION"),
        (("--directions", "en-de,Deutsch-en"), "INVALID_DIRECTION"),
        (("--code", "zh"), "INVALID_CODE"),
        (("--code", "zh="), "INVALID_CODE"),
        (("--code", "=zho_Hant"), "UNKNOWN_LANGUAGE"),
        (("--code", "Chinese=zho_Hant"), "UNKNOWN_LANGUAGE"),
        (("--max-gigabytes", "-1"), "INVALID_LIMIT"),
        (("--max-gigabytes", "0"), "INVALID_LIMIT"),
        (("--max-gigabytes", "nan"), "INVALID_LIMIT"),
        (("--max-gigabytes", "inf"), "INVALID_LIMIT"),
        (("--mirror", "http://mirror.example"), "INSECURE_URL"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_at_once(
    config: Path, options: tuple[str, ...], reason: str
) -> None:
    """Before anything is fetched: nothing answers at this address."""
    found = models(config, "add", "https://127.0.0.1:1/en_de.argosmodel", *options)
    assert found.exit_code == 1
    assert found.output.startswith(f"parley: {reason}: ")
    assert found.output.count("\n") == 1


def test_regions_of_languages_and_codes_are_dropped(config: Path, tmp_path: Path) -> None:
    """Models know none; whoever writes pt-BR means the Portuguese of the model."""
    folder = tiny.plain(tmp_path / "mine")
    found = models(
        config, "add", folder, "--licence", "MIT", "--languages", "en, pt-BR", "--format",
        "sentencepiece", "--source-prefix", ">>{target}<<", "--code", "pt_BR=pt", "--code", "en=de",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    (entry,) = Catalog(tmp_path / "own").entries
    assert (entry.languages, dict(entry.codes)) == (("en", "pt"), {"en": "de"})


@pytest.mark.parametrize("command", [("add", "{package}", "--licence", "MIT"), ("remove", "x")])
def test_a_folder_that_cannot_be_made_is_said_in_one_line(
    config: Path, package: Path, command: tuple[str, ...]
) -> None:
    """With the folder's name."""
    own = package / "own"
    config.write_text(f'extra_models_folder = "{own}"\n')
    found = models(config, *(part.format(package=package) for part in command))
    assert found.exit_code == 1
    assert found.output.startswith("parley: STORAGE_FAILED: ")
    assert str(own) in found.output


@pytest.mark.parametrize("licence", ["other", "None", "UNLICENSED", "unknown"])
def test_a_licence_that_says_nothing_needs_a_yes(config: Path, package: Path, licence: str) -> None:
    """`--accept-licence` gives it."""
    add = ("add", package, "--licence", licence)
    refused = models(config, *add)
    assert refused.exit_code == 1
    assert "parley: LICENCE_NOT_ACCEPTED: " in refused.output
    assert models(config, *add, "--accept-licence").exit_code == 0


def test_an_offer_of_the_deployments_own_catalogue_can_be_added(
    config: Path, package: Path
) -> None:
    """What the list shows, `add` finds; afterwards both are listed."""
    own = package.parent / "own"
    own.mkdir()
    (own / "catalog.toml").write_text(
        f'model = []\n[[offer]]\nname = "house"\nsource = "{package}"\nlicence = "MIT"\n'
        'directions = ["en-nl"]\n'
    )
    offered = "house\ten-nl\tMIT\t(to be added)\n"
    assert offered in models(config, "list", "--offers").output
    assert models(config, "add", "house").exit_code == 0
    listed = models(config, "list", "--offers").output
    assert listed.startswith("house\ten-nl\tMIT\targos\n")
    assert offered in listed


def test_the_shipped_offers_are_listed(config: Path) -> None:
    """With what they translate and their licences."""
    listed = models(config, "list", "--offers").output
    assert "opus-mt-en-de\ten-de\tCC-BY-4.0\t(to be added)\n" in listed
    assert "nllb-200-distilled-600m\tany of ar de en " in listed


def test_files_that_the_catalogue_does_not_list_are_named(config: Path, package: Path) -> None:
    """A file more can change what a model says: it is not whole with it."""
    assert models(config, "add", package, "--licence", "MIT").exit_code == 0
    good = models(config, "verify")
    assert (good.exit_code, good.output.splitlines()[0]) == (0, "en_de: good")
    catalog = Catalog(package.parent / "own")
    folder = catalog.folder_of(catalog.entry("en_de"))
    (folder / "vmap.txt").write_text("")
    (folder / "extra").mkdir()
    found = models(config, "verify", "en_de")
    assert found.exit_code == 1
    assert found.output.startswith("en_de: FILES_UNLISTED: ")
    assert found.output.endswith(": extra, vmap.txt\n")


def test_converting_what_is_converted_already_is_said(tmp_path: Path) -> None:
    """For a folder of CTranslate2's, and for an unpacked Argos package around one."""
    tiny.plain(tmp_path / "mine")
    tiny.plain(tmp_path / "argos" / "model")
    (tmp_path / "argos" / "metadata.json").write_text("{}")
    for name in ("mine", "argos"):
        arguments = ["models", "convert", str(tmp_path / name), str(tmp_path / "out")]
        found = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert found.exit_code == 1
        assert found.output.startswith("parley: ALREADY_CONVERTED: ")
    assert not (tmp_path / "out").exists()
