"""The thread that moves the log into the file, and its end."""

import asyncio
import sqlite3
import time
from pathlib import Path
from threading import Event

import pytest

from parley.store.sqlite import checkpoint
from parley.store.sqlite.checkpoint import Checkpointer
from parley.store.sqlite.database import connect


class _PassedJustBefore(Event):
    """The end comes at the very moment when the pause is over."""

    checkpointer: Checkpointer

    def wait(self, timeout: float | None = None) -> bool:
        was_set = super().wait(timeout)
        self.set()
        self.checkpointer.wake()
        return was_set


async def test_an_end_at_the_end_of_a_pause_is_not_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server would wait for the thread, and the thread for news, for ever."""
    monkeypatch.setattr(checkpoint, "_PAUSE_S", 0.01)
    ended = _PassedJustBefore()
    made = Checkpointer(connect(tmp_path / "parley.db"))
    made._ended = ended
    ended.checkpointer = made
    made.wake()
    async with asyncio.timeout(10):
        await asyncio.to_thread(made._thread.join)
        await made.close()


async def test_what_was_written_is_moved_into_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moment after it was told of it."""
    monkeypatch.setattr(checkpoint, "_PAUSE_S", 0.01)
    path = tmp_path / "parley.db"
    made = Checkpointer(connect(path))
    with connect(path) as writing:
        writing.execute("CREATE TABLE notes (text TEXT)")
    before = path.stat().st_size
    made.wake()
    async with asyncio.timeout(10):
        await asyncio.to_thread(_wait_until_larger, path, before)
        await made.close()
    writing.close()
    with sqlite3.connect(path) as read:
        assert read.execute("SELECT count(*) FROM notes").fetchone() == (0,)
    read.close()


def _wait_until_larger(path: Path, size: int) -> None:
    while path.stat().st_size == size:
        time.sleep(0.01)
