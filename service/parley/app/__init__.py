"""The composition root: settings in, a running service out."""

from parley.app.clock import SystemClock
from parley.app.policies import SettingsBook, policies_of_record, resolve_policies
from parley.app.recalibration import load_corrections, recalibration_of
from parley.app.reviewing import build_accounts, build_reviewers
from parley.app.service import App
from parley.app.translating import (
    build_pipeline,
    build_rules,
    lexicon_path,
    load_classifier,
    load_estimator,
    load_lexicon,
    load_starter_lines,
)

__all__ = [
    "App",
    "SettingsBook",
    "SystemClock",
    "build_accounts",
    "build_pipeline",
    "build_reviewers",
    "build_rules",
    "lexicon_path",
    "load_classifier",
    "load_corrections",
    "load_estimator",
    "load_lexicon",
    "load_starter_lines",
    "policies_of_record",
    "recalibration_of",
    "resolve_policies",
]
