"""Nothing that people write runs in a reviewer's browser."""

from selenium.webdriver.common.keys import Keys

from support.browser import Browser
from support.site import Site

SCRIPT = "<script>document.title='owned'</script>"
IMAGE = "<img src=x onerror=\"document.title='owned'\">"
CLOSING = "</textarea></title></script><svg onload=document.title='owned'>"


def test_markup_in_messages_is_text(site: Site, rita: Browser) -> None:
    """In the list, on the page, in the conversation, in the editor and in the diff."""
    site.hold(*(f"Ich gehe zum Anwalt! {evil}" for evil in (SCRIPT, IMAGE, CLOSING)))
    rita.until(lambda: len(rita.all("[data-row]")) == 3)
    assert SCRIPT in rita.find("#rows").text
    for _ in range(3):
        rita.press("n")
        rita.find("#actions")
        assert "Anwalt! <" in rita.find("#source").text
        rita.find("#text").send_keys(SCRIPT, IMAGE, CLOSING)
        rita.until_text("#diff", "onload")
        rita.press(Keys.ESCAPE)
        assert not rita.all("main script, main img, main svg")
        rita.press("b")
        rita.find("#rows")
    assert "owned" not in rita.driver.title
    assert rita.complaints() == []


def test_markup_in_notes_and_names_is_text(site: Site, open_browser) -> None:
    """A reviewer's name and note are shown to others as they were typed."""
    site.add_account(IMAGE)
    site.hold("Ich gehe zum Anwalt!")
    site.take(IMAGE)
    sam = open_browser()
    sam.sign_in(site, "sam")
    sam.until_text(".row", f"{IMAGE} has it")
    sam.open_first()
    sam.until_text("#standing", IMAGE)
    evil = open_browser()
    evil.sign_in(site, IMAGE)
    evil.until_text(".who", IMAGE)
    for browser in (sam, evil):
        assert not browser.all("main img, header img")
        assert "owned" not in browser.driver.title


def test_the_filter_and_the_address_are_no_way_in(site: Site, rita: Browser) -> None:
    """What comes in the address is refused or shown as text."""
    for path in (f"/queue?from={IMAGE}", f"/items/{IMAGE}", f"/queue?notice={SCRIPT}"):
        rita.go(site.url + path)
        rita.find("main")
        assert not rita.all("main script, main img")
        assert "owned" not in rita.driver.title
