"""Signing in and out: passwords, sessions, and when they end."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from parley.domain.account import Account, Session, require_name, require_password
from parley.domain.audit import Action
from parley.domain.errors import AlreadyExists, InvalidInput, NotAllowed, NotFound
from parley.domain.ports import AccountStore, Clock
from parley.flow.throttle import Throttle

_TOKEN_BYTES = 32
# Without those that look alike.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
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

    async def put(self, name: str, password: str, admin: str) -> Account:
        """Make an account, or give one a new password; its open sessions end.

        Raises:
            InvalidInput: INVALID_ACCOUNT_NAME, INVALID_PASSWORD.
        """
        require_name(name)
        require_password(password)
        before = await self._store.account(name)
        verb = "create_account" if before is None else "set_password"
        return await self._write(name, password, admin, verb)

    async def create(self, name: str, admin: str) -> str:
        """Make an account; gives a password that is good for choosing another one.

        Raises:
            InvalidInput: INVALID_ACCOUNT_NAME.
            AlreadyExists: ACCOUNT_EXISTS.
        """
        require_name(name)
        if await self._store.account(name) is not None:
            raise AlreadyExists("ACCOUNT_EXISTS", "there is an account of this name")
        password = _one_time_password()
        await self._write(name, password, admin, "create_account", one_time=True)
        return password

    async def reset(self, name: str, admin: str) -> str:
        """As `create`, for an account that is there: the password it had is worth nothing.

        Raises:
            NotFound: ACCOUNT_NOT_FOUND.
        """
        account = await self._account(name)
        password = _one_time_password()
        await self._write(
            name, password, admin, "reset_password", one_time=True, active=account.active
        )
        return password

    async def switch(self, name: str, active: bool, admin: str) -> None:
        """Let an account sign in, or not any more, which ends its sessions.

        Raises:
            NotFound: ACCOUNT_NOT_FOUND.
        """
        account = replace(await self._account(name), active=active)
        verb = "enable_account" if active else "disable_account"
        await self._store.put_account(account, Action(admin, verb, self._clock.now()))

    async def choose_password(self, name: str, password: str, chosen: str, address: str) -> str:
        """Change one's own password; every session ends but a new one, whose token it gives.

        Raises:
            InvalidInput: SIGN_IN_REFUSED for a wrong old one, INVALID_PASSWORD, SAME_PASSWORD.
            Overloaded: TOO_MANY_SIGN_INS.
        """
        require_password(chosen)
        await self._verify(name, password, address)
        if chosen == password:
            raise InvalidInput("SAME_PASSWORD", "choose another password", field="chosen")
        await self._write(name, chosen, name, "change_password")
        return await self._open(name)

    async def accounts(self) -> list[Account]:
        return await self._store.accounts()

    async def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session; `address` is the caller's, to count failures by.

        Raises:
            InvalidInput: SIGN_IN_REFUSED, which does not say whether the name exists.
            Overloaded: TOO_MANY_SIGN_INS.
        """
        await self._verify(name, password, address)
        await self._drop_ended()
        return await self._open(name)

    async def require_admitted(self, name: str, *, create: bool) -> None:
        """Whether who is known to be `name` may come in without a password of ours.

        Args:
            create: whether an account is made for those who have none.

        Raises:
            InvalidInput: INVALID_ACCOUNT_NAME.
            NotAllowed: ACCOUNT_NEEDED, ACCOUNT_DISABLED.
        """
        require_name(name)
        account = await self._store.account(name)
        if account is None and not create:
            raise NotAllowed("ACCOUNT_NEEDED", "nobody has made an account for you here")
        if account is not None and not account.active:
            raise NotAllowed("ACCOUNT_DISABLED", "your account is switched off")

    async def sign_in_vouched(self, name: str, voucher: str, *, create: bool) -> str:
        """The token of a new session for whom somebody trusted vouches for.

        An account made here, or one whose password is still the one given to it, has a password
        that nobody knows from now on.

        Raises:
            As `require_admitted`.
        """
        await self.require_admitted(name, create=create)
        account = await self._store.account(name)
        if account is None or account.one_time:
            verb = "create_account" if account is None else "drop_password"
            await self._write(name, secrets.token_urlsafe(_TOKEN_BYTES), voucher, verb)
        await self._drop_ended()
        return await self._open(name)

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

    async def _account(self, name: str) -> Account:
        account = await self._store.account(name)
        if account is None:
            raise NotFound("ACCOUNT_NOT_FOUND", "there is no account of this name")
        return account

    async def _write(
        self,
        name: str,
        password: str,
        admin: str,
        verb: str,
        *,
        one_time: bool = False,
        active: bool = True,
    ) -> Account:
        hashed = await asyncio.to_thread(self._hasher.hash, password)
        now = self._clock.now()
        account = Account(name, hashed, now, active=active, one_time=one_time)
        await self._store.put_account(account, Action(admin, verb, now))
        return account

    async def _drop_ended(self) -> None:
        now = self._clock.now()
        await self._store.drop_sessions(now - self._rules.idle, now - self._rules.longest)

    async def _open(self, name: str) -> str:
        now = self._clock.now()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session = Session(name, secrets.token_urlsafe(_TOKEN_BYTES), now, now)
        await self._store.open_session(_digest(token), session)
        return token

    async def _verify(self, name: str, password: str, address: str) -> None:
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


def _one_time_password() -> str:
    """Three groups of letters and digits that can be read out: over 70 bits."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(3))
    return "-".join(groups)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
