"""The flows of one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parley.flow.pipeline import Pipeline
from parley.store.sqlite import SqliteStore
from support.fakes import FakeAssessor, FakeTranslator
from support.flows import Service, build_pipeline


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


@pytest.fixture
def translator() -> FakeTranslator:
    """The engine of `pipeline`, which tells what it was asked."""
    return FakeTranslator()


@pytest.fixture
def assessor() -> FakeAssessor:
    """The rules of `pipeline`, which say what they are told to."""
    return FakeAssessor()


@pytest.fixture
def pipeline(translator: FakeTranslator, assessor: FakeAssessor) -> Pipeline:
    """A message's path past these two."""
    return build_pipeline(translator, assessor)
