"""A store on a real file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.store.sqlite import SqliteStore
from support.build import conversation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of this test lies."""
    return tmp_path / "parley.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    """A store that knows the conversation "c1"."""
    opened = SqliteStore(path)
    await opened.create_conversation(conversation())
    yield opened
    await opened.close()
