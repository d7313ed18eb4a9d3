"""No item in two hands, seen from two browsers."""

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import HELD, Site


def test_a_second_reviewer_sees_at_once_that_an_item_is_taken(
    site: Site, rita: Browser, open_browser
) -> None:
    """Both look at it; when one takes it, the other's page says so and offers nothing."""
    site.hold(HELD.format(1))
    sam = open_browser()
    sam.sign_in(site, "sam")
    for browser in (rita, sam):
        browser.find("[data-row]").click()
        browser.find("[data-key=t]")
    rita.press("t")
    rita.find("#actions")
    sam.until_text("#standing", "rita has this item")
    assert not sam.all("[data-key=t], #actions")
    sam.press("q")
    sam.until_text(".row", "rita has it")
    rita.press("r", Keys.ENTER)
    sam.until_text("#rows", "Nothing waits")


def test_who_comes_second_is_refused(site: Site, rita: Browser, open_browser) -> None:
    """A form from before somebody took the item changes nothing and says why."""
    site.hold(HELD.format(1))
    rita.find("[data-row]").click()
    rita.find("[data-key=t]")
    # Keeps the page from learning of it.
    rita.driver.execute_script("window.EventSource.prototype.close && (window.stop(), 0)")
    site.take("sam")
    button = rita.all("[data-key=t]")
    if button:
        button[0].click()
    rita.until_text("main", "has")
    assert not rita.all("#actions")


def test_an_item_returns_by_itself_when_its_lease_ends(tmp_path, open_browser) -> None:
    """The page that lost it says so and keeps the words; the other reviewer can take it."""
    with Site(tmp_path, lease_s=5.0) as site:
        site.add_account("rita")
        site.add_account("sam")
        site.hold(HELD.format(1))
        rita, sam = open_browser(), open_browser()
        for browser, name in ((rita, "rita"), (sam, "sam")):
            browser.sign_in(site, name)
            browser.find("#rows")
        rita.press("n")
        rita.find("#text").send_keys(" and more")
        rita.until_text("#standing", "Your time with this item is over")
        assert rita.find("#text").get_attribute("value").endswith("and more")
        assert not rita.find("#text").is_enabled()
        sam.press("n")
        sam.find("#actions")
