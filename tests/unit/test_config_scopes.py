"""Scopes of rules and thresholds, and settings of a channel that could not take effect."""

import re
from pathlib import Path

import pytest

from parley.config import ConfigError
from parley.domain.decide import ThresholdScope
from support.settings import load


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[risk.scopes]]\noff = ["no-such-rule"]', "no-such-rule"),
        ('[[risk.scopes]]\nchannel = "pigeon"', "pigeon"),
        ('[[risk.scopes]]\ndirection = "english"', "english"),
        ('[[risk.scopes]]\nseverities = { idiom = "awful" }', "awful"),
        ("[[risk.scopes]]", r"scopes\.0: it asks for nothing"),
        ('[[risk.scopes]]\ntenant = "a"\noff = []', r"scopes\.0: it asks for nothing"),
        ('[[risk.scopes]]\noff = ["idiom", "sarcasm"]\non = ["idiom"]', "on: 'idiom' is in off"),
        ("[risk]\nwatch_lists_s = -1", "watch_lists_s"),
    ],
)
def test_a_wrong_scope_of_the_rules_is_named(tmp_path: Path, text: str, named: str) -> None:
    """A misspelt rule would be silent for ever."""
    with pytest.raises(ConfigError, match=named):
        load(tmp_path, text)


def test_scopes_of_the_rules_keep_their_order(tmp_path: Path) -> None:
    """The last has the last word."""
    settings = load(
        tmp_path,
        '[[risk.scopes]]\noff = ["idiom"]\n'
        '[[risk.scopes]]\ndirection = "EN-de"\ntenant = "acme"\non = ["idiom"]\n',
    )
    everywhere, acme = settings.risk.rule_scopes()
    assert everywhere.off == {"idiom"}
    assert (acme.source_language, acme.target_language, acme.tenant) == ("en", "de", "acme")
    assert acme.on == {"idiom"}


def test_scopes_of_a_channel_s_thresholds_keep_their_order(tmp_path: Path) -> None:
    """A direction is written in any case, and without regions."""
    settings = load(
        tmp_path,
        '[[channels.chat.scopes]]\ndirection = "DE-en"\nhold_budget = 0.1\n'
        '[[channels.chat.scopes]]\ndirection = "de-en"\ntenant = "acme"\n'
        "critical_error_bound = 0.02\nconfidence_level = 0.9\n",
    )
    assert settings.policies()["chat"].scopes == (
        ThresholdScope("de-en", hold_budget=0.1),
        ThresholdScope("de-en", "acme", critical_error_bound=0.02, confidence_level=0.9),
    )
    assert settings.policies()["email"].scopes == ()


@pytest.mark.parametrize(
    ("scopes", "named"),
    [
        (["hold_below = 0.1"], "a direction or a tenant"),
        (['tenant = "acme"'], "asks for nothing"),
        (['direction = "english"\nhold_below = 0.1'], "english"),
        (['direction = "de-de"\nhold_below = 0.1'], "de-de"),
        (['direction = "en-pt-BR"\nhold_below = 0.1'], "en-pt-BR"),
        (['tenant = "acme"\nhold_below = 0.1\nhold_budget = 0.1'], "hold_below or hold_budget"),
        (['tenant = "acme"\nreview_below = 0.1\ncritical_error_bound = 0.1'], "one of them"),
        (['tenant = "acme"\nhold_below = 1.5'], "hold_below: between"),
        (['tenant = "acme"\ncritical_error_bound = 0.0'], "critical_error_bound"),
        (['tenant = "acme"\nconfidence_level = 0.9'], "scopes.0.confidence_level: it says nothing"),
        (['tenant = "acme"\naudit_share = 0.1'], "audit_share"),
        (
            [
                'direction = "de-en"\nhold_below = 0.1',
                'direction = "DE-EN"\nreview_below = 0.1',
            ],
            "two are for de-en",
        ),
    ],
)
def test_a_wrong_scope_of_the_thresholds_is_named(
    tmp_path: Path, scopes: list[str], named: str
) -> None:
    """Whoever wrote it would think that it holds."""
    text = "".join(f"[[channels.chat.scopes]]\n{scope}\n" for scope in scopes)
    with pytest.raises(ConfigError, match=named) as raised:
        load(tmp_path, text)
    assert "channels" in str(raised.value)


def test_a_channel_s_own_thresholds_are_checked_too(tmp_path: Path) -> None:
    """A confidence over 1 would hold what a person wrote."""
    with pytest.raises(ConfigError, match=r"channels\.chat\.review_below: between"):
        load(tmp_path, "[channels.chat]\nreview_below = 40")


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
