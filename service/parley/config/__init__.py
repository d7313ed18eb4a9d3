"""What an operator sets, read once and frozen."""

from parley.config.channels import ChannelSettings, ScopeSettings, policy_rules
from parley.config.faults import Fault
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
    "Fault",
    "ReviewSettings",
    "ReviewerSettings",
    "RiskSettings",
    "RuleScopeSettings",
    "ScopeSettings",
    "Settings",
    "load_settings",
    "policy_rules",
]
