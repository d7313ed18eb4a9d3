"""A reviewer's day at the keyboard."""

from selenium.webdriver.common.keys import Keys

from parley.rpc.gen import reviewer_pb2
from support.browser import PHONE, Browser, with_item_in_hand
from support.site import HELD, Site


def test_ten_items_by_keyboard_alone(site: Site, rita: Browser) -> None:
    """One key takes the first; two release each and bring the next; a typed edit goes out, too."""
    site.hold(*(HELD.format(number) for number in range(10)))
    rita.press("n")
    for number in range(10):
        rita.find("#actions")
        before = rita.path
        if number == 3:
            rita.press("e", Keys.CONTROL + "a" + Keys.NULL, "I will see a lawyer.")
            rita.until_text("#diff ins", "see")
            rita.press(Keys.ESCAPE)
        rita.press("r", Keys.ENTER)
        rita.until(lambda before=before: rita.path != before)
    assert rita.path == "/queue"
    delivered = site.wait_for("message_delivered", 10)
    texts = [body.message.translation.text for body in delivered]
    assert texts.count("I will see a lawyer.") == 1
    assert all(body.reviewed for body in delivered)
    assert rita.complaints() == []


def test_an_item_names_the_models_of_its_proposal(site: Site, rita: Browser) -> None:
    """One from German to English; to Spanish two, and that a language lies between."""
    for agent, legs in (("en", 1), ("es", 2)):
        site.client.open_conversation(agent, customer_language="de", agent_language=agent)
        site.client.send(agent, "customer", HELD.format(1))
        site.wait_for("message_held", 1, agent)
        (item,) = [i for i in site.client.review_items() if i.conversation_id == agent]
        assert item.translation.model.count("+") == legs - 1
        rita.go(f"{site.url}/items/{item.review_item_id}")
        assert rita.find("#model").text == item.translation.model
        heading = rita.find("#proposed").text
        assert ("through a third language" in heading) == (legs == 2)


def test_a_release_reaches_a_chat_client(site: Site, rita: Browser) -> None:
    """What the reviewer wrote arrives on the conversation's stream over gRPC."""
    site.hold(HELD.format(1))
    rita.press("n")
    text = rita.find("#text")
    text.clear()
    text.send_keys("First line.", Keys.ENTER, "Second line.")
    rita.press(Keys.CONTROL + Keys.ENTER + Keys.NULL)
    (delivered,) = site.wait_for("message_delivered")
    # Forms send line ends as CRLF: a customer is sent what was typed.
    assert delivered.message.translation.text == "First line.\nSecond line."


def test_line_ends_of_a_proposal_are_no_edit(site: Site, rita: Browser) -> None:
    """An editor has one kind of them only: a text that nobody touched goes out as proposed."""
    site.hold("Ich gehe zum Anwalt.\r\nSofort.\rHeute.")
    rita.press("n")
    rita.find("#actions")
    rita.press("r", Keys.ENTER)
    (delivered,) = site.wait_for("message_delivered")
    (item,) = site.client.released_items()
    assert "\r\n" in item.translation.text
    assert delivered.message.translation.text == item.released_text == item.translation.text


def test_undo_keeps_the_message_back(tmp_path, open_browser) -> None:
    """Within the window one key takes the release back, and the item is in hand again."""
    with Site(tmp_path, undo_s=60.0) as site:
        rita = with_item_in_hand(site, open_browser)
        rita.press("r", Keys.ENTER)
        rita.until_text(".toast", "goes out in")
        rita.press("u")
        rita.find("#actions")
        rita.until_text(".toast", "nothing has gone out")
        assert not site.client.messages("c1")[0].HasField("translation")


def test_a_release_that_cannot_be_sent_is_shown_to_seniors(site: Site, rita: Browser) -> None:
    """With its reason, on the queue and on the item, until it has gone out."""
    site.hold(HELD.format(1))
    site.change_database(
        "CREATE TRIGGER refuse BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    rita.press("n")
    rita.find("#actions")
    rita.press("r", Keys.ENTER)
    rita.until_text("#rows .note", "1 released message has not gone out")
    rita.until_text("#rows .note", "IntegrityError")
    assert rita.violations() == []
    rita.find("#rows .note a").click()
    rita.until_text(".work .note", "It has not gone out: IntegrityError")
    site.change_database("DROP TRIGGER refuse")
    site.wait_for("message_delivered")
    rita.go(f"{site.url}/queue")
    rita.until_text("#rows", "Nothing waits")
    assert not rita.all("#rows .note")


def test_items_are_found_by_words_and_worked_off(site: Site, rita: Browser) -> None:
    """The list shows them alone, and a key takes the next of them until none is left."""
    site.hold(*(HELD.format(number) for number in (11, 12, 21)))
    rita.find("#words").send_keys("NUMMER 1", Keys.ENTER)
    rita.until(lambda: len(rita.all("[data-row]")) == 2)
    assert rita.violations() == []
    rita.press("n")
    for number in (11, 12):
        rita.until_text("#source", HELD.format(number))
        rita.find("#actions")
        rita.press("r", Keys.ENTER)
    rita.until_text("#rows", "Nothing waits with these words")
    assert rita.find("#words").get_attribute("value") == "NUMMER 1"
    assert len(site.client.review_items()) == 1


def test_rejecting_wants_a_reason_that_the_author_reads(site: Site, rita: Browser) -> None:
    """`x` asks for it, Enter sends it."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#actions")
    rita.press("x")
    rita.press("Please stay polite.", Keys.ENTER)
    (rejected,) = site.wait_for("message_rejected")
    assert rejected.reason == "Please stay polite."


def test_an_escalated_item_carries_its_note(site: Site, rita: Browser) -> None:
    """`s` asks for a note; the next reader sees it above the reasons."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#actions")
    rita.press("s")
    rita.find("#note").send_keys("Is this a threat?", Keys.ENTER)
    rita.until_text(".row", "escalated")
    rita.press("n")
    rita.until_text(".note", "Is this a threat?")


