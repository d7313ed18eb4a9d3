"""How a command reaches a service: the one named, or one of its own."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from parley.client import AsyncParley, CallFailed
from parley.config import ConfigError, Settings, load_settings
from parley.domain.errors import ParleyError


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command's work; what it cannot do is said in one line, with its reason."""
    try:
        asyncio.run(work)
    except CallFailed as error:
        fail(error.reason or error.code.name, error.message)
    except ParleyError as error:
        fail(error.reason, error.message)
    except ConfigError as error:
        fail("INVALID_CONFIG", str(error))
    except BrokenPipeError:
        # The reader of our output has seen enough; Python would complain again at exit.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.filename is None:
            raise
        fail("STORAGE_FAILED", f"{error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit(130)


def fail(reason: str, message: str) -> NoReturn:
    """Say why and leave with status 1."""
    click.echo(f"parley: {reason}: {message}", err=True)
    sys.exit(1)


def settings_from(config: Path | None) -> Settings:
    """The settings, or a line that says what is wrong with them."""
    try:
        return load_settings(config)
    except ConfigError as error:
        fail("INVALID_CONFIG", str(error))


def require_database(path: Path) -> Path:
    """The path, or a line that says that no database is there; one would be made otherwise."""
    if not path.is_file():
        fail("DATABASE_MISSING", f"there is no database {path}")
    return path


@asynccontextmanager
async def connected(
    target: str | None, settings: Settings, *, patient: bool = False
) -> AsyncIterator[AsyncParley]:
    """A client of the server at `target`, or of one in this process that keeps nothing.

    Both ways everything goes over gRPC, so that a command does the same work either way.
    """
    timeout_s = 600.0 if patient else 30.0
    if target is not None:
        async with AsyncParley(target, timeout_s=timeout_s) as client:
            yield client
        return
    from parley.app import App

    with tempfile.TemporaryDirectory(prefix="parley-") as scratch:
        own = msgspec.structs.replace(
            settings,
            listen=f"unix:{scratch}/socket",
            console_listen="",
            database=f"{scratch}/parley.db",
        )
        async with (
            App(own).running() as app,
            AsyncParley(app.address, timeout_s=timeout_s) as client,
        ):
            yield client
