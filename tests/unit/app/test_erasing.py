"""What a server does at its start about an erasure that was not finished."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from parley.app.erasing import finish_erasures
from parley.store.sqlite import SqliteStore, database
from support.build import conversation, message
from support.process import erase_and_die


async def test_an_erasure_that_cannot_be_finished_is_left_to_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While another process writes; the server starts all the same and says so."""
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 50)
    caplog.set_level("INFO")
    path = tmp_path / "parley.db"
    store = SqliteStore(path)
    await store.create_conversation(conversation())
    await store.accept(message("m1", text="Geheimnis"))
    await erase_and_die(path, "cust-1")
    with closing(sqlite3.connect(path, isolation_level=None)) as writing:
        writing.execute("BEGIN IMMEDIATE")
        await finish_erasures(store)
        assert caplog.messages == [
            "the database cannot be written: database is locked",
            "an erasure could not be finished, it waits for the next start: DATABASE_UNAVAILABLE",
        ]
    for _ in range(2):
        await finish_erasures(store)
    assert caplog.messages[2:] == [
        "the database can be written again",
        "finished an erasure that an earlier process began",
    ]
    await store.close()
