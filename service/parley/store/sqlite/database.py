"""A SQLite file: its settings, its schema, and the lanes on which it is read and written."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from parley.domain.errors import Unavailable, WrongState
from parley.store.queries import load_queries
from parley.store.sqlite.checkpoint import Checkpointer
from parley.store.sqlite.lanes import Reader, Writer, immediate
from parley.store.sqlite.refusals import refusals
from parley.store.sqlite.statements import Statements

T = TypeVar("T")

_PACKAGE = files("parley.store.sqlite")
_BUSY_TIMEOUT_MS = 10_000
_WAL_TRIES = 250
_LONGEST_LOG_PAGES = 10_000
# The translation memory's index is read and written all over; the default is 2 MB.
_CACHE_KIB = 65_536
_PAUSE_S = 0.02
# Of the first schema, and of every later one.
_OUR_TABLES = frozenset(["conversations", "messages", "events", "outbox"])


def connect(path: Path) -> sqlite3.Connection:
    """A connection with the settings that the store relies on; makes the file, never its folder.

    Raises:
        Unavailable: DATABASE_UNAVAILABLE, if the file cannot be opened or is no database.
    """
    if str(path) == ":memory:":
        # SQLite would give every connection an empty database of its own.
        raise Unavailable("DATABASE_UNAVAILABLE", f"{path} is no file: nothing would be kept")
    if not path.parent.is_dir():
        # A mistyped path would begin an empty database where nobody looks for it.
        raise Unavailable("DATABASE_UNAVAILABLE", f"{path}: there is no folder {path.parent}")
    try:
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
        WrongState: SCHEMA_TOO_NEW, if a newer version wrote the file, FOREIGN_DATABASE, if
            another program did.
        Unavailable: DATABASE_UNAVAILABLE.
    """
    migrations = _migrations()
    if path.exists() and path.stat().st_size:
        _refuse_foreign(path)
    connection = connect(path)
    try:
        _refuse_newer(path, _schema_version(connection), len(migrations))
        with refusals(path):
            return _migrated(connection, migrations)
    finally:
        connection.close()


