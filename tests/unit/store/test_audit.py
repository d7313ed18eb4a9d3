"""The audit log in the database: written with the change, never changed, and erasable."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from parley.domain import review
from parley.domain.audit import ChainCheck
from parley.domain.conversation import MessageDelivered, MessageHeld
from parley.domain.errors import Conflict
from parley.domain.glossary import GlossaryTerm
from parley.domain.memory import MemoryQuery
from parley.domain.message import MessageState
from parley.domain.ports import AuditSearch
from parley.domain.review import ReviewItem
from parley.domain.reviewer import Reviewer
from parley.store.sqlite import SqliteStore
from support.build import NOW, by, change, conversation, item, later, message, unit
from support.review import LEASE, add


async def decided(store: SqliteStore, item_id: str = "r1", text: str = "Secret") -> ReviewItem:
    """An item that was queued, claimed and released."""
    pending = await add(store, item_id)
    mine = review.claim(pending, "ada", NOW, LEASE)
    await store.update_item(mine, pending, by("ada", "claim"))
    released = review.release(mine, "ada", mine.etag, text, NOW)
    held = await store.message(pending.message_id)
    await store.commit(
        change(
            MessageDelivered(held),
            message=replace(held, state=MessageState.DELIVERED),
            message_was=MessageState.HELD,
            item=released,
            item_was=mine.version,
            action=by("ada", "release"),
        )
    )
    return released


async def checked(store: SqliteStore) -> ChainCheck:
    """The whole log, verified."""
    check = ChainCheck()
    for entry in await store.audit_entries(0, "", 10_000):
        assert check.fault(entry) == ""
    return check


async def test_every_step_is_an_entry(store: SqliteStore) -> None:
    """In order, with the text that the reviewer sent and the one that was proposed."""
    released = await decided(store)
    await store.put_reviewer(Reviewer("ada"), None, by("root", "create_reviewer"))
    entries = await store.audit_entries(0, "", 10)
    assert [e.sequence for e in entries] == [1, 2, 3, 4]
    assert {name: kept.text for name, kept in entries[2].texts.items()} == {
        "released_text": "Secret",
        "proposed_text": released.translation.text,
    }
    assert (await checked(store)).sequence == 4
    of_item = await store.audit_entries(1, "review_item/r1", 10)
    assert [e.sequence for e in of_item] == [2, 3]
    assert [e.sequence for e in await store.audit_entries(0, "reviewer/ada", 10)] == [4]


async def test_a_refused_change_is_no_entry(store: SqliteStore) -> None:
    """The entry is rolled back with everything else."""
    pending = await add(store, "r1")
    mine = review.claim(pending, "ada", NOW, LEASE)
    await store.update_item(mine, pending, by())
    with pytest.raises(Conflict):
        await store.update_item(review.claim(pending, "bob", NOW, LEASE), pending, by("bob"))
    held = await store.message(pending.message_id)
    with pytest.raises(Conflict):
        await store.commit(
            change(
                MessageHeld(held),
                message=held,
                message_was=MessageState.ACCEPTED,
                item=mine,
                item_was=mine.version,
            )
        )
    assert (await checked(store)).sequence == 2


@pytest.mark.parametrize("statement", ["DELETE FROM audit_log", "UPDATE audit_log SET hash = ''"])
async def test_the_database_refuses_to_change_the_log(
    store: SqliteStore, path: Path, statement: str
) -> None:
    """Whoever opens the file with a plain tool is told, too."""
    await decided(store)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


async def test_erasing_a_customer_keeps_the_chain_whole(store: SqliteStore, path: Path) -> None:
    """Their texts and the salts are gone, others' stay, and every hash still holds."""
    await decided(store)
    await store.create_conversation(conversation("c2", customer_id="bob"))
    accepted = (await store.accept(message("m2", "c2"))).message
    held = replace(accepted, state=MessageState.HELD)
    made = item("r2", conversation_id="c2", message_id="m2", escalation_note="Note of bob")
    await store.commit(
        change(
            MessageHeld(held),
            conversation_id="c2",
            message=held,
            message_was=MessageState.ACCEPTED,
            item=made,
        )
    )
    before = await checked(store)
    assert before.erased == 0
    await store.erase_customer("bob")
    after = await checked(store)
    assert (after.hash, after.erased) == (before.hash, 1)
    assert not any(b"Note of bob" in file.read_bytes() for file in path.parent.iterdir())


