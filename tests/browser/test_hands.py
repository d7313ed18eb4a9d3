"""No item in two hands, seen from two browsers."""

import time

from selenium.webdriver.common.keys import Keys

from support.browser import Browser, with_item_in_hand
from support.site import HELD, Site


def test_a_second_reviewer_sees_at_once_that_an_item_is_taken(
    site: Site, rita: Browser, open_browser
) -> None:
    """Both look at it; when one takes it, the other's page says so and offers nothing."""
    site.hold(HELD.format(1))
    sam = open_browser()
    sam.sign_in(site, "sam")
    for browser in (rita, sam):
        browser.open_first()
        browser.find("[data-key=t]")
    rita.press("t")
    rita.find("#actions")
    sam.until_text("#standing", "rita has this item")
    assert not sam.all("[data-key=t], #actions")
    sam.press("q")
    sam.until_text(".row", "rita has it")
    rita.press("r", Keys.ENTER)
    sam.until_text("#rows", "Nothing waits")


def test_of_two_who_reach_for_an_item_one_gets_it(site: Site, rita: Browser, open_browser) -> None:
    """The other is told who has it, by the page or by the refusal of the form."""
    site.hold(HELD.format(1))
    sam = open_browser()
    sam.sign_in(site, "sam")
    for browser in (rita, sam):
        browser.open_first()
        browser.find("[data-key=t]")
    rita.press("t")
    sam.press("t")
    both = (rita, sam)
    rita.until(lambda: sum(bool(browser.all("#actions")) for browser in both) == 1)
    loser = sam if rita.all("#actions") else rita
    loser.until_text("main", "has this item")
    assert not loser.all("#actions")


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
        rita.driver.execute_script("window.fetch = () => Promise.reject(new Error('offline'))")
        rita.until_text("#standing", "Your time with this item is over")
        assert rita.find("#text").get_attribute("value").endswith("and more")
        assert not rita.find("#text").is_enabled()
        sam.press("n")
        sam.find("#actions")


def test_who_reads_longer_than_a_short_lease_keeps_the_item(tmp_path, open_browser) -> None:
    """The page renews in time, however short the lease."""
    with Site(tmp_path, lease_s=8.0) as site:
        rita = with_item_in_hand(site, open_browser)
        time.sleep(11)
        assert rita.find("#item").get_attribute("data-standing") == "mine"
        rita.press("r", Keys.ENTER)
        rita.until_text("#rows", "Nothing waits")


def test_an_item_for_others_stays_shut(site: Site, open_browser) -> None:
    """Not in the list, not by its address, by no verb; to a lead it is open."""
    site.add_account("fred", "--directions", "fr-en")
    site.hold(HELD.format(1))
    (item,) = site.client.review_items()
    fred = open_browser()
    fred.sign_in(site, "fred")
    fred.until_text("#rows", "Nothing waits")
    fred.go(f"{site.url}/items/{item.review_item_id}")
    fred.until_text("code", "LANGUAGE_NOT_REVIEWED")
    assert fred.violations() == []
    statuses = fred.driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "const headers = JSON.parse(document.body.getAttribute('hx-headers'));"
        "const ask = (verb) => fetch(location.pathname + '/' + verb, {method: 'POST', headers});"
        "const verbs = ['claim', 'diff', 'back', 'alike', 'release', 'release-alike'];"
        "Promise.all(verbs.map(ask)).then((answers) => done(answers.map((a) => a.status)));"
    )
    assert statuses == [403] * 6
    ada = open_browser()
    site.add_account("ada", "--role", "senior", "--directions", "fr-en")
    ada.sign_in(site, "ada")
    ada.open_first()
    ada.until_text("#standing", "Nobody has this item")
    assert not ada.all("[data-key=t]")
