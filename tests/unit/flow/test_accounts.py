"""Passwords, sessions and their ends, on a real store."""

import asyncio
import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parley.domain.account import Identity
from parley.domain.errors import AlreadyExists, InvalidInput, NotAllowed, NotFound, Overloaded
from parley.flow.accounts import AccountFlow, SessionRules
from parley.store.sqlite import SqliteStore
from support.fakes import FakeClock

PASSWORD = "correct horse battery"
RULES = SessionRules(idle=timedelta(minutes=10), longest=timedelta(hours=1))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def accounts(store: SqliteStore, clock: FakeClock) -> AccountFlow:
    """Rita has an account."""
    flow = AccountFlow(store=store, clock=clock, rules=RULES)
    await flow.put("rita", PASSWORD, "root")
    return flow


async def refused(flow: AccountFlow, name: str, password: str, address: str = "a") -> str:
    with pytest.raises((InvalidInput, Overloaded)) as error:
        await flow.sign_in(name, password, address)
    return error.value.reason


async def test_the_right_password_opens_a_session(accounts: AccountFlow) -> None:
    """It carries the name and a token for forms; any other token opens nothing."""
    token = await accounts.sign_in("rita", PASSWORD, "a")
    session = await accounts.session(token)
    assert session is not None
    assert session.name == "rita"
    assert session.csrf_token not in ("", token)
    assert await accounts.session("another") is None


async def test_wrong_names_and_passwords_are_refused_alike(accounts: AccountFlow) -> None:
    """The reason does not tell which it was."""
    assert await refused(accounts, "rita", "wrong password") == "SIGN_IN_REFUSED"
    assert await refused(accounts, "nobody", PASSWORD) == "SIGN_IN_REFUSED"


async def test_neither_password_nor_token_is_in_the_record(
    accounts: AccountFlow, tmp_path: Path
) -> None:
    """Who reads the database can sign in as nobody."""
    token = await accounts.sign_in("rita", PASSWORD, "a")
    dump = "\n".join(sqlite3.connect(tmp_path / "parley.db").iterdump())
    assert PASSWORD not in dump
    assert token not in dump
    assert "$argon2id$" in dump


async def test_a_session_ends_idle_by_age_and_by_sign_out(
    accounts: AccountFlow, clock: FakeClock
) -> None:
    """Being there keeps it from falling idle, following a stream does not, nothing makes it old."""
    token = await accounts.sign_in("rita", PASSWORD, "a")
    for _ in range(6):
        clock.advance(9 * 60)
        assert await accounts.session(token) is not None
    clock.advance(9 * 60)
    assert await accounts.session(token) is None

    idle = await accounts.sign_in("rita", PASSWORD, "a")
    clock.advance(6 * 60)
    assert await accounts.session(idle, is_there=False) is not None
    clock.advance(6 * 60)
    assert await accounts.session(idle) is None

    left = await accounts.sign_in("rita", PASSWORD, "a")
    await accounts.sign_out(left)
    assert await accounts.session(left) is None


async def test_a_new_password_ends_the_sessions(accounts: AccountFlow) -> None:
    """Whoever had the old one is out."""
    token = await accounts.sign_in("rita", PASSWORD, "a")
    await accounts.put("rita", "another long password", "root")
    assert await accounts.session(token) is None
    assert await refused(accounts, "rita", PASSWORD) == "SIGN_IN_REFUSED"


async def test_guessing_is_slowed_down(accounts: AccountFlow, clock: FakeClock) -> None:
    """After five failures even the right password waits; in time it opens again."""
    for _ in range(5):
        assert await refused(accounts, "rita", "wrong password") == "SIGN_IN_REFUSED"
    assert await refused(accounts, "rita", PASSWORD) == "TOO_MANY_SIGN_INS"
    assert await refused(accounts, "sam", "any password", "a") == "TOO_MANY_SIGN_INS"
    clock.advance(2)
    assert await accounts.sign_in("rita", PASSWORD, "a")


@pytest.mark.parametrize("name", ["", " rita", "rita\n", "r" * 129])
async def test_names_that_cannot_be_shown_are_refused(accounts: AccountFlow, name: str) -> None:
    """INVALID_ACCOUNT_NAME, before anything is stored."""
    with pytest.raises(InvalidInput, match="name"):
        await accounts.put(name, PASSWORD, "root")


@pytest.mark.parametrize("password", ["short", "p" * 1_001])
async def test_passwords_have_a_length(accounts: AccountFlow, password: str) -> None:
    """INVALID_PASSWORD."""
    with pytest.raises(InvalidInput, match="password"):
        await accounts.put("sam", password, "root")


async def test_a_given_password_is_good_for_choosing_another(
    accounts: AccountFlow, store: SqliteStore
) -> None:
    """Its session says so; after the choice neither it nor the password is worth anything."""
    given = await accounts.create("sam", "root")
    first = await accounts.sign_in("sam", given, "a")
    session = await accounts.session(first)
    assert session is not None
    assert session.one_time
    for chosen, reason in ((given, "SAME_PASSWORD"), ("short", "INVALID_PASSWORD")):
        with pytest.raises(InvalidInput) as refusal:
            await accounts.choose_password("sam", given, chosen, "a")
        assert refusal.value.reason == reason
    token = await accounts.choose_password("sam", given, PASSWORD, "a")
    session = await accounts.session(token)
    assert session is not None
    assert not session.one_time
    assert await accounts.session(first) is None
    assert await refused(accounts, "sam", given) == "SIGN_IN_REFUSED"
    with pytest.raises(AlreadyExists):
        await accounts.create("sam", "root")
    log = await store.audit_entries(0, "account/sam", 10)
    assert [json.loads(entry.content)["verb"] for entry in log] == [
        "create_account",
        "change_password",
    ]
    assert PASSWORD not in "".join(entry.content for entry in log)


