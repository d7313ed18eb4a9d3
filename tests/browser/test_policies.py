"""Admins and policies, in a browser."""

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from support.browser import PHONE, Browser
from support.site import Site

LINE = "Mein Paket ist heute angekommen, vielen Dank."


@pytest.fixture
def ada(site: Site, open_browser) -> Browser:
    """The admin's browser, at the policies."""
    site.add_account("ada", "--role", "admin")
    browser = open_browser()
    browser.sign_in(site, "ada")
    browser.find("#rows")
    browser.go(f"{site.url}/policies")
    return browser


def write(browser: Browser, field: str, text: str) -> None:
    """Put a text in a field in place of what stands there."""
    element = browser.find(f"[name='{field}']")
    element.clear()
    element.send_keys(text)


def say(site: Site, conversation_id: str, kind: str) -> None:
    """Send the line in a conversation of its own and wait for what becomes of it."""
    site.client.open_conversation(conversation_id, customer_language="de")
    site.client.send(conversation_id, "customer", LINE)
    site.wait_for(kind, 1, conversation_id)


def test_what_an_admin_changes_holds_for_the_next_message(
    site: Site, ada: Browser, rita: Browser
) -> None:
    """It lands in the queue, the page says that it overrides the file, and it can be taken back."""
    say(site, "before", "message_delivered")
    rita.until_text("#rows", "Nothing waits")
    ada.find("[href='/policies/edit?channel=chat']").click()
    write(ada, "review", "1")
    ada.find("[hx-post='/policies/check']").click()
    ada.until_text("#check", "nothing is saved yet")
    write(ada, "reason", "we look at everything today")
    assert ada.violations() == []
    ada.press(Keys.ENTER)
    ada.until_text(".toast", "holds from the next message on")
    ada.until_text(".override summary", "overrides the settings file in 1 setting")
    ada.find(".override summary").click()
    ada.until_text(".override", "review_below")
    assert ada.violations() == []
    say(site, "after", "message_delivered")
    rita.until(lambda: len(rita.all("[data-row]")) == 1)
    rita.go(f"{site.url}/audit?subject=channel_policy/chat")
    rita.until_text(".log", "review below: 0 → 1")
    rita.until_text(".log", "we look at everything today")
    ada.find("[href='/policies/edit?channel=chat']").click()
    ada.find("#reset-reason").send_keys("enough seen", Keys.ENTER)
    ada.find(".toast")
    assert not ada.all(".override")
    say(site, "later", "message_delivered")
    assert len(site.client.review_items()) == 1
    assert ada.complaints() == []


def test_a_value_that_cannot_be_is_refused_at_its_field(site: Site, ada: Browser) -> None:
    """With the reason, what was written still there, and nothing saved."""
    ada.find("[href='/policies/edit?channel=email']").click()
    Select(ada.find("[name=review_as]")).select_by_value("critical_error_bound")
    write(ada, "review", "7")
    write(ada, "vip", "tier = gold")
    write(ada, "reason", "a slip")
    ada.press(Keys.ENTER)
    ada.until_text("#problem", "SHARE_OUT_OF_RANGE")
    field = ada.find("[name=review]")
    assert field.get_attribute("value") == "7"
    assert field.get_attribute("aria-describedby") == "problem"
    assert ada.driver.switch_to.active_element == field
    assert ada.find("#vip").get_attribute("value") == "tier = gold"
    assert ada.violations() == []
    # One that can be, and that nobody can promise: said before and after it is saved.
    write(ada, "review", "0,0001")
    ada.find("[hx-post='/policies/check']").click()
    ada.until_text("#check", "cannot be certified")
    ada.find("details:has([name='scope.0.direction']) summary").click()
    write(ada, "scope.0.direction", "de-xx")
    Select(ada.find("[name='scope.0.hold_as']")).select_by_value("hold_below")
    write(ada, "scope.0.hold", "0.5")
    write(ada, "reason", "a bound")
    ada.press(Keys.ENTER)
    ada.until_text("#problem", "UNSUPPORTED_DIRECTION")
    write(ada, "scope.0.direction", "de-en")
    write(ada, "reason", "a bound")
    ada.press(Keys.ENTER)
    ada.until_text("[role=alert]", "A bound of email cannot be certified")


def test_of_two_admins_the_slower_sees_what_the_faster_did(
    site: Site, ada: Browser, open_browser
) -> None:
    """On a phone, too, where the form is read from top to bottom."""
    site.add_account("bob", "--role", "admin")
    bob = open_browser(PHONE)
    bob.sign_in(site, "bob")
    bob.find("#rows")
    for browser in (ada, bob):
        browser.go(f"{site.url}/policies/edit?channel=chat")
        browser.find("#reason")
    assert bob.violations() == []
    for browser, minutes in ((ada, "5"), (bob, "7")):
        write(browser, "deadline", minutes)
        write(browser, "reason", "they wait too long")
        browser.press(Keys.ENTER)
    ada.find(".toast")
    bob.until_text("[role=alert]", "ETAG_MISMATCH")
    assert bob.find("[name=deadline]").get_attribute("value") == "5"


def test_only_admins_change_policies(site: Site, rita: Browser) -> None:
    """Everybody sees them; a senior gets neither the form nor any further with its request."""
    rita.go(f"{site.url}/policies")
    rita.until_text("h2", "chat")
    assert not rita.all("[href^='/policies/edit']")
    for path in ("edit", "check", "reset"):
        rita.go(f"{site.url}/policies")
        token = rita.find("[name=csrf]").get_attribute("value")
        rita.driver.execute_script(
            "const form = document.createElement('form'); form.method = 'post';"
            "form.action = arguments[0]; form.innerHTML = '<input name=csrf><input name=channel>';"
            "form.elements.csrf.value = arguments[1]; form.elements.channel.value = 'chat';"
            "document.body.append(form); form.submit();",
            f"/policies/{path}",
            token,
        )
        rita.until_text("code", "ROLE_NEEDED")
    rita.go(f"{site.url}/policies/edit?channel=chat")
    rita.until_text("code", "ROLE_NEEDED")
