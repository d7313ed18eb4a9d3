"""The flows of one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.store.sqlite import SqliteStore
from support.flows import Service


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of this test lies."""
    return tmp_path / "parley.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A store of its own, without flows."""
    opened = SqliteStore(path)
    yield opened
    await opened.close()


@pytest.fixture
async def service(path: Path) -> AsyncIterator[Service]:
    """Running flows with the conversation "c1" of a German customer and an English agent."""
    async with Service(path) as running:
        await running.open()
        yield running
