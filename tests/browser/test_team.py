"""Admins and their team, in a browser."""

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from support.browser import PHONE, Browser
from support.site import HELD, PASSWORD, Site


@pytest.fixture
def ada(site: Site, open_browser) -> Browser:
    """The admin's browser, at the team's page."""
    site.add_account("ada", "--role", "admin")
    browser = open_browser()
    browser.sign_in(site, "ada")
    browser.find("#rows")
    browser.go(f"{site.url}/team")
    return browser


def member(browser: Browser, name: str):
    """The card of a reviewer, opened."""
    card = browser.find(f"[data-member={name}]")
    card.find_element("tag name", "summary").click()
    return card


def test_an_admin_changes_who_reviews_what_and_when(site: Site, ada: Browser, open_browser) -> None:
    """The profile has the new directions, hours and load, and the queue keeps to them."""
    card = member(ada, "sam")
    for name, value in (
        ("directions", "fr-en"),
        ("hours", "mon-fri 09:00-17:30, sat 10:00-12:00"),
        ("load", "3"),
    ):
        card.find_element("name", name).send_keys(value)
    assert ada.violations() == []
    card.find_element("name", "load").submit()
    ada.until_text(".toast", "Saved")
    profile = site.client.reviewer("sam")
    assert list(profile.directions) == ["fr-en"]
    assert list(profile.working_hours) == ["mon-fri 09:00-17:30", "sat 10:00-12:00"]
    assert profile.most_open_claims == 3
    site.hold(HELD.format(1))
    sam = open_browser()
    sam.sign_in(site, "sam")
    sam.until_text("#rows", "Nothing waits")


def test_a_new_reviewer_signs_in_once_with_what_they_were_given(
    site: Site, ada: Browser, open_browser
) -> None:
    """Until they have chosen a password of their own they get no further."""
    ada.find("#add summary").click()
    ada.find("#new-name").send_keys("nora")
    Select(ada.find("#role-new")).select_by_visible_text("senior")
    ada.find("#directions-new").send_keys("de-en")
    ada.find("#new-name").submit()
    given = ada.find("#given").text
    assert ada.violations() == []
    nora = open_browser(PHONE)
    nora.sign_in(site, "nora", given)
    nora.find("#chosen")
    nora.go(f"{site.url}/queue")
    nora.find("#chosen")
    assert nora.violations() == []
    nora.press(given, Keys.TAB, PASSWORD, Keys.TAB, PASSWORD, Keys.ENTER)
    nora.until_text(".toast", "Your password is changed")
    assert site.client.reviewer("nora").directions == ["de-en"]
    ada.go(f"{site.url}/team")
    card = member(ada, "nora")
    card.find_element("css selector", "[value=disable]").click()
    ada.until_text(".toast", "cannot sign in any more")
    nora.go(f"{site.url}/queue")
    nora.find("[autocomplete=current-password]")
    assert nora.path == "/sign-in"


def test_nobody_takes_their_own_rights(ada: Browser) -> None:
    """There is an admin always: another one has to do it."""
    card = member(ada, "ada")
    assert not card.find_elements("css selector", "[name=verb]")
    Select(card.find_element("name", "role")).select_by_visible_text("reviewer")
    card.find_element("name", "load").submit()
    ada.until_text("code", "OWN_RIGHTS")
