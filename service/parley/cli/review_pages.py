"""Reading the console's pages as a browser does, to see how long each takes."""

import asyncio
import http.client
import re
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from parley.config import Settings

VISITOR = "visitor"
_PASSWORD = "only for a scratch database"  # noqa: S105
_PAUSE_S = 0.2
_TIMEOUT_S = 60.0
_PAGES = (
    "/queue",
    "/queue?from=de&to=en",
    "/glossary",
    "/memory",
    "/reports?days=7",
    "/reports/over-time?days=7",
    "/reports?days=30&by=rule",
    "/team",
    "/policies",
    "/audit",
)
_FORM = re.compile(r'name="form" value="([^"]+)"')
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')
_URL = re.compile(r"console is at (\S+)")


async def add_visitor(database: Path) -> None:
    """An account that may see every page."""
    from parley.app import build_accounts, build_reviewers
    from parley.domain.reviewer import Reviewer, ReviewerRole
    from parley.store.sqlite import SqliteStore

    store = SqliteStore(database)
    try:
        await build_accounts(Settings(), store).put(VISITOR, _PASSWORD, "bench")
        await build_reviewers(store).create(Reviewer(VISITOR, role=ReviewerRole.ADMIN), "bench")
    finally:
        await store.close()


def console_url(log: Path) -> str:
    """Where a server says in its log that its console is.

    Raises:
        ValueError: it does not say.
    """
    found = _URL.search(log.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise ValueError("the server's log names no console")
    return found[1]


class Visit:
    """One signed-in browser. Every method blocks."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_TIMEOUT_S)
        self._cookies: dict[str, str] = {}
        form = _FORM.search(self.get("/sign-in"))
        assert form is not None
        self._post("/sign-in", name=VISITOR, password=_PASSWORD, form=form[1])

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> str:
        """A page's text.

        Raises:
            ValueError: it is not there.
        """
        _, text = self._ask("GET", path)
        return text

    def take_next(self) -> str:
        """Claim the next item through the form; the path of its page."""
        csrf = _CSRF.search(self.get("/queue"))
        assert csrf is not None
        place, _ = self._post("/queue/next", csrf=csrf[1])
        return place.split("?")[0]

    def _post(self, path: str, **form: str) -> tuple[str, str]:
        return self._ask("POST", path, urlencode(form))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for header in answer.headers.get_all("set-cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        if answer.status not in {200, 303}:
            raise ValueError(f"{path} answered {answer.status}")
        return answer.headers.get("location", ""), text


async def visit(url: str, until: float, seconds: dict[str, list[float]]) -> None:
    """Read page after page until a moment of `perf_counter`; adds seconds by page."""

    def pages(browser: Visit) -> Iterator[tuple[str, str]]:
        item = browser.take_next()
        yield "item", item
        if item.startswith("/items/"):
            yield "alternatives", f"{item}/alternatives"
        yield from ((path, path) for path in _PAGES)

    def stroll() -> None:
        browser = Visit(url)
        try:
            while True:
                for name, path in pages(browser):
                    if time.perf_counter() >= until:
                        return
                    began = time.perf_counter()
                    browser.get(path)
                    seconds.setdefault(name, []).append(time.perf_counter() - began)
                    time.sleep(_PAUSE_S)
        finally:
            browser.close()

    await asyncio.to_thread(stroll)
