"""Glossary, memory and reports, in a browser."""

import csv
import io
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from parley.rpc.gen import report_pb2
from parley.rpc.gen.glossary_pb2 import GlossaryTerm
from support.browser import Browser
from support.site import HELD, Site

EVIL = "<img src=x onerror=\"document.title='owned'\">"


def test_a_glossary_is_imported_shown_and_applied(
    site: Site, rita: Browser, tmp_path: Path
) -> None:
    """Terms of a CSV file are in the list as text, and beside the next item that has one."""
    file = tmp_path / "terms.csv"
    file.write_text(
        "source_language,target_language,source,target,note\n"
        f'de,en,Anwalt,attorney,"{EVIL.replace(chr(34), chr(34) * 2)}"\n',
        encoding="utf-8",
    )
    rita.go(f"{site.url}/glossary")
    rita.find("#file").send_keys(str(file))
    rita.find("form[action='/glossary/import'] button").click()
    rita.until_text(".toast", "1 added")
    rita.until_text("td", EVIL)
    assert not rita.all("main img")
    site.hold(HELD.format(1))
    rita.go(f"{site.url}/queue")
    rita.press("n")
    rita.until_text("main", "attorney")
    assert "owned" not in rita.driver.title


def test_a_bad_file_changes_nothing_and_says_where(
    site: Site, rita: Browser, tmp_path: Path
) -> None:
    """The refusal has its reason; the list is as it was."""
    file = tmp_path / "terms.csv"
    file.write_text("nonsense\n1\n", encoding="utf-8")
    rita.go(f"{site.url}/glossary")
    rita.find("#file").send_keys(str(file))
    rita.find("form[action='/glossary/import'] button").click()
    rita.until_text("code", "INVALID_FILE")
    rita.go(f"{site.url}/glossary")
    rita.until_text("td", "No terms yet")


def test_reviewers_read_and_seniors_change(site: Site, open_browser) -> None:
    """Sam sees the pages without a form to change anything, and axe has nothing against them."""
    sam = open_browser()
    sam.sign_in(site, "sam")
    sam.find("#rows")
    for page in ("glossary", "memory", "reports", "team", "policies"):
        sam.go(f"{site.url}/{page}")
        sam.find("h1")
        assert sam.violations() == []
        assert not sam.all("main form[method=post]"), page


def test_the_report_counts_what_was_done(site: Site, rita: Browser) -> None:
    """After a release the one message is in it, touched by a person."""
    site.hold(HELD.format(1))
    rita.press("n")
    rita.find("#actions")
    rita.press("r", Keys.ENTER)
    site.wait_for("message_delivered")
    rita.go(f"{site.url}/reports?by=reviewer")
    rita.until_text("tbody th", "rita")
    rita.go(f"{site.url}/reports")
    rita.until_text("tbody", "100%")
    rita.find(".chart polyline.first")
    rita.find("details summary").click()
    assert rita.violations() == []
    text = rita.driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "fetch(document.querySelector('a[href^=\"/reports.csv\"]').href)"
        ".then((answer) => answer.text()).then(done);"
    )
    (row,) = csv.DictReader(io.StringIO(text))
    assert list(row) == [field.name for field in report_pb2.ReportRow.DESCRIPTOR.fields]
    assert (row["messages"], row["human_touch"], row["precision"]) == ("1", "1.0", "0.0")


def test_policies_are_those_that_the_service_runs_with(site: Site, rita: Browser) -> None:
    """What is held, by flag, rule and confidence, on each channel."""
    rita.go(f"{site.url}/policies")
    channel = rita.find("section.policy")
    held, reviewed, sent = channel.find_elements("css selector", "table.plain tbody tr")
    assert "legal-threat" in held.text
    assert "critical" not in held.text + reviewed.text
    assert all(severity in sent.text for severity in ("minor", "major", "critical"))
    assert "below 0 a message is held" in channel.text
    of_acme = row_of(rita, "acme")
    assert "de-en 0.250 1.000 0.01% cannot be certified" in of_acme.text
    assert "de-en with acme: below 0.25 a message is held, and with 95% confidence" in channel.text
    assert rita.violations() == []
    wide = rita.driver.execute_script("return document.documentElement.scrollWidth")
    assert wide <= 1280


def row_of(browser: Browser, words: str):
    """The table's row with these words."""
    return browser.until(
        lambda: next((row for row in browser.all("tbody tr") if words in row.text), None), words
    )


def press_in(row, label: str) -> None:
    """Press a button of a row by what it says."""
    buttons = row.find_elements("css selector", "button")
    next(button for button in buttons if button.text == label).click()


