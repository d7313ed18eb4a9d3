"""What `parley bench` refuses before it starts anything."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.bench.plots import require_plots
from parley.cli.bench import bench


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "20,nan", "nan%", "inf%", "0", "-1"])
def test_a_rate_is_finite_and_positive(value: str) -> None:
    """A rate of nan would send nothing, one of inf would never end."""
    done = CliRunner().invoke(bench, ["--rate", value])
    assert done.exit_code == 2
    assert "every number must be finite and over 0" in done.output


@pytest.mark.parametrize("option", ["--duration", "--warmup", "--repeat-share"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_other_numbers_are_finite(option: str, value: str) -> None:
    """Every comparison with nan is false, so that a range alone lets it in."""
    done = CliRunner().invoke(bench, [option, value])
    assert done.exit_code == 2
    assert f"'{value}' is no finite number" in done.output


@pytest.mark.parametrize("value", ["de", "de-", "-en", "de-en,fr", "de-en-fr", "everything", ""])
def test_directions_are_pairs_or_a_word_for_many(value: str) -> None:
    """The one that is wrong is named."""
    done = CliRunner().invoke(bench, ["--directions", value])
    assert done.exit_code == 2
    assert "is no direction such as de-en" in done.output


@pytest.mark.parametrize("other", [("--from", "de", "--to", "en"), ("--lines", __file__)])
def test_directions_are_for_the_built_in_lines(other: tuple[str, ...]) -> None:
    """A file has its own, and --from and --to name one."""
    done = CliRunner().invoke(bench, ["--directions", "all", *other])
    assert done.exit_code == 2
    assert "--directions is for" in done.output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--compare", "libretranslate", "--libretranslate-python", "/nonexistent"),
         "NO_LIBRETRANSLATE"),
        (("--plots", "/proc/x"), "PLOTS_UNWRITABLE"),
        (("--target", "127.0.0.1:1", "--soak", "10"), "NO_SERVER_PROCESS"),
        (("--target", "127.0.0.1:1", "--server-pid", "999999999"), "NO_SERVER_PROCESS"),
    ],
)  # fmt: skip
def test_what_a_later_part_lacks_is_said_before_anything_is_measured(
    arguments: tuple[str, ...], reason: str
) -> None:
    """No server is started, no load is run, and there is no traceback."""
    done = CliRunner().invoke(bench, list(arguments))
    assert done.exit_code == 1
    assert done.output.startswith(f"parley: {reason}: ")
    assert done.output.count("\n") == 1


def test_a_folder_for_plots_is_made_and_left_empty(tmp_path: Path) -> None:
    """Whether it can be written is tried, not guessed from its mode."""
    pytest.importorskip("matplotlib")
    require_plots(tmp_path / "new" / "folder")
    assert list((tmp_path / "new" / "folder").iterdir()) == []
