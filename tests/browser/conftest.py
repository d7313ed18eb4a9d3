"""A service with a console, and browsers; without Chromium these tests are left out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.needs import need, need_programs


@pytest.fixture
def open_browser() -> Iterator[Callable]:
    """Opens browsers that are closed after the test."""
    need("dev", "selenium")
    need_programs("chromium chromium-driver", "chromium", "chromedriver")
    from support.browser import Browser

    opened = []

    def open_one(*arguments, **options):
        opened.append(Browser(*arguments, **options))
        return opened[-1]

    yield open_one
    for browser in opened:
        browser.close()


@pytest.fixture
def site(open_browser: Callable, tmp_path: Path) -> Iterator:
    """A service whose accounts are rita and sam."""
    from support.site import Site

    with Site(tmp_path) as running:
        running.add_account("rita", "--role", "senior")
        running.add_account("sam")
        yield running


@pytest.fixture
def rita(site, open_browser: Callable):
    """Rita's browser, signed in."""
    browser = open_browser()
    browser.sign_in(site, "rita")
    browser.find("#rows")
    return browser
