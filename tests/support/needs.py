"""Tests that need more than the core: skipped where it is missing, but never in CI."""

import importlib.util
import os
import shutil

import pytest


def need(extra: str, *modules: str) -> None:
    """Skip with one line that says what to install; under PARLEY_REQUIRE_SERVICES=1, fail."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if not missing:
        return
    _leave_out(f"needs {', '.join(missing)}: pip install -e '.[{extra}]'")


def need_programs(packages: str, *programs: str) -> None:
    """The same for programs of the distribution's packages."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        _leave_out(f"needs {', '.join(missing)}: apt-get install {packages}")


def _leave_out(line: str) -> None:
    if os.environ.get("PARLEY_REQUIRE_SERVICES") == "1":
        pytest.fail(line)
    pytest.skip(line)
