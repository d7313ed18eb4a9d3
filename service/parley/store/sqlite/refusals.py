"""What SQLite says where the disk or another process keeps the file from being written."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from parley.domain.errors import Unavailable

# No room, no right to write, a device that fails, a damaged file, a lock that is held too long.
# SQLite's words for these are its own: none quotes a row.
_REFUSALS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    }
)
_PRIMARY_CODE = 0xFF


def is_refusal(error: BaseException | None) -> bool:
    """Whether the fault is the file's, and not the statement's."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY_CODE in _REFUSALS


@contextlib.contextmanager
def refusals(path: Path | None = None) -> Iterator[None]:
    """Raise a refusal as one of ours, which callers may try again after.

    Args:
        path: named in the message; for operators, never for clients.

    Raises:
        Unavailable: DATABASE_UNAVAILABLE.
    """
    try:
        yield
    except sqlite3.Error as error:
        if not is_refusal(error):
            raise
        place = "the database cannot be written now" if path is None else str(path)
        raise Unavailable("DATABASE_UNAVAILABLE", f"{place}: {error}") from error
