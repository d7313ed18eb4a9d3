"""The distribution's Chromium, driven as a person would: keys, clicks, and what is on the page."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from support.site import HELD, PASSWORD, Site

SOON_S = 20.0
DESKTOP = (1280, 860)
PHONE = (390, 844)
_AXE = Path(__file__).resolve().parents[1] / "browser" / "vendor" / "axe-4.14.1.min.js"


class Browser:
    """One person's browser, with cookies of its own."""

    def __init__(self, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--hide-scrollbars", f"--window-size={size[0]},{size[1]}",
        ):  # fmt: skip
            options.add_argument(argument)
        # Tests of TLS make their own certificates.
        options.accept_insecure_certs = True
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE},
        )
        scheme = "dark" if dark else "light"
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )

    def close(self) -> None:
        self.driver.quit()

    def go(self, url: str) -> None:
        self.driver.get(url)

    def sign_in(self, site: Site, name: str, password: str = PASSWORD) -> None:
        """To the queue, through the form, by keyboard."""
        self.go(f"{site.url}/sign-in")
        self.press(name, Keys.TAB, password, Keys.ENTER)

    def press(self, *keys: str) -> None:
        """Strike keys, wherever the focus is."""
        for key in keys:
            self.until(partial(self._strike, key))

    def _strike(self, key: str) -> bool:
        # Where the page was replaced in between, this raises before anything is typed.
        self.driver.switch_to.active_element.send_keys(key)
        return True

    def find(self, selector: str) -> WebElement:
        """The first such element, once it is there."""
        return self.until(lambda: self.driver.find_elements(By.CSS_SELECTOR, selector))[0]

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def open_first(self) -> None:
        """Open the first item of the queue, whose list may be replaced at any moment."""
        self.until(lambda: self.all("[data-row]")[:1] and [self.all("[data-row]")[0].click()])

    def until(self, seen, what: str = ""):
        """What `seen` gives, once it is true."""
        # Pages replace their parts while one looks at them.
        ignored = (StaleElementReferenceException,)
        waiting = WebDriverWait(self.driver, SOON_S, 0.05, ignored_exceptions=ignored)
        return waiting.until(lambda _: seen(), what or self.driver.title)

    def until_text(self, selector: str, text: str) -> None:
        """Wait until an element shows a text."""
        self.until(
            lambda: any(text in element.text for element in self.all(selector)),
            f"no {text!r} in {selector}",
        )

    @property
    def path(self) -> str:
        return self.driver.execute_script("return location.pathname")

    def complaints(self) -> list[str]:
        """What the browser's console holds against the pages, such as blocked scripts."""
        entries = self.driver.get_log("browser")
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    def violations(self) -> list[str]:
        """What axe-core finds that is serious or critical: rule, then the elements."""
        found = self.driver.execute_async_script(
            _AXE.read_text(encoding="utf-8") + ";const done = arguments[arguments.length - 1];"
            "axe.run(document, {resultTypes: ['violations']}).then("
            "r => done(r.violations), e => done([{id: String(e), impact: 'critical', nodes: []}]));"
        )
        return [
            f"{rule['id']}: {[node['html'] for node in rule['nodes']]}"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]

    def picture(self, path: Path) -> None:
        """A PNG of what is seen."""
        assert self.driver.save_screenshot(str(path))


def with_item_in_hand(site: Site, open_browser: Callable[[], Browser]) -> Browser:
    """Rita's browser on a site of its own, with the one held message in her hands."""
    site.add_account("rita")
    site.hold(HELD.format(1))
    rita = open_browser()
    rita.sign_in(site, "rita")
    rita.find("#rows")
    rita.press("n")
    rita.find("#actions")
    return rita
