"""The SQLite file: its schema, its transactions, what is left of them after trouble."""

import asyncio
import functools
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import pytest

from parley.domain.errors import NotFound, ParleyError, Unavailable, WrongState
from parley.store.queries import load_queries
from parley.store.sqlite import SqliteStore, lanes
from parley.store.sqlite import database as store_file
from parley.store.sqlite.database import Database, connect, migrate
from parley.store.sqlite.lanes import Writer
from parley.store.sqlite.statements import Statements
from support.build import conversation, message

QUERIES = files("parley.store.sqlite") / "queries"


def test_migrating_twice_changes_nothing(path: Path) -> None:
    """The first call applies every migration, the second finds nothing to do."""
    applied = migrate(path)
    assert applied[0] == "0001_initial.sql"
    numbers = [int(name.partition("_")[0]) for name in applied]
    assert numbers == list(range(1, len(applied) + 1))
    assert migrate(path) == []


def test_no_folder_is_made_for_a_database(tmp_path: Path) -> None:
    """A mistyped path would begin an empty database somewhere."""
    with pytest.raises(Unavailable, match="there is no folder") as refused:
        migrate(tmp_path / "new" / "deep" / "parley.db")
    assert refused.value.reason == "DATABASE_UNAVAILABLE"
    assert list(tmp_path.iterdir()) == []


