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

config_option = click.option(
    "--config",
    "config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings file (TOML); PARLEY_* variables override it.",
)
target_option = click.option(
    "--target", metavar="HOST:PORT", help="A running server; without it, one in this process."
)


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


@asynccontextmanager
async def connected(
    target: str | None, settings: Settings, *, patient: bool = False
) -> AsyncIterator[AsyncParley]:
    """A client of the server at `target`, or of one in this process that keeps nothing.

    Both ways everything goes over gRPC, so that a command does the same work either way.
    """
    timeout_s = 600.0 if patient else 30.0
    if target:
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
