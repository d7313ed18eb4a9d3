"""What an operator sets, read once and frozen."""

from parley.config.channels import ChannelSettings, ScopeSettings, policy_rules
from parley.config.faults import ConfigError, Fault
from parley.config.loading import load_settings
from parley.config.reading import converted
from parley.config.settings import (
    ReviewerSettings,
    ReviewSettings,
    RiskSettings,
    RuleScopeSettings,
    Settings,
)

__all__ = [
    "ChannelSettings",
    "ConfigError",
    "Fault",
    "ReviewSettings",
    "ReviewerSettings",
    "RiskSettings",
    "RuleScopeSettings",
    "ScopeSettings",
    "Settings",
    "converted",
    "load_settings",
    "policy_rules",
]
