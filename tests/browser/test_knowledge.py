"""Glossary, memory and reports, in a browser."""

from pathlib import Path

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import HELD, Site

EVIL = "<img src=x onerror=\"document.title='owned'\">"


def test_a_glossary_is_imported_shown_and_applied(
    site: Site, rita: Browser, tmp_path: Path
) -> None:
    """Terms of a CSV file are in the list as text, and beside the next item that has one."""
    file = tmp_path / "terms.csv"
    file.write_text(
        "source_language,target_language,source,target,note\n"
        f'de,en,Anwalt,attorney,"{EVIL.replace(chr(34), chr(34) * 2)}"\n',
        encoding="utf-8",
    )
    rita.go(f"{site.url}/glossary")
    rita.find("#file").send_keys(str(file))
    rita.find("form[action='/glossary/import'] button").click()
    rita.until_text(".toast", "1 added")
    rita.until_text("td", EVIL)
    assert not rita.all("main img")
    site.hold(HELD.format(1))
    rita.go(f"{site.url}/queue")
    rita.press("n")
    rita.until_text("main", "attorney")
    assert "owned" not in rita.driver.title


def test_a_bad_file_changes_nothing_and_says_where(
    site: Site, rita: Browser, tmp_path: Path
) -> None:
    """The refusal has its reason; the list is as it was."""
    file = tmp_path / "terms.csv"
    file.write_text("nonsense\n1\n", encoding="utf-8")
    rita.go(f"{site.url}/glossary")
    rita.find("#file").send_keys(str(file))
    rita.find("form[action='/glossary/import'] button").click()
    rita.until_text("code", "INVALID_FILE")
    rita.go(f"{site.url}/glossary")
    rita.until_text("td", "No terms yet")


def test_reviewers_read_and_seniors_change(site: Site, open_browser) -> None:
    """Sam sees the pages without a form to change anything, and axe has nothing against them."""
    sam = open_browser()
    sam.sign_in(site, "sam")
    sam.find("#rows")
    for page in ("glossary", "memory", "reports", "team"):
        sam.go(f"{site.url}/{page}")
        sam.find("h1")
        assert sam.violations() == []
        assert not sam.all("main form[method=post]"), page


def test_the_report_counts_what_was_done(site: Site, rita: Browser) -> None:
    """After a release the one message is in it, touched by a person."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#actions")
    rita.press("r", Keys.ENTER)
    site.wait_for("message_delivered")
    rita.go(f"{site.url}/reports?by=reviewer")
    rita.until_text("tbody th", "rita")
    rita.go(f"{site.url}/reports")
    rita.until_text("tbody", "100%")
