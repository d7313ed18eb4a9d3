"""review account: who may sign in to the console."""

import sys
from pathlib import Path

import click

from parley.cli.connect import fail, require_database, run, settings_from
from parley.cli.options import config_option, database_option
from parley.cli.typed import typed_line
from parley.config import Settings
from parley.domain.errors import InvalidInput


@click.group(short_help="Who may sign in to the console.")
def account() -> None:
    """Make and list the accounts of the reviewers' console.

    The commands work on the database itself, whether or not a server runs on it.
    """


@account.command(short_help="Make an account, or set its password anew.")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["reviewer", "senior", "admin"]),
    help="Of a new profile; an admin's may manage the others.",
)
@click.option("--directions", default="", help='Of a new profile: "de-en,en-de"; without it all.')
@database_option
@config_option
def add(
    name: str, role: str | None, directions: str, database: str | None, config: Path | None
) -> None:
    """Make an account, or give one a new password, which ends its sessions.

    The password is asked for, or read as one line from standard input. A reviewer of this name
    who has no profile yet gets one.
    """
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = _piped()
    settings = settings_from(config)
    run(_add(settings, Path(database or settings.database), name, password, role, directions))


@account.command(short_help="Let an account be linked to single sign-on.")
@click.argument("name")
@database_option
@config_option
def link(name: str, database: str | None, config: Path | None) -> None:
    """Let who has this name at the identity provider sign in to the account from now on.

    The first of them to come within the setting console.one_time_s is linked to it; whoever was
    linked before is not any more.
    """
    settings = settings_from(config)
    run(_link(settings, require_database(Path(database or settings.database)), name))


@account.command("list", short_help="Name the accounts.")
@database_option
@config_option
def list_accounts(database: str | None, config: Path | None) -> None:
    """One account a line."""
    settings = settings_from(config)
    run(_list(settings, require_database(Path(database or settings.database))))


def _piped() -> str:
    try:
        return typed_line() or ""
    except InvalidInput as error:
        fail(error.reason, error.message)


async def _add(
    settings: Settings, path: Path, name: str, password: str, role: str | None, directions: str
) -> None:
    from parley.app import build_accounts, build_reviewers
    from parley.domain.reviewer import Reviewer, ReviewerRole, direction_from
    from parley.store.sqlite import SqliteStore

    profile = Reviewer(
        name,
        role=ReviewerRole(role or ReviewerRole.REVIEWER),
        directions=tuple(direction_from(part) for part in directions.split(",") if part.strip()),
    )
    store = SqliteStore(path)
    try:
        made = await build_accounts(settings, store).put(name, password, "command line")
        reviewers = build_reviewers(store)
        known = {reviewer.reviewer_id for reviewer in await reviewers.reviewers()}
        if name not in known:
            await reviewers.create(profile, "command line")
    finally:
        await store.close()
    click.echo(f"{made.name} can sign in")
    if name in known and (role or directions):
        click.echo("the profile that was there stays as it is", err=True)


async def _link(settings: Settings, path: Path, name: str) -> None:
    from parley.app import build_accounts
    from parley.store.sqlite import SqliteStore

    store = SqliteStore(path)
    try:
        await build_accounts(settings, store).allow_link(name, "command line")
    finally:
        await store.close()
    click.echo(f"{name} can be linked for {settings.console.one_time_s / 3600:g} hours")


async def _list(settings: Settings, path: Path) -> None:
    from parley.app import build_accounts
    from parley.store.sqlite import SqliteStore

    store = SqliteStore(path)
    try:
        accounts = await build_accounts(settings, store).accounts()
    finally:
        await store.close()
    for found in accounts:
        click.echo(found.name if found.active else f"{found.name} (switched off)")