async def test_changes_of_two_processes_make_one_chain(store: SqliteStore, path: Path) -> None:
    """Each appends to what the other wrote."""
    first, second = await add(store, "r1"), await add(store, "r2")
    other = SqliteStore(path)
    for through, was in ((store, first), (other, second)):
        await through.update_item(review.claim(was, "ada", later(1), LEASE), was, by())
    await other.close()
    assert (await checked(store)).sequence == 4


async def test_glossary_and_memory_are_in_the_log(store: SqliteStore, path: Path) -> None:
    """Who changed what from what; the words lie beside the chain and go with their customer."""
    term = GlossaryTerm("de", "en", "Konto", "account", NOW, author="lea")
    await store.add_terms([term], by("lea", "add_term"))
    (stored,) = await store.glossary_terms()
    changed = replace(stored, target="user account", case_sensitive=True)
    written = await store.update_term(changed, stored.version, by("max", "change_term"))
    why = replace(by("max", "delete_term"), why="not our word")
    await store.delete_term(written.term_id, written.version, why)
    entries = await store.audit_entries(0, f"glossary_term/{stored.term_id}", 10)
    told = [json.loads(entry.content) for entry in entries]
    assert [(t["actor"], t["verb"]) for t in told] == [
        ("lea", "add_term"),
        ("max", "change_term"),
        ("max", "delete_term"),
    ]
    assert (told[1]["before"], told[1]["after"]) == (
        {"case_sensitive": False},
        {"case_sensitive": True},
    )
    assert {name: kept.text for name, kept in entries[1].texts.items()} == {
        "target": "user account",
        "target_before": "account",
    }
    assert entries[2].texts["source_before"].text == "Konto"
    assert entries[2].texts["why"].text == "not our word"
    assert "not our word" not in entries[2].content

    await store.accept(message("m1"))
    await store.commit(change(memory=unit("Secret line", message_id="m1")))
    (kept,) = await store.memory_units(MemoryQuery())
    corrected = replace(kept, target="Better line")
    kept = await store.update_memory_unit(corrected, kept.version, by("lea", "change_unit"))
    await store.remember([unit("One"), unit("Two", source="Zwei")], by("lea", "import_units"))
    before = await checked(store)
    assert before.erased == 0
    (imported,) = await store.audit_entries(0, "memory_import", 10)
    assert json.loads(imported.content)["after"] == {"units": 2, "added": 1}
    await store.erase_customer("cust-1")
    after = await checked(store)
    assert (after.hash, after.erased) == (before.hash, 2)
    assert not any(b"Better line" in file.read_bytes() for file in path.parent.iterdir())


async def test_the_log_is_searched_from_its_end(store: SqliteStore) -> None:
    """By who did what to which; a page says from where the next one goes on."""
    await decided(store, "r1")
    await decided(store, "r2")
    found = await store.search_audit(AuditSearch(limit=4))
    assert [entry.sequence for entry in found.entries] == [6, 5, 4, 3]
    rest = await store.search_audit(AuditSearch(limit=4, before=found.before))
    assert [entry.sequence for entry in rest.entries] == [2, 1]
    assert rest.before == 0
    mine = await store.search_audit(AuditSearch(subject="review_item/r1", verb="release"))
    assert [entry.texts["released_text"].text for entry in mine.entries] == ["Secret"]
    assert (await store.search_audit(AuditSearch(actor="nobody"))).entries == ()


async def test_a_search_without_a_subject_looks_only_so_far_back(store: SqliteStore) -> None:
    """And goes on from there."""
    await decided(store, "r1")
    await decided(store, "r2")
    found = await store.search_audit(AuditSearch(verb="release", look_at=3))
    assert [entry.sequence for entry in found.entries] == [6]
    found = await store.search_audit(AuditSearch(verb="release", look_at=3, before=found.before))
    assert ([entry.sequence for entry in found.entries], found.before) == ([3], 0)
