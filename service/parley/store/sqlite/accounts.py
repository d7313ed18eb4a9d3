"""Accounts and sessions in SQLite."""

from datetime import datetime
from sqlite3 import Row

from parley.domain.account import Account, Session
from parley.domain.audit import Action, step_of_account
from parley.domain.errors import AlreadyExists, NotAllowed
from parley.store.codec import from_micros, to_micros
from parley.store.sqlite.audit import write_down
from parley.store.sqlite.database import Database
from parley.store.sqlite.statements import Statements


class SqliteAccounts:
    """The AccountStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def account(self, name: str) -> Account | None:
        return await self._database.read(lambda sql: _found(sql, name))

    async def account_of(self, issuer: str, subject: str) -> Account | None:
        row = await self._database.read(
            lambda sql: sql.one("account_of", issuer=issuer, subject=subject)
        )
        return None if row is None else _account(row)

    async def accounts(self) -> list[Account]:
        return [_account(row) for row in await self._database.read(lambda sql: sql.all("accounts"))]

    async def put_account(self, account: Account, action: Action) -> None:
        await self._database.write(lambda sql: _put(sql, account, action))

    async def add_account(self, account: Account, action: Action) -> None:
        def add(sql: Statements) -> None:
            if _found(sql, account.name) is not None:
                raise AlreadyExists("ACCOUNT_EXISTS", "there is an account of this name")
            _put(sql, account, action)

        await self._database.write(add)

    async def link_account(self, account: Account, action: Action) -> None:
        def link(sql: Statements) -> None:
            before = _found(sql, account.name)
            # Asked again here: of two who come at once only the first is let in.
            if before is None or before.link_until is None or before.link_until < action.at:
                raise NotAllowed("LINK_NOT_ALLOWED", "nobody may be linked to this account now")
            _put(sql, account, action)

        await self._database.write(link)

    async def open_session(self, digest: str, session: Session) -> None:
        await self._database.write(
            lambda sql: sql.run(
                "open_session",
                digest=digest,
                name=session.name,
                csrf_token=session.csrf_token,
                opened_at=to_micros(session.opened_at),
                seen_at=to_micros(session.seen_at),
            )
        )

    async def session(self, digest: str) -> Session | None:
        row = await self._database.read(lambda sql: sql.one("session", digest=digest))
        if row is None:
            return None
        return Session(
            name=row["name"],
            csrf_token=row["csrf_token"],
            opened_at=from_micros(row["opened_at"]),
            seen_at=from_micros(row["seen_at"]),
            one_time=bool(row["one_time"]),
        )

    async def see_session(self, digest: str, at: datetime) -> None:
        await self._database.write(
            lambda sql: sql.run("see_session", digest=digest, at=to_micros(at))
        )

    async def close_session(self, digest: str) -> None:
        await self._database.write(lambda sql: sql.run("close_session", digest=digest))

    async def drop_sessions(self, seen_before: datetime, opened_before: datetime) -> None:
        await self._database.write(
            lambda sql: sql.run(
                "drop_sessions",
                seen_before=to_micros(seen_before),
                opened_before=to_micros(opened_before),
            )
        )


def _put(sql: Statements, account: Account, action: Action) -> None:
    before = _found(sql, account.name)
    until = account.link_until
    sql.run(
        "put_account",
        name=account.name,
        password_hash=account.password_hash,
        password_at=to_micros(account.password_at),
        active=int(account.active),
        created_at=to_micros(account.created_at),
        one_time=int(account.one_time),
        issuer=account.issuer,
        subject=account.subject,
        link_until=None if until is None else to_micros(until),
    )
    sql.run("close_sessions_of", name=account.name)
    write_down(sql, action, step_of_account(before, account), message_id=None)


def _found(sql: Statements, name: str) -> Account | None:
    row = sql.one("account", name=name)
    return None if row is None else _account(row)


def _account(row: Row) -> Account:
    return Account(
        name=row["name"],
        password_hash=row["password_hash"],
        created_at=from_micros(row["created_at"]),
        password_at=from_micros(row["password_at"]),
        active=bool(row["active"]),
        one_time=bool(row["one_time"]),
        issuer=row["issuer"],
        subject=row["subject"],
        link_until=None if row["link_until"] is None else from_micros(row["link_until"]),
    )
