"""The embedded store: one SQLite file in WAL mode."""

from parley.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
