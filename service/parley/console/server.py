"""uvicorn inside the service's own process and event loop."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from parley.domain.errors import InvalidInput, Unavailable

_BACKLOG = 128


class _Embedded(uvicorn.Server):
    """Leaves signals to the service, which drains its parts in order."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class ConsoleServer:
    """Serves an application on an address until it is stopped."""

    def __init__(self, listen: str, certificate: Path | None, key: Path | None) -> None:
        self._listen = listen
        self._certificate = certificate
        self._key = key
        self._server: _Embedded | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self, app: ASGIApp) -> str:
        """Listen and serve; gives the console's URL.

        Raises:
            Unavailable: ADDRESS_UNAVAILABLE, if it cannot be listened on.
            InvalidInput: CERTIFICATE_UNUSABLE.
        """
        host, _, port = self._listen.rpartition(":")
        host = host.strip("[]")
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, int(port)), family=family, backlog=_BACKLOG)
        except (OSError, ValueError, OverflowError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is written HOST:PORT"
            raise Unavailable(
                "ADDRESS_UNAVAILABLE", f"the console cannot listen on {self._listen}: {why}"
            ) from error
        config = uvicorn.Config(
            app,
            access_log=False,
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            server_header=False,
            ssl_certfile=self._certificate,
            ssl_keyfile=self._key,
            timeout_graceful_shutdown=2,
            ws="none",
        )
        try:
            config.load()
        except OSError as error:
            listening.close()
            raise InvalidInput(
                "CERTIFICATE_UNUSABLE",
                f"the console's certificate or key cannot be used: {error}",
                field="tls_certificate",
            ) from error
        self._server = _Embedded(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        await self._server.ready.wait()
        scheme = "https" if self._certificate else "http"
        shown = f"[{host}]" if ":" in host else host
        return f"{scheme}://{shown}:{listening.getsockname()[1]}"

    async def stop(self) -> None:
        """Take no more requests and finish those under way, two seconds at most."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._server = None
