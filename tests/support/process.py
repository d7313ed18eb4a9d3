"""`parley serve` as a process of its own, to be killed."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

from parley.client import AsyncParley

_START_S = 30.0


_ERASE_AND_DIE = """
import asyncio, os, signal, sys
from pathlib import Path
from parley.store.sqlite import SqliteStore
from parley.store.sqlite.lanes import Writer

Writer._rebuild = lambda self: os.kill(os.getpid(), signal.SIGKILL)

async def main():
    await SqliteStore(Path(sys.argv[1])).erase_customer(sys.argv[2])

asyncio.run(main())
"""


async def erase_and_die(database: Path, customer_id: str) -> None:
    """An erasure by a process that kill -9 ends when the rows are gone, before the purge."""
    command = (sys.executable, "-c", _ERASE_AND_DIE, str(database), customer_id)
    process = await asyncio.create_subprocess_exec(*command)
    assert await process.wait() == -signal.SIGKILL


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ServerProcess:
    """A server on a fixed port and database, which can be started again."""

    def __init__(self, folder: Path) -> None:
        self.target = f"127.0.0.1:{free_port()}"
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start and wait until health says SERVING."""
        command = (sys.executable, "-m", "parley", "serve", "--listen", self.target)
        database = str(self._folder / "parley.db")
        with (self._folder / "server.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, "--database", database, stderr=log
            )
        async with asyncio.timeout(_START_S), AsyncParley(self.target) as client:
            while not await client.is_serving():
                assert self._process.returncode is None, self.log()
                await asyncio.sleep(0.02)

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        return await self._end(signal.SIGTERM)

    def log(self) -> str:
        """Everything that the server logged."""
        return (self._folder / "server.log").read_text()

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(number)
        async with asyncio.timeout(_START_S):
            return await self._process.wait()
