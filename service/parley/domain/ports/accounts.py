"""The record of accounts and their sessions."""

from datetime import datetime
from typing import Protocol

from parley.domain.account import Account, Session
from parley.domain.audit import Action


class AccountStore(Protocol):
    """Sessions are kept under a digest of their token: who reads the record can use none."""

    async def account(self, name: str) -> Account | None: ...

    async def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account that is somebody's at an identity provider."""
        ...

    async def accounts(self) -> list[Account]:
        """Every account by name, those that are switched off too."""
        ...

    async def put_account(self, account: Account, action: Action) -> None:
        """Write it over what there is; its sessions end, as its password may be another.

        The action is an entry of the audit log, in the same transaction.
        """
        ...

    async def add_account(self, account: Account, action: Action) -> None:
        """As `put_account`, of one that is new.

        Raises:
            AlreadyExists: ACCOUNT_EXISTS.
        """
        ...

    async def link_account(self, account: Account, action: Action) -> None:
        """As `put_account`, while the account that is there may be linked.

        Raises:
            NotAllowed: LINK_NOT_ALLOWED.
        """
        ...

    async def open_session(self, digest: str, session: Session) -> None: ...

    async def session(self, digest: str) -> Session | None:
        """None also when its account is switched off."""
        ...

    async def see_session(self, digest: str, at: datetime) -> None: ...

    async def close_session(self, digest: str) -> None: ...

    async def drop_sessions(self, seen_before: datetime, opened_before: datetime) -> None:
        """Forget those that were last seen, or were opened, before these moments."""
        ...
