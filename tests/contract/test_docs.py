"""What the documentation lists is what the code has."""

import re
from pathlib import Path

import pytest

from parley.config import Settings, load_settings
from parley.domain.review.tags import CATEGORIES, Cause

ROOT = Path(__file__).resolve().parents[2]
# An UPPER_SNAKE literal that is the first argument of an error, or a stream's end.
_REASON = re.compile(
    r"(?:InvalidInput|NotFound|AlreadyExists|WrongState|NotAllowed|Conflict|OutOfRange|Overloaded"
    r"|Unavailable|CorruptModel|BenchFailed|_Ended|fail|_failed|CallFailed|InvalidCall)\("
    r"(?:\s*(?:text|raw\.decode\([^)]*\)|grpc\.StatusCode\.\w+),)?\s*\"([A-Z0-9_]+)\""
)


def test_every_reason_is_documented_and_every_documented_one_exists() -> None:
    """docs/errors.md and the code know the same reasons."""
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "service" / "parley").rglob("*.py")
    )
    table = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    documented = {
        reason
        for line in table.splitlines()
        if line.startswith("| `")
        for reason in re.findall(r"`([A-Z0-9_]+)`", line.split("|")[1])
    }
    raised = set(_REASON.findall(code))
    assert raised - documented == set()
    assert {reason for reason in documented if f'"{reason}"' not in code} == set()


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_setting_is_documented(name: str) -> None:
    """docs/configuration.md has a line for each setting."""
    assert f"| `{name}` |" in (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def test_the_documented_example_is_good(tmp_path: Path) -> None:
    """The TOML in docs/configuration.md can be loaded as it stands."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = "\n".join(re.findall(r"```toml\n(.*?)```", text, re.DOTALL))
    file = tmp_path / "parley.toml"
    file.write_text(example, encoding="utf-8")
    assert load_settings(file, {}).policies()["chat"].by_rule == {"idiom": "hold"}


def test_every_tag_is_documented() -> None:
    """docs/review.md lists the categories and causes that a release can carry."""
    page = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    assert {category for category in CATEGORIES if f"`{category}`" not in page} == set()
    assert {cause.name for cause in Cause if f"`{cause.name}`" not in page} == set()
