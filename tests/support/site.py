"""`parley serve` with its console as a process, for a browser to visit."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from parley.client import CallFailed, Parley

PASSWORD = "correct horse battery"
LEASE_S = 120.0
HELD = "Wenn Nummer {} nicht kommt, gehe ich zum Anwalt."
_START_S = 60.0
# What a person sees must follow from what a test sends, not from how good the model is, or chance.
_CONFIG = """
review_lease_s = {lease_s}
[console]
undo_s = {undo_s}
{console}
[channels.chat]
hold_below = 0.0
review_below = 0.0
audit_share = 0.0
[channels.chat.severities]
minor = "deliver"
major = "deliver"
critical = "deliver"
[channels.chat.rules]
legal-threat = "hold"
[[channels.chat.scopes]]
direction = "de-en"
tenant = "acme"
hold_below = 0.25
critical_error_bound = 0.0001
"""


class Site:
    """A running service; `url` is the console's, `client` speaks gRPC to it."""

    def __init__(
        self,
        folder: Path,
        *,
        lease_s: float = LEASE_S,
        undo_s: float = 1.0,
        console: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`console`: further lines of the settings' table of that name."""
        self._environment = environment or {}
        self._folder = folder
        self._database = folder / "parley.db"
        config = folder / "parley.toml"
        text = _CONFIG.format(lease_s=lease_s, undo_s=undo_s, console=console)
        config.write_text(text, encoding="utf-8")
        self._config = config
        self._log = folder / "server.log"

    def __enter__(self) -> "Site":
        command = (
            *(sys.executable, "-m", "parley", "serve", "--config", str(self._config)),
            *("--listen", "127.0.0.1:0", "--database", str(self._database)),
        )
        import os

        listen = {"PARLEY_CONSOLE_LISTEN": "127.0.0.1:0"}
        environment = {**os.environ, **listen, **self._environment}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stderr=log, env=environment)
        until = time.monotonic() + _START_S
        pattern = r"Parley serves on (\S+)\n.*console is at (\S+)\n"
        while (started := re.search(pattern, self.log(), re.DOTALL)) is None:
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)
        target, self.url = started.groups()
        self.client = Parley(target)
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(_START_S) == 0, self.log()

    def log(self) -> str:
        """Everything that the server logged."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def add_account(self, name: str, *arguments: str) -> None:
        """An account with `PASSWORD`."""
        subprocess.run(
            (
                *(sys.executable, "-m", "parley", "review", "account", "add", name),
                *("--database", str(self._database), *arguments),
            ),
            input=f"{PASSWORD}\n".encode(),
            check=True,
            capture_output=True,
        )

    def change_database(self, statement: str) -> None:
        """Run a statement of SQL beside the server."""
        with closing(sqlite3.connect(self._database)) as connection:
            connection.execute(statement)

    def allow_link(self, name: str) -> None:
        """Let who has this name at the provider become the account's owner."""
        subprocess.run(
            (
                *(sys.executable, "-m", "parley", "review", "account", "link", name),
                *("--database", str(self._database)),
            ),
            check=True,
            capture_output=True,
        )

    def hold(self, *texts: str, conversation_id: str = "c1") -> None:
        """Messages of a German customer that wait for a reviewer, each until it does."""
        self.client.open_conversation(conversation_id, customer_language="de")
        for text in texts:
            self.client.send(conversation_id, "customer", text)
        self.wait_for("message_held", len(texts), conversation_id)

    def wait_for(self, kind: str, count: int = 1, conversation_id: str = "c1") -> list[object]:
        """The bodies of the conversation's first events of a kind, once there are so many."""
        found: list[object] = []
        for event in self.client.events(conversation_id):
            if event.WhichOneof("kind") == kind:
                found.append(getattr(event, kind))
            if len(found) == count:
                return found
        raise AssertionError(f"the stream ended without {count} {kind}")

    def take(self, reviewer: str) -> str:
        """The id of the item that a reviewer claims over gRPC."""
        try:
            return self.client.claim(reviewer).review_item_id
        except CallFailed as error:
            raise AssertionError(error.reason) from error
