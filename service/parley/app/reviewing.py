"""What reviewers work with: accounts, profiles, the console and the rules of both."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from parley.app.clock import SystemClock
from parley.config import ConfigError, Settings
from parley.console.context import Console, ConsoleRules
from parley.console.departures import Departures
from parley.console.server import ConsoleServer
from parley.console.single_sign_on import SingleSignOn
from parley.console.web import build_app
from parley.domain.ports import AccountStore, Store
from parley.flow.accounts import AccountFlow, SessionRules
from parley.flow.review import ReviewerFlow, ReviewRules

_log = logging.getLogger(__name__)


def build_accounts(settings: Settings, store: AccountStore) -> AccountFlow:
    """Accounts by themselves, for the console and for the command that makes the first one."""
    rules = SessionRules(
        idle=timedelta(seconds=settings.console.session_idle_s),
        longest=timedelta(seconds=settings.console.session_longest_s),
        one_time=timedelta(seconds=settings.console.one_time_s),
    )
    return AccountFlow(store=store, clock=SystemClock(), rules=rules)


def build_reviewers(store: Store) -> ReviewerFlow:
    """Profiles by themselves, for commands that work on the database."""
    return ReviewerFlow(store=store, clock=SystemClock())


def console_rules(settings: Settings) -> ConsoleRules:
    console = settings.console
    return ConsoleRules(
        undo=timedelta(seconds=console.undo_s),
        secure_cookies=console.secure_cookies or bool(console.tls_certificate),
    )


def build_single_sign_on(settings: Settings) -> SingleSignOn | None:
    """None where the settings have no provider, or no console.

    Raises:
        ConfigError: the extra that it needs is not installed.
    """
    oidc = settings.console.oidc
    if oidc is None or not settings.console_listen:
        return None
    try:
        from parley.console.provider import Provider
    except ModuleNotFoundError as error:
        raise ConfigError(
            f'console.oidc: needs the extra "oidc" ({error.name} is missing): '
            "pip install -e '.[oidc]' in the checkout"
        ) from error
    now = SystemClock().now
    return SingleSignOn(oidc, Provider(oidc, now), Departures(now))


def review_rules(settings: Settings) -> ReviewRules:
    return ReviewRules(
        default_lease=timedelta(seconds=settings.review_lease_s),
        undo_window=timedelta(seconds=settings.review.undo_s),
        known_reviewers_only=settings.review.known_reviewers_only,
    )


@asynccontextmanager
async def serving_console(settings: Settings, console: Console) -> AsyncIterator[str]:
    """The console's URL while it is served; "" where the settings want none."""
    if not settings.console_listen:
        yield ""
        return
    tls = settings.console
    server = ConsoleServer(
        settings.console_listen,
        Path(tls.tls_certificate) if tls.tls_certificate else None,
        Path(tls.tls_key) if tls.tls_key else None,
    )
    url = await server.start(build_app(console))
    try:
        if not await console.accounts.accounts():
            _log.info("nobody can sign in to the console: parley review account add NAME")
        yield url
    finally:
        console.leaving.set()
        await server.stop()