def test_a_group_that_was_left_meanwhile_is_named(site: Site, rita: Browser) -> None:
    """The dialog offers it while somebody is in it; afterwards the page says what is wrong."""
    site.client.create_reviewer(
        reviewer_pb2.Reviewer(reviewer_id="lee", groups=["legal"], active=True), admin="root"
    )
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#actions")
    lee = site.client.reviewer("lee")
    lee.active = False
    site.client.update_reviewer(lee, admin="root")
    rita.press("s")
    rita.find("#group").send_keys("the group legal")
    rita.find("#note").send_keys("Is this a threat?", Keys.ENTER)
    rita.until_text("main", "nobody in the group legal reviews de-en")
    rita.until_text("code", "EMPTY_GROUP")


def test_the_translation_is_translated_back(site: Site, rita: Browser) -> None:
    """`v` shows the text in the editor in the customer's language."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#actions")
    rita.press("v")
    rita.until_text("#back", "Translated back")
    assert rita.find("#back .text").get_attribute("lang") == "de"


def test_another_translation_is_a_key_away(site: Site, rita: Browser) -> None:
    """The engine's own alternatives, from the page, from within the text, and back again."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#alternative-2")
    proposal = rita.find("#proposal").text
    first, second = (rita.find(f"#alternative-{number}").text for number in (1, 2))
    assert len({proposal, first, second}) == 3

    def goes_out_as(text: str) -> None:
        rita.until(lambda: rita.find("#text").get_attribute("value") == text, text)

    rita.press("1")
    goes_out_as(first)
    rita.press(Keys.ALT + "2" + Keys.NULL)
    goes_out_as(second)
    rita.press(Keys.ESCAPE)
    rita.until_text("#diff", "What you changed")
    rita.press("0")
    goes_out_as(proposal)
    rita.press(Keys.ESCAPE, "2", Keys.CONTROL + Keys.ENTER + Keys.NULL)
    (delivered,) = site.wait_for("message_delivered")
    assert delivered.message.translation.text == second


def test_look_alikes_are_shown_and_released_together(tmp_path, open_browser) -> None:
    """`a` says which and with what text, Enter sends them, one key takes all of them back."""
    lines = [f"Wo ist ORD-4821{number}? Sonst gehe ich zum Anwalt." for number in range(3)]
    with Site(tmp_path, undo_s=60.0) as site:
        site.add_account("rita")
        site.hold(*lines)
        rita = open_browser()
        rita.sign_in(site, "rita")
        rita.find("#rows")
        rita.press("n")
        text = rita.find("#text")
        text.clear()
        text.send_keys("Where is ORD-48210?", Keys.ESCAPE)
        rita.press("a")
        rita.until_text("#alike-list", "Where is ORD-48212?")
        assert rita.violations() == []
        rita.press(Keys.ENTER)
        rita.until_text(".toast", "go out in")
        rita.press("u")
        rita.until_text(".toast", "nothing has gone out")
        rita.until(lambda: rita.find("#text").get_attribute("value") == "Where is ORD-48210?")
        rita.press("b")
        rita.until(lambda: len(rita.all("[data-row]")) == 3)


def test_on_a_phone_what_was_said_comes_before_the_work(site: Site, open_browser) -> None:
    """The end of the conversation, the customer's words, why they wait, and then the text."""
    before = [f"Das ist schon meine {number}. Nachricht an Sie." for number in range(2, 12)]
    site.client.open_conversation("c1", customer_language="de")
    for text in before:
        site.client.send("c1", "customer", text)
    site.wait_for("message_delivered", len(before))
    site.hold(HELD.format(1))
    rita = open_browser(PHONE)
    rita.sign_in(site, "rita")
    rita.find("#rows")
    rita.find("[data-key=n]").click()
    rita.find("#actions")
    places = [rita.find(selector).location["y"] for selector in ("#talk", "#said", "#why", "#text")]
    assert places == sorted(places)
    assert places[1] < PHONE[1] * 2 / 3
    shown = rita.driver.execute_script(
        "const box = document.querySelector('.scrolled').getBoundingClientRect();"
        "return [...document.querySelectorAll('.talk li')].filter(line => {"
        "const at = line.getBoundingClientRect();"
        "return at.bottom <= box.bottom + 1 && at.top >= box.top - 1;"
        "}).map(line => line.querySelector('.text').textContent)"
    )
    assert before[-1] in shown
    assert before[0] not in shown
    assert rita.violations() == []
