"""A server of our own to measure: a process by itself, so that client and server share no GIL."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from parley.bench.errors import BenchFailed
from parley.bench.process import Process
from parley.client import AsyncParley

_START_S = 120.0
_STOP_S = 40.0
_LOOK_EVERY_S = 0.01
_ANNOUNCEMENT = "Parley serves on "


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers.

    Attributes:
        serving_s: seconds from the start of the process until it said that it serves.
    """

    target: str
    process: Process
    serving_s: float


@asynccontextmanager
async def own_server(config: Path | None) -> AsyncIterator[RunningServer]:
    """`parley serve` on a free port with a database that is thrown away.

    Raises:
        BenchFailed: SERVER_FAILED, with the end of its log.
    """
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as scratch:
        folder = Path(scratch)
        arguments = ["serve", "--listen", "127.0.0.1:0", "--database", str(folder / "parley.db")]
        if config is not None:
            arguments += ["--config", str(config)]
        command = (sys.executable, "-m", "parley", *arguments)
        environment = {**os.environ, "PARLEY_CONSOLE_LISTEN": ""}
        log = folder / "server.log"
        async with spawned(command, log, environment=environment) as child:
            began = time.monotonic()
            target = ""
            while not (target := _announced(log)):
                child.require_alive()
                if time.monotonic() - began > _START_S:
                    raise BenchFailed("SERVER_FAILED", f"no answer in {_START_S:.0f} s")
                await asyncio.sleep(_LOOK_EVERY_S)
            yield RunningServer(target, Process(child.pid), time.monotonic() - began)


async def first_translation_s(target: str, source: str, language: str, text: str) -> float:
    """Seconds that the first call takes, connection included."""
    began = time.monotonic()
    async with AsyncParley(target) as client:
        await client.translate(text, source=source, target=language)
    return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Child:
    """A process that we started."""

    running: asyncio.subprocess.Process
    log: Path

    @property
    def pid(self) -> int:
        return self.running.pid

    def require_alive(self) -> None:
        """Raises BenchFailed: SERVER_FAILED."""
        if self.running.returncode is not None:
            lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise BenchFailed("SERVER_FAILED", " | ".join(lines[-3:]) or "the server ended")


@asynccontextmanager
async def spawned(
    command: Sequence[str],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> AsyncIterator[Child]:
    """A child process from entry to exit; its output goes to `log`, so that no pipe fills up.

    `environment` and `folder` are this process's own unless given.
    """
    with log.open("wb") as output:
        running = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
            env=environment, cwd=folder,
        )  # fmt: skip
    try:
        yield Child(running, log)
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_S):
                    await running.wait()
            except TimeoutError:
                running.kill()
                await running.wait()


def _announced(log: Path) -> str:
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True):
        if line.startswith(_ANNOUNCEMENT) and line.endswith("\n"):
            return line.removeprefix(_ANNOUNCEMENT).strip()
    return ""
