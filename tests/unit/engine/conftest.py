"""A shelf and what adds to it; an engine and the batchers in front of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from parley.engine.acquire.add import Adder, Request
from parley.engine.acquire.shelf import Shelf
from parley.engine.batcher import Batcher
from parley.engine.catalog import CatalogEntry
from support.batching import Build, Engine

Add = Callable[..., CatalogEntry]


class Silent:
    """Progress that nobody watches, but counts."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.bytes = 0

    def begin(self, name: str, total: int | None, done: int) -> None:
        self.begun.append(done)

    def advance(self, count: int) -> None:
        self.bytes += count

    def end(self) -> None:
        pass


@pytest.fixture
def progress() -> Silent:
    return Silent()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


@pytest.fixture
def add(shelf: Shelf, progress: Silent) -> Add:
    """Add a model; licences are agreed to."""

    def adding(source: Path | str, **known: object) -> CatalogEntry:
        adder = Adder(shelf, accept=lambda *_: True, progress=progress, say=lambda _: None)
        return adder.add(Request(str(source), **known))

    return adding


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
async def build(engine: Engine) -> AsyncIterator[Build]:
    built: list[Batcher] = []

    def make(**limits: int) -> Batcher:
        chosen = {"batch_tokens": 100, "queue_tokens": 10_000, **limits}
        built.append(Batcher(engine.run, workers=1, **chosen))
        return built[-1]

    yield make
    engine.go.set()
    async with asyncio.timeout(10):
        for batcher in built:
            await batcher.close()
