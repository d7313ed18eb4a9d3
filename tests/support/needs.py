"""Tests that need more than the core: skipped where it is missing, but never in CI."""

import importlib.util
import os

import pytest


def need(extra: str, *modules: str) -> None:
    """Skip with one line that says what to install; under PARLEY_REQUIRE_SERVICES=1, fail."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if not missing:
        return
    line = f"needs {', '.join(missing)}: pip install -e '.[{extra}]'"
    if os.environ.get("PARLEY_REQUIRE_SERVICES") == "1":
        pytest.fail(line)
    pytest.skip(line)
