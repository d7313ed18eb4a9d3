"""Connections with a thread of their own, so that the event loop never waits on disk."""

import asyncio
import contextlib
import logging
import sqlite3
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from parley.store.sqlite.refusals import is_refusal
from parley.store.sqlite.statements import Statements

T = TypeVar("T")

# After so long the first of a group is kept waiting no longer for the others.
_READ_TOGETHER_S = 0.001
_WRITE_TOGETHER_S = 0.005
# Another process that reads the file keeps its log from being emptied for as long.
_PURGE_TRIES = 100
_PAUSE_S = 0.02

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    """`alone`: not in a transaction with others, nor in any."""

    work: Callable[[Statements], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    alone: bool


@dataclass(frozen=True, slots=True)
class _Outcome:
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None


class Lane(ABC):
    """Does what it is given one after another, and tells the event loop of several at once."""

    def __init__(
        self, connection: sqlite3.Connection, queries: Mapping[str, str], name: str
    ) -> None:
        self._connection = connection
        self._statements = Statements(connection, queries)
        self._waiting: deque[_Job] = deque()
        # Rings once for each job; False ends the thread.
        self._bell: SimpleQueue[bool] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Statements], T], *, alone: bool = False) -> T:
        """What `work` gives or raises. It is done to its end even if the caller is cancelled."""
        if self._closed:
            raise RuntimeError("the database is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Job(work, future, loop, alone))
        self._bell.put(True)
        return await future

    async def close(self) -> None:
        """Finish what was asked for before, and close the connection."""
        self._closed = True
        self._bell.put(False)
        await asyncio.to_thread(self._thread.join)

    @abstractmethod
    def _do(self, first: _Job) -> list[_Outcome]:
        """Do this job, and as many of those that wait as fit to it."""

    def _together(self, first: _Job, length_s: float) -> Iterator[_Job]:
        until = time.monotonic() + length_s
        yield first
        while time.monotonic() < until and self._waiting and not self._waiting[0].alone:
            yield self._waiting.popleft()

    def _serve(self) -> None:
        while self._bell.get():
            if not self._waiting:
                continue
            first = self._waiting.popleft()
            outcomes = self._do(first)
            # A loop that was closed meanwhile has nobody left to tell.
            with contextlib.suppress(RuntimeError):
                first.loop.call_soon_threadsafe(_tell, outcomes)
        self._connection.close()


class Reader(Lane):
    """Reads the last committed state."""

    def _do(self, first: _Job) -> list[_Outcome]:
        return [self._read(job) for job in self._together(first, _READ_TOGETHER_S)]

    def _read(self, job: _Job) -> _Outcome:
        try:
            return _Outcome(job.future, job.work(self._statements))
        except BaseException as error:
            return _Outcome(job.future, error=error)


class Writer(Lane):
    """Writes: what waits at the same moment is committed together.

    To sync the file takes longer than most transactions. Each job has a savepoint, so that one
    that fails takes nothing of the others back, and none is told of before all are on disk.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        queries: Mapping[str, str],
        on_commit: Callable[[], None],
    ) -> None:
        self._on_commit = on_commit
        self._refused = False
        super().__init__(connection, queries, "sqlite-write")

    async def purge(self) -> None:
        """Rebuild the file and empty its log: what was erased before is in neither any more."""
        await self.run(self._purge, alone=True)

    def _do(self, first: _Job) -> list[_Outcome]:
        outcomes = self._commit(first)
        self._tell_of_refusal(next((o.error for o in outcomes if is_refusal(o.error)), None))
        return outcomes

    def _tell_of_refusal(self, error: BaseException | None) -> None:
        """Say once that nothing can be written, whoever asks for it, and once that it can again."""
        if error is not None and not self._refused:
            _log.error("the database cannot be written: %s", error)
        if error is None and self._refused:
            _log.warning("the database can be written again")
        self._refused = error is not None

    def _commit(self, first: _Job) -> list[_Outcome]:
        group: list[_Job] = []
        outcomes: list[_Outcome] = []
        try:
            if first.alone:
                return [_Outcome(first.future, first.work(self._statements))]
            with immediate(self._connection):
                for job in self._together(first, _WRITE_TOGETHER_S):
                    group.append(job)
                    outcomes.append(self._write(job))
        except BaseException as error:
            # Nothing of the group is in the file.
            return [_Outcome(job.future, error=error) for job in group or [first]]
        self._on_commit()
        return outcomes

    def _write(self, job: _Job) -> _Outcome:
        self._connection.execute("SAVEPOINT job")
        try:
            outcome = _Outcome(job.future, job.work(self._statements))
        except BaseException as error:
            # A full disk may have ended the whole transaction.
            if not self._connection.in_transaction:
                raise
            self._connection.execute("ROLLBACK TO job")
            outcome = _Outcome(job.future, error=error)
        self._connection.execute("RELEASE job")
        return outcome

    def _purge(self, sql: Statements) -> None:
        # Another process may erase meanwhile: its erasure is not finished by this.
        last = sql.one("last_erasure")
        assert last is not None
        if self._rebuild():
            sql.run("forget_erasures", number=last["number"])
        else:
            _log.warning("the write-ahead log is in use elsewhere and could not be emptied")

    def _rebuild(self) -> bool:
        """Whether the log is empty as well."""
        self._connection.execute("VACUUM")
        (patience_ms,) = self._connection.execute("PRAGMA busy_timeout").fetchone()
        # Each try would wait as long as a write does, and no write gets its turn meanwhile.
        self._connection.execute("PRAGMA busy_timeout = 0")
        try:
            for _ in range(_PURGE_TRIES):
                busy, *_ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return True
                time.sleep(_PAUSE_S)
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {patience_ms}")
        return False


def _tell(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        # Whoever was cancelled does not wait any more.
        if outcome.future.done():
            continue
        if outcome.error is None:
            outcome.future.set_result(outcome.result)
        else:
            outcome.future.set_exception(outcome.error)


@contextlib.contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[None]:
    """A transaction that may write from its beginning."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