async def test_an_account_is_reset_and_switched_off(accounts: AccountFlow) -> None:
    """Sessions end at once; a new password does not switch it on again."""
    token = await accounts.sign_in("rita", PASSWORD, "a")
    given = await accounts.reset("rita", "root")
    assert await accounts.session(token) is None
    assert await refused(accounts, "rita", PASSWORD) == "SIGN_IN_REFUSED"
    token = await accounts.sign_in("rita", given, "b")
    await accounts.switch("rita", False, "root")
    assert await accounts.session(token) is None
    given = await accounts.reset("rita", "root")
    assert await refused(accounts, "rita", given, "c") == "SIGN_IN_REFUSED"
    await accounts.switch("rita", True, "root")
    assert await accounts.sign_in("rita", given, "d")
    with pytest.raises(NotFound):
        await accounts.reset("nobody", "root")


async def test_a_given_password_is_good_for_a_day(accounts: AccountFlow, clock: FakeClock) -> None:
    """Too late, the right one is told apart from a wrong one; a new one is good again."""
    given = await accounts.create("sam", "root")
    clock.advance(24 * 3600)
    early = await accounts.sign_in("sam", given, "a")
    clock.advance(60)
    assert await refused(accounts, "sam", "wrong password") == "SIGN_IN_REFUSED"
    assert await refused(accounts, "sam", given) == "ONE_TIME_PASSWORD_EXPIRED"
    assert await accounts.session(early) is not None
    with pytest.raises(InvalidInput) as refusal:
        await accounts.choose_password("sam", given, PASSWORD, "a")
    assert refusal.value.reason == "ONE_TIME_PASSWORD_EXPIRED"
    # Switching the account off and on makes it no younger.
    await accounts.switch("sam", active=False, admin="root")
    await accounts.switch("sam", active=True, admin="root")
    assert await refused(accounts, "sam", given) == "ONE_TIME_PASSWORD_EXPIRED"
    assert await accounts.sign_in("sam", await accounts.reset("sam", "root"), "a")
    clock.advance(48 * 3600)
    assert await accounts.sign_in("rita", PASSWORD, "a")


def known(subject: str, name: str = "sam") -> Identity:
    """Somebody at the provider."""
    return Identity("https://id.example.org", subject, name)


async def vouched(flow: AccountFlow, identity: Identity, *, create: bool = False) -> str:
    """The name that they are signed in under, or the reason why they are not."""
    try:
        token = await flow.sign_in_vouched(identity, "single sign-on", create=create)
    except NotAllowed as error:
        return error.reason
    session = await flow.session(token)
    assert session is not None
    assert not session.one_time
    return session.name


async def test_an_account_is_linked_once_it_is_allowed(
    accounts: AccountFlow, clock: FakeClock
) -> None:
    """To issuer and subject, within a day; a given password is worth nothing then."""
    assert await vouched(accounts, known("7")) == "ACCOUNT_NEEDED"
    given = await accounts.create("sam", "root")
    for create in (False, True):
        assert await vouched(accounts, known("7"), create=create) == "LINK_NOT_ALLOWED"
    await accounts.allow_link("sam", "root")
    clock.advance(24 * 3600 + 1)
    assert await vouched(accounts, known("7")) == "LINK_NOT_ALLOWED"
    await accounts.allow_link("sam", "root")
    assert await vouched(accounts, known("7")) == "sam"
    assert await refused(accounts, "sam", given) == "SIGN_IN_REFUSED"
    assert await vouched(accounts, known("8")) == "LINK_NOT_ALLOWED"
    elsewhere = replace(known("7"), issuer="https://elsewhere.example")
    assert await vouched(accounts, elsewhere) == "LINK_NOT_ALLOWED"
    assert await vouched(accounts, known("7", "another name")) == "sam"
    await accounts.switch("sam", active=False, admin="root")
    assert await vouched(accounts, known("7", "another name"), create=True) == "ACCOUNT_DISABLED"
    await accounts.switch("sam", active=True, admin="root")
    await accounts.unlink("sam", "root")
    assert await vouched(accounts, known("7")) == "LINK_NOT_ALLOWED"


async def test_of_two_of_one_name_the_first_is_linked(accounts: AccountFlow) -> None:
    """However close they come; a password that somebody chose is theirs to keep."""
    await accounts.allow_link("rita", "root")
    came = await asyncio.gather(*(vouched(accounts, known(str(n), "rita")) for n in range(5)))
    assert sorted(came) == ["LINK_NOT_ALLOWED"] * 4 + ["rita"]
    assert await accounts.sign_in("rita", PASSWORD, "a")


async def test_of_two_new_ones_of_one_name_the_first_gets_it(accounts: AccountFlow) -> None:
    """The other is told to have it linked, and takes nothing over."""
    assert await vouched(accounts, known("7", "nia"), create=True) == "nia"
    assert await vouched(accounts, known("8", "nia"), create=True) == "LINK_NOT_ALLOWED"
    assert await vouched(accounts, known("7", "nia"), create=True) == "nia"
