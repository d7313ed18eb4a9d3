"""What memory suggests to a reviewer, in a browser."""

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import Site

FIRST = "Wenn mein Paket morgen nicht ankommt, gehe ich zum Anwalt."
SECOND = "Wenn mein Paket heute nicht ankommt, gehe ich zum Anwalt."
WRITTEN = "If my parcel does not arrive tomorrow, I will see a lawyer."


def test_what_was_released_is_suggested_for_a_line_like_it(site: Site, rita: Browser) -> None:
    """The page shows it with its source and how alike they are; one key takes it over."""
    site.hold(FIRST)
    rita.press("n")
    text = rita.find("#text")
    assert not rita.all("#suggestion-1")
    text.clear()
    text.send_keys(WRITTEN, Keys.CONTROL + Keys.ENTER + Keys.NULL)
    site.wait_for("message_delivered")
    site.hold(SECOND, conversation_id="c2")
    rita.go(f"{site.url}/queue")
    rita.until(lambda: rita.all("[data-row]"))
    rita.press("n")
    rita.until_text("#suggestion-1", WRITTEN)
    rita.until_text(".choices", "% like")
    rita.until_text(".choices q", FIRST)
    assert rita.find("#proposal").text != WRITTEN
    assert rita.violations() == []
    rita.press("1")
    rita.until(lambda: rita.find("#text").get_attribute("value") == WRITTEN)
    rita.press(Keys.ESCAPE, "r", Keys.ENTER)
    (delivered,) = site.wait_for("message_delivered", 1, "c2")
    assert delivered.message.translation.text == WRITTEN
    assert rita.complaints() == []
