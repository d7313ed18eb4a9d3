"""Settings of a channel that could not take effect."""

import re
from pathlib import Path

import pytest

from parley.config import ConfigError, Settings, load_settings


def load(tmp_path: Path, text: str = "", **environment: str) -> Settings:
    """Settings from a file of this text and PARLEY_ variables of these names."""
    file = tmp_path / "parley.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, {f"PARLEY_{name}": value for name, value in environment.items()})


BOUND = "critical_error_bound = 0.05\n"
LEVEL = "confidence_level = 0.99\n"


@pytest.mark.parametrize(
    ("channel", "scopes", "named"),
    [
        (BOUND, [f'tenant = "a"\n{LEVEL}'], ""),
        ("", [f'tenant = "a"\n{LEVEL}', f'direction = "en-de"\n{BOUND}'], ""),
        ("", [f'direction = "en-de"\n{BOUND}', f'tenant = "a"\n{LEVEL}'], ""),
        ("", [f'tenant = "a"\n{BOUND}', f'direction = "en-de"\n{LEVEL}'], ""),
        ("", [f'tenant = "a"\n{BOUND}{LEVEL}'], ""),
        (LEVEL, [f'tenant = "a"\n{BOUND}'], ""),
        (BOUND + LEVEL, [], ""),
        ("confidence_level = 0.95\n", [], ""),
        ("", [f'tenant = "a"\n{LEVEL}'], "scopes.0.confidence_level"),
        ("", [f'tenant = "a"\n{BOUND}', f'tenant = "b"\n{LEVEL}'], "scopes.1.confidence_level"),
        (
            "",
            [f'direction = "en-de"\n{LEVEL}', f'direction = "de-en"\n{BOUND}'],
            "scopes.0.confidence_level",
        ),
        (
            BOUND,
            ['tenant = "a"\nreview_below = 0.5', f'direction = "en-de"\ntenant = "a"\n{LEVEL}'],
            "scopes.1.confidence_level",
        ),
        (
            BOUND,
            [f'direction = "en-de"\ntenant = "a"\n{LEVEL}', f'tenant = "a"\n{LEVEL}'],
            "scopes.0.confidence_level",
        ),
        (LEVEL, [], "confidence_level"),
        (f"review_budget = 0.1\n{LEVEL}", ['tenant = "a"\nhold_below = 0.1'], "confidence_level"),
        (LEVEL, [f'tenant = "a"\n{BOUND}{LEVEL}'], "confidence_level"),
    ],
)
def test_a_confidence_level_has_a_bound_somewhere(
    tmp_path: Path, channel: str, scopes: list[str], named: str
) -> None:
    """Before it, after it, or of the channel; where none holds it would do nothing."""
    text = f"[channels.chat]\n{channel}"
    text += "".join(f"[[channels.chat.scopes]]\n{scope}\n" for scope in scopes)
    if not named:
        assert load(tmp_path, text).channels["chat"].fault() is None
        return
    with pytest.raises(ConfigError, match=rf"channels\.chat\.{named}: it says nothing"):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("vip", "named"),
    [
        ('tier = ["gold"]', ""),
        ('"Tier.of-all_7" = ["gold", ""]', ""),
        (f'{"k" * 64} = ["{"v" * 256}"]', ""),
        ("tier = []", "vip.tier: names no value"),
        ('"my tier" = ["gold"]', "vip: no metadata has the key 'my tier'"),
        ('"" = ["gold"]', "vip: no metadata has the key ''"),
        (f'{"k" * 65} = ["gold"]', "vip: no metadata has the key 'kkk"),
        (f'tier = ["gold", "{"v" * 257}"]', "vip.tier: a value is longer"),
    ],
)
def test_a_vip_is_one_that_metadata_can_name(tmp_path: Path, vip: str, named: str) -> None:
    """As they are checked where a conversation is opened."""
    text = f"[channels.chat.vip]\n{vip}"
    if not named:
        assert load(tmp_path, text).channels["chat"].vip
        return
    with pytest.raises(ConfigError, match=re.escape(f"channels.chat.{named}")):
        load(tmp_path, text)
