"""Named queries on one connection."""

import sqlite3
from collections.abc import Iterable, Mapping


class Statements:
    """Named queries on one connection, inside one transaction."""

    def __init__(self, connection: sqlite3.Connection, queries: Mapping[str, str]) -> None:
        self._connection = connection
        self._queries = queries

    def run(self, name: str, /, **parameters: object) -> int:
        """Run a statement and give the number of rows it changed."""
        return self._connection.execute(self._queries[name], parameters).rowcount

    def many(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run a statement once for each row of parameters."""
        self._connection.executemany(self._queries[name], rows)

    def one(self, name: str, /, **parameters: object) -> sqlite3.Row | None:
        """The first row, or None."""
        row: sqlite3.Row | None = self._connection.execute(
            self._queries[name], parameters
        ).fetchone()
        return row

    def all(self, name: str, /, **parameters: object) -> list[sqlite3.Row]:
        """Every row."""
        return self._connection.execute(self._queries[name], parameters).fetchall()
