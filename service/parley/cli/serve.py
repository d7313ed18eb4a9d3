"""serve and migrate."""

import asyncio
import gc
import logging
import signal
import sys
from pathlib import Path

import click
import msgspec

from parley.cli.connect import fail, run, settings_from
from parley.cli.options import config_option, database_option, not_empty, server_option
from parley.config import Settings
from parley.domain.errors import ParleyError

_HEALTH_S = 2.0


@click.command(short_help="Run the service.")
@click.option("--listen", metavar="HOST:PORT", callback=not_empty,
              help="Instead of the configured address.")  # fmt: skip
@database_option
@config_option
def serve(listen: str | None, database: str | None, config: Path | None) -> None:
    """Run the service until SIGINT or SIGTERM, then drain and leave."""
    settings = settings_from(config)
    if listen:
        settings = msgspec.structs.replace(settings, listen=listen)
    if database:
        settings = msgspec.structs.replace(settings, database=database)
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    run(_serve(settings))


@click.command(short_help="Bring the database's schema up to date.")
@database_option
@config_option
def migrate(database: str | None, config: Path | None) -> None:
    """Apply the migrations that the database lacks; `serve` does so by itself."""
    from parley.store.sqlite.database import migrate as apply

    path = Path(database or settings_from(config).database)
    try:
        applied = apply(path)
    except ParleyError as error:
        fail(error.reason, error.message)
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo(f"{path} is up to date")


async def _serve(settings: Settings) -> None:
    # What is loaded stays to the end. To look through it for garbage would hold up the start, and
    # afterwards every message that is under way.
    gc.disable()
    try:
        await _serve_to_the_end(settings)
    finally:
        gc.enable()


async def _serve_to_the_end(settings: Settings) -> None:
    from parley.app import App

    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, leave.set)
    async with App(settings).running() as app:
        gc.freeze()
        gc.enable()
        click.echo(f"Parley serves on {app.address}", err=True)
        if app.console_url:
            click.echo(f"The reviewers' console is at {app.console_url}", err=True)
        await leave.wait()
        click.echo("draining", err=True)


@click.command(short_help="Ask a server how it is.")
@server_option
def health(target: str) -> None:
    """Exit status 0 if the server is serving, 1 if not; for container health checks."""
    run(_health(target))


async def _health(target: str) -> None:
    from parley.client import AsyncParley

    async with AsyncParley(target, timeout_s=_HEALTH_S) as client:
        if not await client.is_serving():
            fail("NOT_SERVING", f"{target} is not serving")
    click.echo("serving")
