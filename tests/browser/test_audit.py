"""The audit log, in a browser."""

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import HELD, Site


def test_a_lead_reads_an_items_history_and_verifies_the_log(site: Site, rita: Browser) -> None:
    """Who did what, with the text that went out; others do not see the page."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#text").send_keys(" <b>Now</b>", Keys.ESCAPE)
    path = rita.path
    rita.press("r", Keys.ENTER)
    site.wait_for("message_delivered")
    rita.go(site.url + path)
    rita.find("main a[href^='/audit']").click()
    rita.until_text(".log", "<b>Now</b>")
    verbs = [cell.text for cell in rita.all(".log td:nth-child(4)")]
    assert verbs == ["send", "release", "claim", "queue"]
    rita.find("[hx-post='/audit/verify']").click()
    rita.until_text("#verification", "Whole:")
    assert rita.violations() == []
    assert rita.complaints() == []


def test_the_log_is_for_those_who_lead(site: Site, open_browser) -> None:
    """Neither the link nor the page."""
    sam = open_browser()
    sam.sign_in(site, "sam")
    sam.find("#rows")
    assert not sam.all("nav a[href='/audit']")
    sam.go(f"{site.url}/audit")
    sam.until_text("code", "ROLE_NEEDED")
