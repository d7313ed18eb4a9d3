"""Signing in and out: passwords, sessions, and when they end."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from parley.domain.account import Account, Session, require_name, require_password
from parley.domain.errors import InvalidInput
from parley.domain.ports import AccountStore, Clock
from parley.flow.throttle import Throttle

_TOKEN_BYTES = 32
# A page and its streams ask several times a minute: not each of them is worth a write.
_SEEN_STEP = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long a session lasts: `idle` without a request, `longest` in any case."""

    idle: timedelta
    longest: timedelta


class AccountFlow:
    """Local accounts with argon2id, and sessions that the server can end.

    A session's token is 256 random bits that only the browser has; the record keeps its SHA-256.
    """

    def __init__(self, *, store: AccountStore, clock: Clock, rules: SessionRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._hasher = PasswordHasher()
        self._throttle = Throttle(clock.now)
        self._nobodys_hash = ""

    async def put(self, name: str, password: str) -> Account:
        """Make an account, or give one a new password; its open sessions end.

        Raises:
            InvalidInput: INVALID_ACCOUNT_NAME, INVALID_PASSWORD.
        """
        require_name(name)
        require_password(password)
        hashed = await asyncio.to_thread(self._hasher.hash, password)
        account = Account(name, hashed, self._clock.now())
        await self._store.put_account(account)
        return account

    async def accounts(self) -> list[Account]:
        return await self._store.accounts()

    async def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session; `address` is the caller's, to count failures by.

        Raises:
            InvalidInput: SIGN_IN_REFUSED, which does not say whether the name exists.
            Overloaded: TOO_MANY_SIGN_INS.
        """
        keys = (f"name {name}", f"address {address}")
        for key in keys:
            self._throttle.require_patience(key)
        account = await self._store.account(name)
        # Counted before the slow part: guesses that come together are guesses all the same.
        for key in keys:
            self._throttle.failed(key)
        if not await asyncio.to_thread(self._matches, account, password):
            raise InvalidInput(
                "SIGN_IN_REFUSED", "no account has this name and password", field="password"
            )
        for key in keys:
            self._throttle.succeeded(key)
        now = self._clock.now()
        await self._store.drop_sessions(now - self._rules.idle, now - self._rules.longest)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session = Session(name, secrets.token_urlsafe(_TOKEN_BYTES), now, now)
        await self._store.open_session(_digest(token), session)
        return token

    async def session(self, token: str, *, is_there: bool = True) -> Session | None:
        """The session of a token, if it still runs.

        Args:
            is_there: whether a person asks, which keeps the session from falling idle.
        """
        session = await self._store.session(_digest(token))
        if session is None:
            return None
        now = self._clock.now()
        idle, age = now - session.seen_at, now - session.opened_at
        if idle > self._rules.idle or age > self._rules.longest:
            await self._store.close_session(_digest(token))
            return None
        if is_there and idle > _SEEN_STEP:
            await self._store.see_session(_digest(token), now)
        return session

    async def sign_out(self, token: str) -> None:
        await self._store.close_session(_digest(token))

    def _matches(self, account: Account | None, password: str) -> bool:
        """Takes the same time for a name that nobody has."""
        if not self._nobodys_hash:
            self._nobodys_hash = self._hasher.hash(secrets.token_urlsafe(_TOKEN_BYTES))
        hashed = self._nobodys_hash if account is None else account.password_hash
        try:
            matches = self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False
        return matches and account is not None and account.active


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
