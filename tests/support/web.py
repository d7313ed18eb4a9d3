"""A web server on this machine that knows ranges, and can break off."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """Files by path, how the server behaves, and what it was asked.

    Attributes:
        cut_after: bytes of a body after which the connection breaks, one for each request.
        marks: whether files have an ETag.
        redirects: where a path really is.
    """

    files: dict[str, bytes]
    cut_after: list[int] = field(default_factory=list)
    marks: bool = True
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""


class _Server(ThreadingHTTPServer):
    def __init__(self, site: Site) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = site


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.asked.append(self.headers.get("Range", ""))
        body = site.files.get(self.path)
        if self.path in site.redirects:
            self._head(302, Location=site.redirects[self.path], Content_Length="0")
        elif body is None:
            self._head(404, Content_Length="0")
        else:
            self._send(body, site)

    def _send(self, body: bytes, site: Site) -> None:
        mark = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        known = {"ETag": mark} if site.marks else {}
        first = 0
        if self.headers.get("Range") and self.headers.get("If-Range") == mark:
            first = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
        if first >= len(body):
            self._head(416, Content_Range=f"bytes */{len(body)}", Content_Length="0")
            return
        if first:
            known["Content_Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
        rest = body[first:]
        self._head(206 if first else 200, Content_Length=str(len(rest)), **known)
        cut = site.cut_after.pop(0) if site.cut_after else len(rest)
        self.wfile.write(rest[:cut])
        if cut < len(rest):
            self.close_connection = True

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve a site; `url` is its root meanwhile."""
    server = _Server(site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