def test_a_term_is_edited_and_removed_in_place(site: Site, rita: Browser) -> None:
    """By keyboard; what somebody else changed meanwhile is shown, not written over."""
    rita.go(f"{site.url}/glossary")
    for field, words in (
        ("source", "Anwalt, Anwälte"), ("source_language", "de"),
        ("target", "lawyer"), ("target_language", "en"),
    ):  # fmt: skip
        rita.find(f"#{field}").send_keys(words)
    rita.find("#note").send_keys(Keys.ENTER)
    press_in(row_of(rita, "Anwalt, Anwälte"), "Edit")
    rita.find("[name=target][form]").send_keys(", solicitor")
    assert rita.violations() == []
    (term,) = site.client.glossary_terms()
    term.note = "legal knows"
    site.client.update_term(term)
    rita.find("[name=target][form]").send_keys(Keys.ENTER)
    rita.until_text("td .problem", "Somebody changed it")
    rita.find("[name=target][form]").send_keys(", solicitor", Keys.ENTER)
    row = row_of(rita, "lawyer, solicitor")
    assert "legal knows" in row.text
    (term,) = site.client.glossary_terms()
    assert (term.target_text, list(term.target_variants)) == ("lawyer", ["solicitor"])
    press_in(row, "Remove")
    row = row_of(rita, "Keep it")
    press_in(row, "Keep it")
    press_in(row_of(rita, "Edit"), "Remove")
    rita.until(lambda: rita.driver.switch_to.active_element.text == "Remove it")
    rita.press(Keys.ENTER)
    row_of(rita, "Removed.")
    assert list(site.client.glossary_terms()) == []


def test_a_remembered_line_is_edited_in_place(site: Site, rita: Browser) -> None:
    """Its slots are written as people write them; a slot too many is refused in the row."""
    rita.go(f"{site.url}/memory")
    for field, words in (
        ("source", "Wo ist ORD-48213?"), ("source_language", "de"),
        ("target", "Where is ORD-48213?"), ("target_language", "en"),
    ):  # fmt: skip
        rita.find(f"#{field}").send_keys(words)
    rita.find("#target_language").send_keys(Keys.ENTER)
    press_in(row_of(rita, "Where is {1}?"), "Edit")
    target = rita.find("textarea[name=target]")
    target.clear()
    target.send_keys("{1} or {2}?")
    press_in(row_of(rita, "Save"), "Save")
    rita.until_text("td .problem", "slot")
    target = rita.find("textarea[name=target]")
    target.clear()
    target.send_keys("Where has {1} gone?")
    press_in(row_of(rita, "Save"), "Save")
    row_of(rita, "Where has {1} gone?")
    assert rita.complaints() == []


def test_what_reviewers_change_again_and_again_becomes_a_term(site: Site, rita: Browser) -> None:
    """The same word changed in three lines is proposed, and added under the term as corrected."""
    lines = (
        "Dann gehe ich zum Anwalt.",
        "Das ist Betrug, ich schalte meinen Anwalt ein!",
        "Mein Anwalt hört davon, wenn das Paket nicht kommt.",
    )
    for number, line in enumerate(lines):
        site.hold(line, conversation_id=f"c{number}")
        item = site.client.claim("sam")
        text = item.translation.text
        assert "lawyer" in text
        site.client.release(item, text.replace("lawyer", "attorney"))
    rita.go(f"{site.url}/glossary")
    rita.until_text(".proposals", "attorney")
    assert rita.violations() == []
    rita.find(".proposals [name=source]").send_keys(Keys.ENTER)
    row_of(rita, "attorney")
    (term,) = site.client.glossary_terms()
    assert (term.source_text, term.target_text, term.author) == ("Anwalt", "attorney", "rita")
    rita.until(lambda: not rita.all(".proposals"))


def test_a_term_with_a_comma_stays_one_when_its_note_is_changed(site: Site, rita: Browser) -> None:
    """The form joins a term and its variants by commas, and a word may have one of its own."""
    words = {"source_text": "Paris, Texas", "variants": ["Paris (TX)"], "target_text": "Paris, TX"}
    site.client.create_term(GlossaryTerm(source_language="de", target_language="en", **words))
    rita.go(f"{site.url}/glossary")
    press_in(row_of(rita, "Paris, TX"), "Edit")
    rita.find("td input[name=note]").send_keys("the film")
    press_in(row_of(rita, "Save"), "Save")
    row_of(rita, "the film")
    (term,) = site.client.glossary_terms()
    assert (term.source_text, list(term.variants)) == (words["source_text"], words["variants"])
    assert (term.target_text, term.note) == (words["target_text"], "the film")


def test_a_number_that_no_row_has_is_no_page(site: Site, rita: Browser) -> None:
    """However long it is."""
    for kind in ("glossary", "memory"):
        rita.go(f"{site.url}/{kind}/{10**20}?as=edit")
        rita.until_text("code", "PAGE_NOT_FOUND")
