"""Moving what was written from the log into the file, beside the writing."""

import asyncio
import contextlib
import sqlite3
from threading import Event, Thread

# Long enough for pages that are written again and again to be moved once.
_PAUSE_S = 1.0


class Checkpointer:
    """A thread that empties the write-ahead log at most once a second.

    SQLite by itself does it within a commit, every thousand pages, and whoever waits for that
    commit waits for a few hundred pages to be written all over the file and synced.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._news = Event()
        self._ended = Event()
        self._thread = Thread(target=self._serve, name="sqlite-checkpoint", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Tell that something was written."""
        self._news.set()

    async def close(self) -> None:
        """End the thread and close the connection."""
        self._ended.set()
        self._news.set()
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        while self._news.wait():
            # Before the pause: cleared after it, the news that the end has come could be lost.
            self._news.clear()
            if self._ended.wait(_PAUSE_S):
                break
            # Busy, or no room on the disk: the log is still there, and the next round comes.
            with contextlib.suppress(sqlite3.OperationalError):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._connection.close()
