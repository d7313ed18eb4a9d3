"""Who gets in, and for how long."""

import sqlite3
import subprocess
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import HELD, PASSWORD, Site


def test_a_wrong_password_says_nothing_of_the_name(site: Site, open_browser) -> None:
    """The answer is the same for a name that exists and one that does not."""
    browser = open_browser()
    answers = []
    for name in ("rita", "nobody"):
        browser.sign_in(site, name, "not her password")
        answers.append(browser.find("[role=alert]").text)
    assert answers[0] == answers[1] == "No account has this name and password."


def test_after_sign_in_one_is_where_one_wanted_to_go(site: Site, open_browser) -> None:
    """An item's address leads there, by way of the form; an address elsewhere does not."""
    site.hold(HELD.format(1))
    (item,) = site.client.review_items()
    browser = open_browser()
    browser.go(f"{site.url}/items/{item.review_item_id}")
    browser.find("#name")
    browser.press("rita", Keys.TAB, "correct horse battery", Keys.ENTER)
    browser.until(lambda: browser.path == f"/items/{item.review_item_id}")
    other = open_browser()
    other.go(f"{site.url}/sign-in?next=//example.org/")
    other.find("#name")
    other.press("rita", Keys.TAB, "correct horse battery", Keys.ENTER)
    other.find("#rows")
    assert other.driver.current_url.startswith(site.url)


def test_scripts_cannot_read_the_session_and_signing_out_ends_it(site: Site, rita: Browser) -> None:
    """The cookie is HttpOnly and SameSite=Strict, and worthless after sign-out."""
    (cookie,) = rita.driver.get_cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert rita.driver.execute_script("return document.cookie") == ""
    rita.find("form[action='/sign-out'] button").click()
    rita.find("#password")
    rita.driver.add_cookie(cookie)
    rita.go(f"{site.url}/queue")
    rita.find("#password")


def test_a_profile_out_of_service_ends_its_session(site: Site, rita: Browser) -> None:
    """Whoever is switched off is out at the next click, and does not come in again."""
    site.add_account("ada", "--role", "admin")
    profile = site.client.reviewer("rita")
    profile.active = False
    site.client.update_reviewer(profile, admin="ada")
    rita.go(f"{site.url}/queue")
    rita.find("#password")
    rita.sign_in(site, "rita")
    rita.find("#password")
    assert not rita.all("#rows")


def test_a_session_left_alone_ends_though_its_pages_are_open(tmp_path, open_browser) -> None:
    """Streams do not keep it; after signing in one is where one was."""
    with Site(tmp_path, console="session_idle_s = 3") as site:
        site.add_account("rita")
        rita = open_browser()
        rita.sign_in(site, "rita")
        rita.find("#rows")
        (cookie,) = rita.driver.get_cookies()

        def status() -> int:
            # A request without the browser would be a visit, so the record is asked.
            with sqlite3.connect(tmp_path / "parley.db") as record:
                return record.execute("SELECT count(*) FROM sessions").fetchone()[0]

        rita.until(lambda: status() == 0)
        rita.go(f"{site.url}/reports?days=30")
        rita.find("#name")
        rita.press("rita", Keys.TAB, PASSWORD, Keys.ENTER)
        rita.until(lambda: rita.path == "/reports")
        (fresh,) = rita.driver.get_cookies()
        assert fresh["value"] != cookie["value"]


def test_under_tls_the_cookie_is_for_this_host_and_secure(tmp_path: Path, open_browser) -> None:
    """Its name has the prefix that browsers hold to that, and the browser stays on TLS."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        check=True,
        capture_output=True,
    )  # fmt: skip
    tls = f'tls_certificate = "{certificate}"\ntls_key = "{key}"'
    with Site(tmp_path, console=tls) as site:
        assert site.url.startswith("https://")
        site.add_account("rita")
        rita = open_browser()
        rita.sign_in(site, "rita")
        rita.find("#rows")
        (cookie,) = rita.driver.get_cookies()
        kept = {name: cookie[name] for name in ("name", "secure", "httpOnly", "sameSite", "path")}
        assert kept == {
            "name": "__Host-parley",
            "secure": True,
            "httpOnly": True,
            "sameSite": "Strict",
            "path": "/",
        }
        headers = rita.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "fetch('/queue').then((answer) => done([...answer.headers]));"
        )
        assert dict(headers)["strict-transport-security"].startswith("max-age=")
        assert "unsafe-inline" not in dict(headers)["content-security-policy"]
        rita.find("form[action='/sign-out'] button").click()
        rita.find("#password")
        assert rita.driver.get_cookie("__Host-parley") is None
