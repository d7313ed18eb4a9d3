"""What a load cost, in CPU and bytes."""

import time
from collections.abc import Callable

from parley.bench.load import Load
from parley.bench.process import Process
from parley.bench.report import Point


class Meter:
    """Reads from its making to `point`."""

    def __init__(
        self, process: Process | None, bytes_so_far: Callable[[], tuple[int, int]] | None = None
    ) -> None:
        """Begin.

        Args:
            process: the server, None where it cannot be read.
            bytes_so_far: sent and received, for callers whose answers do not know their own.
        """
        self._process = process
        self._bytes_so_far = bytes_so_far
        self._server_cpu_s = process.cpu_s() if process is not None else None
        self._client_cpu_s = time.process_time()
        self._bytes = bytes_so_far() if bytes_so_far is not None else (0, 0)

    def point(
        self,
        load: Load,
        window_s: float,
        *,
        clients: int | None = None,
        offered_per_s: float | None = None,
    ) -> Point:
        """The load with its cost."""
        after = self._process.cpu_s() if self._process is not None else None
        server_cpu_s = None
        if after is not None and self._server_cpu_s is not None:
            server_cpu_s = after - self._server_cpu_s
        stream_bytes = None
        if self._bytes_so_far is not None:
            sent, received = self._bytes_so_far()
            stream_bytes = (sent - self._bytes[0], received - self._bytes[1])
        return Point.of(
            load.samples,
            window_s,
            clients=clients,
            offered_per_s=offered_per_s,
            server_cpu_s=server_cpu_s,
            client_cpu_s=time.process_time() - self._client_cpu_s,
            stream_bytes=stream_bytes,
            resident_bytes=self._process.resident_bytes() if self._process is not None else None,
        )
