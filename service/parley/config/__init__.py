"""What an operator sets, read once and frozen."""

from parley.config.channels import ChannelSettings, ScopeSettings
from parley.config.settings import (
    ConfigError,
    ReviewerSettings,
    ReviewSettings,
    RiskSettings,
    RuleScopeSettings,
    Settings,
    load_settings,
)

__all__ = [
    "ChannelSettings",
    "ConfigError",
    "ReviewSettings",
    "ReviewerSettings",
    "RiskSettings",
    "RuleScopeSettings",
    "ScopeSettings",
    "Settings",
    "load_settings",
]
