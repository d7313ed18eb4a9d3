"""Who gets in, and for how long."""

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import HELD, Site


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
