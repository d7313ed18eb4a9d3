"""A model hub on this machine, as far as fetching one repository needs it."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class _Hub(ThreadingHTTPServer):
    def __init__(self, repository: str, folder: Path, licence: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repository = repository
        self.licence = licence
        self.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.fetched: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Hub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub, path = self.server, urlsplit(self.path).path
        name = path.rpartition("/")[2]
        if path.startswith(f"/api/models/{hub.repository}/tree/"):
            self._send(json.dumps(self._listed()).encode(), "application/json")
        elif path.startswith(f"/api/models/{hub.repository}"):
            self._send(json.dumps(self._described()).encode(), "application/json")
        elif path == f"/{hub.repository}/resolve/{COMMIT}/{name}" and name in hub.files:
            if self.command == "GET":
                hub.fetched.append(name)
            self._send(hub.files[name], "application/octet-stream")
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _described(self) -> dict[str, object]:
        files = self.server.files
        return {
            "id": self.server.repository,
            "sha": COMMIT,
            "cardData": {"license": self.server.licence},
            "siblings": [
                {"rfilename": name, "size": len(content)} for name, content in files.items()
            ],
        }

    def _listed(self) -> list[dict[str, object]]:
        return [
            {
                "type": "file",
                "path": name,
                "size": len(content),
                "oid": hashlib.sha1(content).hexdigest(),
            }
            for name, content in self.server.files.items()
        ]

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{hashlib.sha1(body).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hub_of(repository: str, folder: Path, licence: str) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder as a repository; gives the hub's URL and the names of what is fetched."""
    hub = _Hub(repository, folder, licence)
    thread = threading.Thread(target=hub.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{hub.server_port}", hub.fetched
    finally:
        hub.shutdown()
        thread.join()
        hub.server_close()