def test_a_newer_schema_is_refused(path: Path) -> None:
    """An older Parley does not touch what a newer one wrote."""
    migrate(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(WrongState, match="schema 99"):
        SqliteStore(path)


async def test_a_file_that_is_only_read_stays_as_it_is(path: Path) -> None:
    """Whether a server has it open or not; what would write is refused."""
    running = SqliteStore(path)
    await running.create_conversation(conversation())
    for beside in (True, False):
        before = {file.name: file.read_bytes() for file in path.parent.glob("parley.db")}
        names = {file.name for file in path.parent.iterdir()}
        store = SqliteStore(path, read_only=True)
        assert (await store.conversation("c1")).customer_id == "cust-1"
        with pytest.raises(WrongState) as refused:
            await store.create_conversation(conversation("c2"))
        assert refused.value.reason == "READ_ONLY_DATABASE"
        await store.close()
        assert {file.name: file.read_bytes() for file in path.parent.glob("parley.db")} == before
        assert {file.name for file in path.parent.iterdir()} == names
        if beside:
            await running.close()


def _empty(path: Path) -> None:
    path.touch()


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE messages (x)")
    connection.execute("PRAGMA user_version = 3")
    connection.close()


def _old(path: Path) -> None:
    _other_version(path, 1)


def _new(path: Path) -> None:
    _other_version(path, 99)


def _other_version(path: Path, version: int) -> None:
    migrate(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def _text(path: Path) -> None:
    path.write_text("no database at all, " * 100, encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_empty, "FOREIGN_DATABASE"),
        (_foreign, "FOREIGN_DATABASE"),
        (_old, "SCHEMA_TOO_OLD"),
        (_new, "SCHEMA_TOO_NEW"),
        (_text, "DATABASE_UNAVAILABLE"),
        (lambda path: None, "DATABASE_UNAVAILABLE"),
    ],
)
def test_what_cannot_be_read_is_refused_and_left(
    path: Path, make: Callable[[Path], None], reason: str
) -> None:
    """Nothing is written into it, and nothing beside it."""
    make(path)
    before = {file: file.read_bytes() for file in path.parent.iterdir()}
    with pytest.raises(ParleyError) as refused:
        SqliteStore(path, read_only=True)
    assert refused.value.reason == reason
    assert {file: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_broken_migration_leaves_no_half_of_it(path: Path) -> None:
    """A schema that cannot be applied is rolled back whole."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIEW outbox AS SELECT 1")
    connection.close()
    with pytest.raises(sqlite3.OperationalError, match="outbox already exists"):
        migrate(path)
    connection = sqlite3.connect(path)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    assert tables == {"outbox"}
    assert version == 0


def test_another_program_s_database_is_not_taken_over(path: Path) -> None:
    """A mistyped path must not mix two programs' tables."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE invoices (x)")
    connection.close()
    _require_refused_as_it_was(path)


def test_servers_that_start_together_can_all_migrate(tmp_path: Path) -> None:
    """Each migration is made by one of them; the others wait for it and find it made."""
    for attempt in range(5):
        path = tmp_path / f"parley-{attempt}.db"
        together = threading.Barrier(4)

        def start(path: Path = path, together: threading.Barrier = together) -> list[str]:
            together.wait(10)
            return migrate(path)

        with ThreadPoolExecutor(4) as threads:
            started = [threads.submit(start) for _ in range(4)]
        applied = sorted(name for future in started for name in future.result())
        assert len(applied) == len(set(applied)) > 0
        assert migrate(path) == []


async def test_a_cancelled_writer_does_not_tear_its_transaction(path: Path) -> None:
    """The caller is gone, the transaction runs to its end, and the next one finds it whole."""
    database = Database(path)
    store = SqliteStore(path)
    await store.create_conversation(conversation())
    begun, go_on = threading.Event(), threading.Event()

    def slowly(sql: Statements) -> None:
        sql.run("next_sequence", conversation_id="c1")
        begun.set()
        assert go_on.wait(10)
        sql.run("next_position", conversation_id="c1")

    writing = asyncio.create_task(database.write(slowly))
    await asyncio.to_thread(begun.wait, 10)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    go_on.set()
    row = await database.write(lambda sql: sql.one("conversation", conversation_id="c1"))
    await database.close()
    await store.close()
    assert row is not None
    assert (row["last_sequence"], row["last_position"]) == (1, 1)


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
async def test_a_failed_transaction_leaves_nothing(path: Path, error: BaseException) -> None:
    """Whatever a transaction raises reaches the caller, and what it wrote is gone."""
    database = Database(path)
    store = SqliteStore(path)
    await store.create_conversation(conversation())

    def fail(sql: Statements) -> None:
        sql.run("next_position", conversation_id="c1")
        # As itself, KeyboardInterrupt would end the test run.
        raise Exception from error

    with pytest.raises(Exception) as raised:  # noqa: PT011
        await database.write(fail)
    assert raised.value.__cause__ is error
    row = await database.write(lambda sql: sql.one("conversation", conversation_id="c1"))
    await database.close()
    await store.close()
    assert row is not None
    assert row["last_position"] == 0


async def test_what_waits_together_is_committed_together(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction for all of it, and one that fails takes only its own back."""
    monkeypatch.setattr(lanes, "_WRITE_TOGETHER_S", 60.0)
    database = Database(path)
    begun, go_on = threading.Event(), threading.Event()
    outside = sqlite3.connect(path, check_same_thread=False)
    seen: list[int] = []

    def hold_up(sql: Statements) -> None:
        begun.set()
        assert go_on.wait(10)

    def open_one(name: str, sql: Statements) -> None:
        sql.run("insert_conversation", **_row(name))
        seen.append(outside.execute("SELECT count(*) FROM conversations").fetchone()[0])
        if name == "c2":
            raise ValueError(name)

    holding = asyncio.create_task(database.write(hold_up))
    await asyncio.to_thread(begun.wait, 10)
    writes = [
        asyncio.create_task(database.write(functools.partial(open_one, f"c{number}")))
        for number in range(4)
    ]
    await asyncio.sleep(0)
    go_on.set()
    await holding
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), type(None), ValueError, type(None)]
    # Nobody outside saw any of it before all of it was there.
    assert seen == [0, 0, 0, 0]
    kept = outside.execute("SELECT conversation_id FROM conversations ORDER BY 1").fetchall()
    assert kept == [("c0",), ("c1",), ("c3",)]
    outside.close()
    await database.close()


async def test_nobody_is_told_of_what_was_lost_with_the_transaction(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a failure ends the whole transaction, as a full disk may, all who were in it hear."""
    monkeypatch.setattr(lanes, "_WRITE_TOGETHER_S", 60.0)
    connection = connect(path)
    migrate(path)
    connection.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.conversations"
        " WHEN NEW.conversation_id = 'c1' BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END"
    )
    begun, go_on = threading.Event(), threading.Event()
    writer = Writer(connection, load_queries(QUERIES), lambda: None)

    def hold_up(sql: Statements) -> None:
        begun.set()
        assert go_on.wait(10)

    holding = asyncio.create_task(writer.run(hold_up))
    await asyncio.to_thread(begun.wait, 10)
    writes = [
        asyncio.create_task(
            writer.run(lambda sql, name=f"c{number}": sql.run("insert_conversation", **_row(name)))
        )
        for number in range(2)
    ]
    await asyncio.sleep(0)
    go_on.set()
    for write in (holding, *writes):
        with pytest.raises(sqlite3.IntegrityError, match="disk full"):
            await write
    # And the next one is none the worse for it.
    assert await writer.run(lambda sql: sql.run("insert_conversation", **_row("c0"))) == 1
    await writer.close()


async def test_a_full_disk_is_said_to_callers_and_once_in_the_log(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A client can try again then, and an operator need not guess; reading goes on."""
    database = Database(path)
    await database.write(lambda sql: sql.run("insert_conversation", **_row("c0")))
    await database.write(lambda sql: _limit_pages(sql, 1))
    for name in ("c1", "c2"):
        with pytest.raises(Unavailable, match="database or disk is full") as refused:
            await database.write(lambda sql, name=name: _fill(sql, name))
        assert refused.value.reason == "DATABASE_UNAVAILABLE"
    assert await database.read(lambda sql: sql.one("conversation", conversation_id="c0"))
    await database.write(lambda sql: _limit_pages(sql, 1_000_000))
    await database.write(lambda sql: _fill(sql, "c1"))
    assert caplog.messages == [
        "the database cannot be written: database or disk is full",
        "the database can be written again",
    ]
    await database.close()


def test_what_keeps_a_migration_from_being_written_is_said(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may hold the file, or the disk be full, when a server starts."""
    migrate(path)
    monkeypatch.setattr(store_file, "_BUSY_TIMEOUT_MS", 10)
    holding = sqlite3.connect(path, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match=f"{path}: database is locked") as refused:
        migrate(path)
    assert refused.value.reason == "DATABASE_UNAVAILABLE"
    holding.close()


def test_a_database_in_memory_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each connection would have an empty one of its own."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unavailable, match="is no file"):
        migrate(Path(":memory:"))


@pytest.mark.parametrize(
    "script", ["CREATE TABLE messages (a)", "PRAGMA user_version = 5; CREATE TABLE a (b)",
               "CREATE TABLE a (b); PRAGMA user_version = 5; DROP TABLE a"]
)  # fmt: skip
def test_a_file_that_only_looks_a_little_like_ours_is_refused(path: Path, script: str) -> None:
    """By the name of one table, or by the number of a schema."""
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    _require_refused_as_it_was(path)


def _require_refused_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongState) as refused:
        migrate(path)
    assert refused.value.reason == "FOREIGN_DATABASE"
    assert path.read_bytes() == before


def _limit_pages(sql: Statements, count: int) -> None:
    sql._connection.execute(f"PRAGMA max_page_count = {count}")


def _fill(sql: Statements, name: str) -> None:
    sql.run("insert_conversation", **{**_row(name), "customer_id": "c" * 100_000})


def _row(name: str) -> dict[str, object]:
    made = conversation(name)
    return {
        "conversation_id": name,
        "channel": made.channel,
        "customer_id": made.customer_id,
        "customer_language": None,
        "agent_language": made.agent_language,
        "formality": None,
        "state": made.state.value,
        "created_at": 0,
        "opened_as": "",
        "metadata": "{}",
    }


async def test_the_reader_cannot_write(path: Path) -> None:
    """A query that would change something is refused outside a transaction."""
    database = Database(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.read(lambda sql: sql.run("next_position", conversation_id="c1"))
    await database.close()


async def test_a_write_is_read_at_once(store: SqliteStore) -> None:
    """Whoever was told that a message is stored finds it."""
    for number in range(20):
        accepted = await store.accept(message(f"m{number}"))
        assert await store.message(accepted.message.message_id) == accepted.message


async def test_reads_go_on_while_a_write_is_under_way(path: Path) -> None:
    """A slow transaction stops no reader, which sees what was there before."""
    database = Database(path)
    begun, go_on = threading.Event(), threading.Event()

    def slowly(sql: Statements) -> None:
        begun.set()
        assert go_on.wait(10)

    writing = asyncio.create_task(database.write(slowly))
    await asyncio.to_thread(begun.wait, 10)
    assert await database.read(lambda sql: sql.all("unfinished")) == []
    go_on.set()
    await writing
    await database.close()


async def test_closing_finishes_what_was_asked_before(path: Path) -> None:
    """Writes that were handed over before the close are in the file."""
    store = SqliteStore(path)
    await store.create_conversation(conversation())
    writing = [asyncio.create_task(store.accept(message(f"m{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writing)
    reopened = SqliteStore(path)
    assert len(await reopened.unfinished()) == 10
    await reopened.close()


_MISSES: list[Callable[[SqliteStore], object]] = [
    lambda store: store.conversation("no"),
    lambda store: store.message("no"),
    lambda store: store.events("no", 0, 10),
    lambda store: store.review_item("no"),
    lambda store: store.accept(message(conversation_id="no")),
]


@pytest.mark.parametrize("miss", _MISSES)
async def test_what_is_not_there_is_not_found(
    store: SqliteStore, miss: Callable[[SqliteStore], object]
) -> None:
    """Every look-up by id says so when there is nothing."""
    with pytest.raises(NotFound) as raised:
        await miss(store)  # type: ignore[misc]
    assert raised.value.reason.endswith("_NOT_FOUND")
