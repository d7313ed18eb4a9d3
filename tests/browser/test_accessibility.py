"""Every page, as those see it who do not see it as we do."""

from support.browser import PHONE, Browser
from support.site import HELD, Site

PAGES = ("/queue", "/glossary", "/memory", "/reports", "/team", "/policies", "/audit", "/password")


def test_axe_finds_nothing_serious(site: Site, open_browser) -> None:
    """On every page and dialog, in the light and the dark scheme."""
    site.hold(*(HELD.format(number) for number in range(3)))
    for dark in (False, True):
        browser = open_browser(dark=dark)
        browser.go(f"{site.url}/sign-in")
        browser.find("#name")
        assert browser.violations() == []
        browser.sign_in(site, "rita")
        browser.until(lambda b=browser: b.all("[data-row]"))
        assert browser.violations() == []
        browser.press("?")
        assert browser.violations() == []
        browser.go(f"{site.url}/queue")
        browser.press("n")
        browser.find("#actions")
        browser.find("#text").send_keys(" changed")
        browser.until_text("#diff", "changed")
        assert browser.violations() == []
        for dialog in ("x", "s"):
            browser.go(browser.driver.current_url)
            browser.find("#actions")
            browser.press(dialog)
            assert browser.violations() == []
        browser.find("#alternative-1")
        for page in PAGES:
            browser.go(site.url + page)
            browser.find("h1")
            assert browser.violations() == [], page
        browser.go(f"{site.url}/items/none")
        browser.find("[role=alert]")
        assert browser.violations() == []


def test_a_phone_shows_everything_without_scrolling_sideways(site: Site, open_browser) -> None:
    """Every page fits a width of 390 pixels; what is wider scrolls within it."""
    site.hold(HELD.format(1))
    phone: Browser = open_browser(PHONE)
    phone.sign_in(site, "rita")
    (item,) = phone.until(lambda: [row.get_attribute("href") for row in phone.all("[data-row]")])
    pages = [*PAGES, item.removeprefix(site.url)]
    for page in pages:
        phone.go(site.url + page)
        phone.find("main")
        wide = phone.driver.execute_script("return document.documentElement.scrollWidth")
        assert wide <= PHONE[0], page
