"""A SQLite file behind threads: one writes, others read, the event loop only glances."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from parley.domain.errors import Unavailable, WrongState
from parley.store.queries import load_queries

T = TypeVar("T")

_PACKAGE = files("parley.store.sqlite")
_BUSY_TIMEOUT_MS = 10_000
# Another process that reads the file keeps its log from being emptied for as long.
_PURGE_TRIES = 100
_WAL_TRIES = 250
# The translation memory's index is read and written all over; the default is 2 MB.
_CACHE_KIB = 65_536
_PAUSE_S = 0.02

_log = logging.getLogger(__name__)


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that the store relies on.

    Raises:
        Unavailable: DATABASE_UNAVAILABLE, if the file cannot be opened or is no database.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        _use_write_ahead_log(connection)
    except (OSError, sqlite3.DatabaseError) as error:
        raise Unavailable("DATABASE_UNAVAILABLE", f"{path}: {error}") from error
    # FULL: an acknowledged message survives a power cut, not only a killed process.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Erased text must not stay readable in free pages.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    # SQLite's own lower() knows ASCII only.
    connection.create_function("folded_contains", 2, _folded_contains, deterministic=True)
    return connection


def _folded_contains(text: str, folded: str) -> bool:
    return folded in text.casefold()


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL; the one statement that does not wait for a lock by itself."""
    for tries_left in reversed(range(_WAL_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if not tries_left:
                raise
            time.sleep(_PAUSE_S)


def migrate(path: Path) -> list[str]:
    """Bring the file's schema up to date, each migration in its own transaction.

    Returns:
        Names of the migrations that were applied.

    Raises:
        WrongState: SCHEMA_TOO_NEW, if a newer version wrote the file.
        Unavailable: DATABASE_UNAVAILABLE.
    """
    migrations = sorted(
        (entry for entry in (_PACKAGE / "migrations").iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    connection = connect(path)
    try:
        if _schema_version(connection) > len(migrations):
            raise WrongState(
                "SCHEMA_TOO_NEW",
                f"{path} has schema {_schema_version(connection)}, "
                f"this version knows {len(migrations)}: upgrade Parley",
            )
        applied: list[str] = []
        for number, entry in enumerate(migrations, start=1):
            with _immediate(connection):
                # Asked under the lock: servers that start together all come by here.
                if _schema_version(connection) >= number:
                    continue
                for statement in _statements(entry.read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
                applied.append(entry.name)
        return applied
    finally:
        connection.close()


class Database:
    """Named queries on a writer and a reader connection.

    `write` runs a function in one IMMEDIATE transaction; `read` runs one on a snapshot.
    """

    def __init__(self, path: Path) -> None:
        migrate(path)
        self._queries = load_queries(_PACKAGE / "queries")
        self._writer = connect(path)
        self._reader = connect(path)
        self._reader.execute("PRAGMA query_only = ON")
        self._glancer = connect(path)
        self._glancer.execute("PRAGMA query_only = ON")
        self._student = connect(path)
        self._student.execute("PRAGMA query_only = ON")
        self._study_thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-study")
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-write")
        self._read_thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-read")

    async def write(self, work: Callable[["Statements"], T]) -> T:
        """Run `work` in a transaction: committed when it returns, rolled back when it raises.

        A caller that is cancelled does not tear it: the transaction runs to its end.
        """

        def transaction() -> T:
            with _immediate(self._writer):
                return work(Statements(self._writer, self._queries))

        future = asyncio.get_running_loop().run_in_executor(self._write_thread, transaction)
        return await asyncio.shield(future)

    async def read(self, work: Callable[["Statements"], T]) -> T:
        """Run `work` on the last committed state."""
        return await asyncio.get_running_loop().run_in_executor(
            self._read_thread, lambda: work(Statements(self._reader, self._queries))
        )

    def glance(self, work: Callable[["Statements"], T]) -> T:
        """`read` in the calling thread, which must always be the same one: the event loop's.

        For a row or two by key: a look into cached pages takes less than handing it to a thread.
        """
        return work(Statements(self._glancer, self._queries))

    async def study(self, work: Callable[["Statements"], T]) -> T:
        """`read` for what takes long: nobody's quick read waits behind it."""
        return await asyncio.get_running_loop().run_in_executor(
            self._study_thread, lambda: work(Statements(self._student, self._queries))
        )

    async def purge(self) -> None:
        """Make sure that deleted text is in no file any more.

        `secure_delete` overwrites rows where they are, not the copies that a split page leaves
        behind: only a rebuilt file has none. It takes time by the size of the file.
        """

        def rebuild() -> None:
            self._writer.execute("VACUUM")
            for _ in range(_PURGE_TRIES):
                busy, *_ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
                time.sleep(_PAUSE_S)
            _log.warning("the write-ahead log is in use elsewhere and could not be emptied")

        await asyncio.get_running_loop().run_in_executor(self._write_thread, rebuild)

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        loop = asyncio.get_running_loop()
        for thread, connection in (
            (self._study_thread, self._student),
            (self._read_thread, self._reader),
            (self._write_thread, self._writer),
        ):
            await loop.run_in_executor(thread, connection.close)
            thread.shutdown()
        self._glancer.close()


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


def _schema_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would commit before and between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _immediate(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
