"""A real server on the shipped model and a SQLite file, and a client of it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest

from parley.app import App
from parley.client import AsyncParley
from parley.config import ChannelSettings, Settings
from parley.domain.message import Decision

# Servers that tests start as processes would all want the same port for their console.
os.environ["PARLEY_CONSOLE_LISTEN"] = ""

# A busy machine takes its time; a test that hangs has a limit of its own.
hypothesis.settings.register_profile("parley", deadline=None)
hypothesis.settings.load_profile("parley")

# What is held or reviewed must follow from what a test sends, not from how good the model is.
ROUTINE = dict.fromkeys(("minor", "major", "critical"), Decision.DELIVER)
CHAT = ChannelSettings(
    hold_below=0.0,
    review_below=0.0,
    audit_share=0.0,
    severities=ROUTINE,
    rules={"legal-threat": Decision.HOLD, "idiom": Decision.DELIVER_AND_REVIEW},
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the chaos of tests/fault lasts: 600 for the ten minutes of a release."""
    parser.addoption("--chaos-seconds", default="3", help="at least so long, in whole rounds")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        listen="127.0.0.1:0",
        console_listen="",
        database=str(tmp_path / "parley.db"),
        extra_models_folder=str(tmp_path / "parley-models"),
        channels={"chat": CHAT},
    )


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[App]:
    async with App(settings).running() as running:
        yield running


@pytest.fixture
async def client(app: App) -> AsyncIterator[AsyncParley]:
    async with AsyncParley(app.address) as connected:
        yield connected
