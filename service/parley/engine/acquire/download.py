"""A file from the web, in one piece however often the line breaks."""

import hashlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from parley.domain.errors import CorruptModel, InvalidInput, Unavailable
from parley.engine.acquire.incoming import alone

_BLOCK = 1 << 18
_TIMEOUT_S = 30.0
# Attempts in a row that bring nothing new.
_FRUITLESS = 4
_PAUSE_S = 0.5
_PARTIAL, _UNSATISFIABLE = 206, 416
_TOO_BUSY = frozenset([408, 429, 500, 502, 503, 504])
_LOOPBACK = frozenset(["localhost", "127.0.0.1", "::1"])


class Progress(Protocol):
    """What is told how far a download is."""

    def begin(self, name: str, total: int | None, done: int) -> None: ...

    def advance(self, count: int) -> None: ...

    def end(self) -> None: ...


def mirrored(url: str, mirror: str) -> str:
    """The URL on the mirror: its scheme, host and leading path, then the URL's own path."""
    if not mirror:
        return url
    base, wanted = urlsplit(mirror), urlsplit(url)
    path = base.path.rstrip("/") + wanted.path
    return urlunsplit((base.scheme, base.netloc, path, wanted.query, ""))


def require_secure(url: str, field: str = "source") -> None:
    """Refuse what anybody on the way could change; this machine itself is not on the way.

    Raises:
        InvalidInput: INSECURE_URL.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return
    raise InvalidInput("INSECURE_URL", "models come over https only", field=field)


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0917 - the signature is urllib's
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        try:
            require_secure(newurl)
        except InvalidInput:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Download:
    """One URL on its way into a folder; what a broken run leaves there, the next one goes on from.

    A part is only gone on from if the server says that the file is still the same one (If-Range
    on its ETag or date); without such a mark it is fetched from the beginning.
    """

    def __init__(self, url: str, folder: Path, *, max_bytes: int, progress: Progress) -> None:
        """Raises InvalidInput: INSECURE_URL."""
        require_secure(url)
        self._url = url
        self._max_bytes = max_bytes
        self._progress = progress
        self.name = Path(urlsplit(url).path).name or "download"
        folder.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256(url.encode()).hexdigest()[:16]
        self.path = folder / f"{key}.part"
        self._marks = folder / f"{key}.json"
        self._lock = folder / f"{key}.lock"
        self._opener = urllib.request.build_opener(_Redirects)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else fetches this URL into this folder meanwhile, or takes its part away.

        Raises:
            Unavailable: DOWNLOAD_RUNNING.
        """
        with alone(self._lock) as free:
            if not free:
                raise Unavailable(
                    "DOWNLOAD_RUNNING", f"{self.name}: another command is fetching it already"
                )
            yield

    def run(self) -> Path:
        """Fetch all of it; the file stays for a next time until `discard`.

        Raises:
            Unavailable: DOWNLOAD_FAILED, after several attempts without progress.
            CorruptModel: DOWNLOAD_TOO_LARGE.
        """
        fruitless = 0
        while True:
            before = self._done()
            try:
                if self._attempt():
                    return self.path
                reason = "the connection ended early"
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == _UNSATISFIABLE and before:
                    # The mark still holds, and there is nothing after what is here.
                    if error.headers.get("Content-Range") == f"bytes */{before}":
                        return self.path
                    self.discard()
                elif error.code not in _TOO_BUSY:
                    raise self._failed(f"the server answers {error.code}") from error
                reason = f"the server answers {error.code}"
            except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
                reason = str(getattr(error, "reason", error)) or type(error).__name__
            finally:
                self._progress.end()
            fruitless = 0 if self._done() > before else fruitless + 1
            if fruitless >= _FRUITLESS:
                raise self._failed(reason)
            time.sleep(_PAUSE_S * fruitless)

    def discard(self) -> None:
        """Leave nothing behind: what came is not what was wanted."""
        self.path.unlink(missing_ok=True)
        self._marks.unlink(missing_ok=True)

    def _attempt(self) -> bool:
        """One connection; whether the file is complete at its end."""
        done, mark = self._done(), self._mark()
        headers = {"User-Agent": "parley", "Accept-Encoding": "identity"}
        if done and mark:
            headers |= {"Range": f"bytes={done}-", "If-Range": mark}
        request = urllib.request.Request(self._url, headers=headers)  # noqa: S310 - see __init__
        with self._opener.open(request, timeout=_TIMEOUT_S) as response:
            resumed = response.status == _PARTIAL
            if resumed and _range_start(response.headers) != done:
                raise OSError("the server sent another part than the one asked for")
            done = done if resumed else 0
            length = response.headers.get("Content-Length")
            total = done + int(length) if length is not None else None
            self._require_room(total or 0)
            self._remember(response.headers)
            self._progress.begin(self.name, total, done)
            with self.path.open("ab" if resumed else "wb") as file:
                while block := response.read(_BLOCK):
                    done += len(block)
                    self._require_room(done)
                    file.write(block)
                    self._progress.advance(len(block))
        return total is None or done == total

    def _require_room(self, size: int) -> None:
        if size > self._max_bytes:
            self.discard()
            raise CorruptModel(
                "DOWNLOAD_TOO_LARGE", f"over the {self._max_bytes:,} bytes that are allowed"
            )

    def _done(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def _mark(self) -> str:
        try:
            mark = json.loads(self._marks.read_text(encoding="utf-8"))["mark"]
        except (OSError, ValueError, KeyError, TypeError):
            return ""
        return mark if isinstance(mark, str) else ""

    def _remember(self, headers: Mapping[str, str]) -> None:
        etag = headers.get("ETag", "")
        # A weak ETag does not promise the same bytes, which is what If-Range needs.
        mark = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
        self._marks.write_text(json.dumps({"mark": mark}), encoding="utf-8")

    def _failed(self, reason: str) -> Unavailable:
        return Unavailable("DOWNLOAD_FAILED", f"{self.name}: {reason}; run it again to go on")


def _range_start(headers: Mapping[str, str]) -> int:
    """The first byte of "bytes 100-199/200", -1 for anything else."""
    unit, _, span = headers.get("Content-Range", "").partition(" ")
    start = span.partition("-")[0]
    return int(start) if unit == "bytes" and start.isdigit() else -1
