"""The audit log's chain: what breaks it, and what does not."""

from dataclasses import replace

import pytest

from parley.domain.audit import (
    GENESIS,
    Action,
    AuditEntry,
    AuditText,
    ChainCheck,
    content_of,
    digest_of,
    hash_of,
    step_of_item,
    step_of_reviewer,
)
from parley.domain.review import ReviewItem
from parley.domain.reviewer import Reviewer
from support.build import NOW, by, item, later

SALT = b"0123456789abcdef"


def chain(count: int) -> list[AuditEntry]:
    """Entries about an item that is escalated again and again."""
    entries: list[AuditEntry] = []
    before: ReviewItem | None = None
    previous = GENESIS
    for number in range(1, count + 1):
        after = item(version=number, escalation_note=f"note {number}")
        step = step_of_item(before, after)
        digests = {name: digest_of(SALT, text) for name, text in step.texts.items()}
        content = content_of(number, by(verb="escalate"), step, digests)
        texts = {name: AuditText(text, SALT) for name, text in step.texts.items()}
        entries.append(AuditEntry(number, content, previous, hash_of(previous, content), texts))
        before, previous = after, entries[-1].hash
    return entries


def faults(entries: list[AuditEntry]) -> list[str]:
    """What a check says of each entry up to the first fault."""
    check = ChainCheck()
    found = []
    for entry in entries:
        found.append(check.fault(entry))
        if found[-1]:
            break
    return [fault for fault in found if fault]


def test_an_untouched_chain_holds() -> None:
    """And the check ends at its head, from which a later one can go on."""
    entries = chain(5)
    check = ChainCheck()
    assert [check.fault(entry) for entry in entries[:3]] == [""] * 3
    later_check = ChainCheck(check.sequence, check.hash)
    assert [later_check.fault(entry) for entry in entries[3:]] == [""] * 2
    assert later_check.hash == entries[-1].hash


@pytest.mark.parametrize("index", range(4))
def test_a_missing_entry_is_noticed(index: int) -> None:
    """Wherever it was, but at the end, which only a head that was kept elsewhere tells."""
    entries = chain(5)
    del entries[index]
    assert faults(entries) == [f"entry {index + 1} is missing"]


@pytest.mark.parametrize("index", range(5))
def test_changed_content_is_noticed(index: int) -> None:
    """Even when its own hash was computed anew, unless it is the last."""
    entries = chain(5)
    forged = entries[index].content.replace('"actor":"ada"', '"actor":"eve"')
    entries[index] = replace(entries[index], content=forged)
    assert faults(entries) == [f"entry {index + 1} was changed"]
    entries[index] = replace(entries[index], hash=hash_of(entries[index].previous_hash, forged))
    expected = [f"entry {index + 2} does not follow the one before"] if index < 4 else []
    assert faults(entries) == expected


def test_a_changed_text_is_noticed_and_an_erased_one_is_no_fault() -> None:
    """Erasing leaves the chain whole; rewriting does not."""
    entries = chain(3)
    erased = replace(entries[1], texts={"escalation_note": AuditText(None, None)})
    check = ChainCheck()
    assert [check.fault(e) for e in (entries[0], erased, entries[2])] == [""] * 3
    assert check.erased == 1
    entries[1] = replace(entries[1], texts={"escalation_note": AuditText("other", SALT)})
    assert faults(entries) == ["the text 'escalation_note' of entry 2 was changed"]


def test_no_text_of_a_customer_is_in_the_content() -> None:
    """Neither what they wrote, nor its translation, nor what a reviewer wrote of it."""
    released = item(
        source_text="Geheimnis", released_text="Secret", escalation_note="Secretive", group="legal"
    )
    step = step_of_item(None, released)
    action = replace(by(), why="because of the secret")
    content = content_of(1, action, step, {n: digest_of(SALT, t) for n, t in step.texts.items()})
    assert "ecret" not in content
    assert "Geheimnis" not in content
    assert "conversation_id" not in content
    assert step.texts == {
        "released_text": "Secret",
        "escalation_note": "Secretive",
        "proposed_text": "The parcel is late.",
    }


def test_an_entry_says_what_changed_and_nothing_else() -> None:
    """Before and after, moments in UTC, names of states as they are stored."""
    before = item()
    after = replace(before, escalated=True, deadline=later(5))
    step = step_of_item(before, after)
    assert step.subject == "review_item/r1"
    assert set(step.before) == set(step.after) == {"escalated", "deadline"}
    assert (step.before["escalated"], step.after["escalated"]) == (False, True)
    assert step.after["deadline"] == "2025-03-01T12:00:05.123456+00:00"


def test_a_profile_is_logged_whole_when_it_is_new() -> None:
    """And by its changes after that."""
    ada = Reviewer("ada", most_open_claims=3)
    assert step_of_reviewer(None, ada).after["most_open_claims"] == 3
    changed = step_of_reviewer(ada, replace(ada, active=False))
    assert (changed.before, changed.after) == ({"active": True}, {"active": False})


def test_a_salt_hides_a_short_text() -> None:
    """The same word has another digest in every entry."""
    assert digest_of(b"a" * 16, "yes") != digest_of(b"b" * 16, "yes")
    assert Action("ada", "claim", NOW).why == ""
