"""Pictures of the console, for the documentation and for the eye: PICTURES=docs pytest ..."""

import os
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from support.browser import PHONE, Browser
from support.site import Site

TALK = (
    "Guten Tag, meine Bestellung ORD-48213 ist seit zwei Wochen unterwegs.",
    "Ich habe 49,90 € bezahlt und warte noch immer.",
    "Wenn ich mein Geld nicht bis Freitag bekomme, gehe ich zum Anwalt.",
)
OTHERS = (
    "Das ist Betrug, ich schalte meinen Anwalt ein!",
    "Mein Anwalt hört davon, wenn das Paket nicht kommt.",
    "Ich werde Sie verklagen, wenn ORD-77120 nicht ankommt.",
)


def test_the_pages_have_their_pictures(site: Site, open_browser, tmp_path: Path) -> None:
    """The item in both schemes, the queue, and both on a phone."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    site.client.open_conversation("c1", customer_language="de")
    for text in TALK[:2]:
        site.client.send("c1", "customer", text)
    site.wait_for("message_delivered", 2)
    site.client.send("c1", "agent", "I am very sorry. I will look into it right away.")
    site.wait_for("message_delivered", 3)
    site.client.send("c1", "customer", TALK[2])
    site.wait_for("message_held")
    for number, text in enumerate(OTHERS):
        site.hold(text, conversation_id=f"other-{number}")
    site.take("sam")
    (first,) = [i for i in site.client.review_items() if i.conversation_id == "c1"]
    if first.claimed_by:
        site.client.give_back(first)
    made = []
    for name, size, dark in (
        ("console", (1280, 860), False),
        ("console-dark", (1280, 860), True),
        ("console-phone", PHONE, False),
    ):
        browser: Browser = open_browser(size, dark=dark)
        browser.sign_in(site, "rita")
        browser.until(lambda b=browser: b.all("[data-row]"))
        if name != "console":
            made.append(tmp_path / f"{name}-queue.png")
            browser.picture(made[-1])
        browser.go(f"{site.url}/items/{first.review_item_id}")
        browser.find("main")
        if browser.all("[data-key=t]"):
            browser.press("t")
        browser.find("#actions")
        if not dark:
            browser.find("#text").send_keys(Keys.END, " I mean it.")
            browser.until_text("#diff", "mean")
            browser.press(Keys.ESCAPE)
        made.append((folder if name == "console" else tmp_path) / f"{name}.png")
        browser.picture(made[-1])
    for path in made:
        assert path.stat().st_size > 10_000
