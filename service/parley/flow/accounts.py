"""Signing in and out: passwords, sessions, and when they end."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from parley.domain.account import (
    Account,
    Identity,
    Session,
    require_name,
    require_password,
)
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
    """How long things last.

    Attributes:
        idle: a session without a request.
        longest: a session in any case.
        one_time: a password that somebody was given, and leave to link an account.
    """

    idle: timedelta
    longest: timedelta
    one_time: timedelta = timedelta(hours=24)


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
        account = before or self._blank(name)
        return await self._write(replace(account, active=True), password, admin, verb)

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
        blank = self._blank(name)
        await self._write(blank, password, admin, "create_account", one_time=True)
        return password

    async def reset(self, name: str, admin: str) -> str:
        """As `create`, for an account that is there: the password it had is worth nothing.

        Raises:
            NotFound: ACCOUNT_NOT_FOUND.
        """
        account = await self._account(name)
        password = _one_time_password()
        await self._write(account, password, admin, "reset_password", one_time=True)
        return password

    async def switch(self, name: str, active: bool, admin: str) -> None:
        """Let an account sign in, or not any more, which ends its sessions.

        Raises:
            NotFound: ACCOUNT_NOT_FOUND.
        """
        account = replace(await self._account(name), active=active)
        verb = "enable_account" if active else "disable_account"
        await self._store.put_account(account, Action(admin, verb, self._clock.now()))

    async def allow_link(self, name: str, admin: str) -> None:
        """Let who is known by this name at the identity provider become the account's owner.

        It ends who that was before. For as long as a one-time password is good, and once.

        Raises:
            NotFound: ACCOUNT_NOT_FOUND.
        """
        until = self.one_time_until()
        await self._relink(name, until, Action(admin, "allow_link", self._clock.now()))

    async def unlink(self, name: str, admin: str) -> None:
        """Let nobody come in to an account through the identity provider any more.

        Raises:
            NotFound: ACCOUNT_NOT_FOUND.
        """
        await self._relink(name, None, Action(admin, "unlink_account", self._clock.now()))

    async def choose_password(self, name: str, password: str, chosen: str, address: str) -> str:
        """Change one's own password; every session ends but a new one, whose token it gives.

        Raises:
            InvalidInput: SIGN_IN_REFUSED for a wrong old one, ONE_TIME_PASSWORD_EXPIRED,
                INVALID_PASSWORD, SAME_PASSWORD.
            Overloaded: TOO_MANY_SIGN_INS.
        """
        require_password(chosen)
        await self._verify(name, password, address)
        if chosen == password:
            raise InvalidInput("SAME_PASSWORD", "choose another password", field="chosen")
        account = await self._account(name)
        await self._write(account, chosen, name, "change_password")
        return await self._open(name)

    def one_time_until(self) -> datetime:
        """Until when a password that is given now is good."""
        return self._clock.now() + self._rules.one_time

    async def accounts(self) -> list[Account]:
        return await self._store.accounts()

    async def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session; `address` is the caller's, to count failures by.

        Raises:
            InvalidInput: SIGN_IN_REFUSED, which does not say whether the name exists;
                ONE_TIME_PASSWORD_EXPIRED for the right one, too late.
            Overloaded: TOO_MANY_SIGN_INS.
        """
        await self._verify(name, password, address)
        await self._drop_ended()
        return await self._open(name)

    async def admitted(self, identity: Identity, *, create: bool) -> str:
        """The name of the account that is, or may become, somebody's at an identity provider.

        Issuer and subject tell whose account it is. Only where it is nobody's yet does the name
        say which is meant, and then an admin has to have allowed that: whoever can choose their
        name at the provider could choose whose account is theirs.

        Args:
            create: whether an account is made for those who have none.

        Raises:
            InvalidInput: INVALID_ACCOUNT_NAME.
            NotAllowed: ACCOUNT_NEEDED, ACCOUNT_DISABLED, LINK_NOT_ALLOWED.
        """
        account = await self._store.account_of(identity.issuer, identity.subject)
        if account is None:
            account = await self._store.account(require_name(identity.name))
            if account is None and not create:
                raise NotAllowed("ACCOUNT_NEEDED", "nobody has made an account for you here")
            until = None if account is None else account.link_until
            may_link = until is not None and until >= self._clock.now()
            if account is not None and account.active and not may_link:
                raise NotAllowed(
                    "LINK_NOT_ALLOWED",
                    "an admin has to allow first that the account of your name becomes yours",
                )
        if account is not None and not account.active:
            raise NotAllowed("ACCOUNT_DISABLED", "your account is switched off")
        return identity.name if account is None else account.name

    async def sign_in_vouched(self, identity: Identity, voucher: str, *, create: bool) -> str:
        """The token of a new session for whom somebody trusted vouches for.

        An account made or linked here, if its password is still the one given to it, has a
        password that nobody knows from now on.

        Raises:
            As `admitted`.
        """
        name = await self.admitted(identity, create=create)
        found = await self._store.account(name)
        now = self._clock.now()
        if found is None:
            made = await self._with_password(_owned(self._blank(name), identity), _unknown())
            await self._store.add_account(made, Action(voucher, "create_account", now))
        elif (found.issuer, found.subject) != (identity.issuer, identity.subject):
            linked = _owned(found, identity)
            if found.one_time:
                linked = await self._with_password(linked, _unknown())
            await self._store.link_account(linked, Action(voucher, "link_account", now))
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

    async def _relink(self, name: str, until: datetime | None, action: Action) -> None:
        account = replace(await self._account(name), issuer="", subject="", link_until=until)
        await self._store.put_account(account, action)

    def _blank(self, name: str) -> Account:
        """A new account, whose password comes next."""
        now = self._clock.now()
        return Account(name, "", created_at=now, password_at=now)

    async def _with_password(
        self, account: Account, password: str, *, one_time: bool = False
    ) -> Account:
        hashed = await asyncio.to_thread(self._hasher.hash, password)
        now = self._clock.now()
        return replace(account, password_hash=hashed, password_at=now, one_time=one_time)

    async def _write(
        self, account: Account, password: str, admin: str, verb: str, *, one_time: bool = False
    ) -> Account:
        written = await self._with_password(account, password, one_time=one_time)
        await self._store.put_account(written, Action(admin, verb, written.password_at))
        return written

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
        assert account is not None, "nobody's password matches nothing"
        if account.one_time and self._clock.now() - account.password_at > self._rules.one_time:
            raise InvalidInput(
                "ONE_TIME_PASSWORD_EXPIRED",
                "this password was good for a while only: ask for a new one",
                field="password",
            )

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


def _owned(account: Account, identity: Identity) -> Account:
    """The account as this somebody's for good."""
    return replace(account, issuer=identity.issuer, subject=identity.subject, link_until=None)


def _unknown() -> str:
    """A password that nobody knows."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