def _migrated(connection: sqlite3.Connection, migrations: list[Traversable]) -> list[str]:
    applied: list[str] = []
    for number, entry in enumerate(migrations, start=1):
        with immediate(connection):
            # Asked under the lock: servers that start together all come by here.
            if _schema_version(connection) >= number:
                continue
            for statement in _statements(entry.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            applied.append(entry.name)
    return applied


def _migrations() -> list[Traversable]:
    return sorted(
        (entry for entry in (_PACKAGE / "migrations").iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )


def _refuse_foreign(path: Path) -> None:
    """Before anything is written: a file with tables or a schema's number, and not with ours."""
    tables, version = _contents(path)
    if (tables or version) and not tables >= _OUR_TABLES:
        raise WrongState("FOREIGN_DATABASE", f"{path} is no database of Parley's")


def _contents(path: Path) -> tuple[set[str], int]:
    """The names of a file's tables and the version of its schema; nothing is changed.

    Raises:
        Unavailable: DATABASE_UNAVAILABLE.
    """
    connection = _connect_to_look(path)
    try:
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = {row["name"] for row in connection.execute(names)}
        return tables, _schema_version(connection)
    except sqlite3.DatabaseError as error:
        raise Unavailable("DATABASE_UNAVAILABLE", f"{path}: {error}") from error
    finally:
        connection.close()


def _refuse_newer(path: Path, version: int, known: int) -> None:
    if version > known:
        raise WrongState(
            "SCHEMA_TOO_NEW",
            f"{path} has schema {version}, this version knows {known}: upgrade Parley",
        )


class Database:
    """Named queries on several connections, each but the glancing one with a thread of its own.

    `write` runs a function in a transaction; `read` runs one on a snapshot. Where the file cannot
    be written, as when the disk is full, Unavailable is raised: DATABASE_UNAVAILABLE.
    """

    def __init__(self, path: Path) -> None:
        migrate(path)
        queries = self._open_to_read(partial(_connect_to_read, path))
        self._checkpointer = Checkpointer(connect(path))
        self._writer = Writer(_connect_to_write(path), queries, self._checkpointer.wake)

    def _open_to_read(self, connection: Callable[[], sqlite3.Connection]) -> Mapping[str, str]:
        queries = load_queries(_PACKAGE / "queries")
        self._glancer = connection()
        self._glanced = Statements(self._glancer, queries)
        self._reader = Reader(connection(), queries, "sqlite-read")
        self._student = Reader(connection(), queries, "sqlite-study")
        return queries

    async def write(self, work: Callable[[Statements], T]) -> T:
        """Run `work` in a transaction: on disk when it returns, of no effect when it raises.

        A caller that is cancelled does not tear it: the work is done to its end.
        """
        with refusals():
            return await self._writer.run(work)

    async def read(self, work: Callable[[Statements], T]) -> T:
        """Run `work` on the last committed state."""
        return await self._reader.run(work)

    def glance(self, work: Callable[[Statements], T]) -> T:
        """`read` in the calling thread, which must always be the same one: the event loop's.

        For a page of rows by key: a look into cached pages takes less than handing it to a thread.
        """
        return work(self._glanced)

    async def study(self, work: Callable[[Statements], T]) -> T:
        """`read` for what takes long: nobody's quick read waits behind it."""
        return await self._student.run(work)

    async def purge(self) -> None:
        """Make sure that deleted text is in no file any more.

        `secure_delete` overwrites rows where they are, not the copies that a split page leaves
        behind: only a rebuilt file has none. It takes time by the size of the file.
        """
        with refusals():
            await self._writer.purge()

    async def close(self) -> None:
        """Finish what is under way and close the file."""
        await self._student.close()
        await self._reader.close()
        await self._writer.close()
        await self._checkpointer.close()
        self._glancer.close()


class ReadOnlyDatabase(Database):
    """A file that is looked into and left as it is: another program's is refused, not taken over.

    Raises:
        WrongState: FOREIGN_DATABASE, SCHEMA_TOO_OLD or SCHEMA_TOO_NEW.
        Unavailable: DATABASE_UNAVAILABLE.
    """

    def __init__(self, path: Path) -> None:
        _require_ours(path)
        self._open_to_read(partial(_connect_to_look, path))

    async def write(self, work: Callable[[Statements], T]) -> T:
        raise WrongState("READ_ONLY_DATABASE", "the database was opened to be read only")

    async def purge(self) -> None:
        raise WrongState("READ_ONLY_DATABASE", "the database was opened to be read only")

    async def close(self) -> None:
        await self._student.close()
        await self._reader.close()
        self._glancer.close()


def _connect_to_look(path: Path) -> sqlite3.Connection:
    # SQLite's read-only mode leaves a log beside the file where there was none; without one there
    # is nothing that could be moved into the file, and the usual mode tidies up after itself.
    mode = "ro" if path.with_name(f"{path.name}-wal").exists() else "rw"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True, isolation_level=None, check_same_thread=False,
        )  # fmt: skip
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        _schema_version(connection)
    except (OSError, sqlite3.DatabaseError) as error:
        raise Unavailable("DATABASE_UNAVAILABLE", f"{path}: {error}") from error
    connection.row_factory = sqlite3.Row
    connection.create_function("folded_contains", 2, _folded_contains, deterministic=True)
    return connection


def _require_ours(path: Path) -> None:
    known = len(_migrations())
    tables, version = _contents(path)
    if not tables >= _OUR_TABLES or version < 1:
        raise WrongState("FOREIGN_DATABASE", f"{path} is no database of Parley's")
    _refuse_newer(path, version, known)
    if version < known:
        raise WrongState(
            "SCHEMA_TOO_OLD",
            f"{path} has schema {version}, this version reads {known}: run parley migrate",
        )


def _connect_to_write(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    # Only where the checkpointer, which cannot stop the writing, does not keep up with it.
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LONGEST_LOG_PAGES}")
    return connection


def _connect_to_read(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


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
