"""Who may sign in to the console, and for how long."""

from dataclasses import dataclass
from datetime import datetime

from parley.domain.errors import InvalidInput

_NAME_LIMIT = 128
# The least and most that NIST SP 800-63B asks a verifier to take, the least made stricter.
_SHORTEST_PASSWORD = 10
_LONGEST_PASSWORD = 1_000


@dataclass(frozen=True, slots=True)
class Account:
    """A way to sign in.

    Attributes:
        name: the reviewer's.
        password_hash: argon2's encoded form.
        password_at: since when it has its password.
        one_time: somebody else gave the password: it is good for choosing another one.
        issuer, subject: whose it is at an identity provider; empty for nobody's.
        link_until: until when who is known there by its name may become that; None for never.
    """

    name: str
    password_hash: str
    created_at: datetime
    password_at: datetime
    active: bool = True
    one_time: bool = False
    issuer: str = ""
    subject: str = ""
    link_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as a provider knows them.

    Attributes:
        issuer, subject: tell them from everybody else, for ever (OpenID Connect Core 1.0, 5.7).
        name: what the account may be called that is to be theirs; people can often change it.
    """

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser.

    Attributes:
        csrf_token: what each of its forms has to send along.
        seen_at: when it last asked for something.
        one_time: as the account's: first of all a password has to be chosen.
    """

    name: str
    csrf_token: str
    opened_at: datetime
    seen_at: datetime
    one_time: bool = False


def require_name(name: str) -> str:
    """Raises InvalidInput: INVALID_ACCOUNT_NAME."""
    if not name or name != name.strip() or len(name) > _NAME_LIMIT or not name.isprintable():
        raise InvalidInput(
            "INVALID_ACCOUNT_NAME",
            f"a name is 1 to {_NAME_LIMIT} printable characters, no space at its ends",
            field="name",
        )
    return name


def require_password(password: str) -> str:
    """Raises InvalidInput: INVALID_PASSWORD."""
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise InvalidInput(
            "INVALID_PASSWORD",
            f"a password has {_SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters",
            field="password",
        )
    return password
