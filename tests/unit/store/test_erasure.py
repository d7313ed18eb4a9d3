"""Erasing a customer: nothing of them is left, in no row and in no byte of the files."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from parley.domain.conversation import MessageDelivered, MessageHeld
from parley.domain.errors import NotFound
from parley.domain.message import MessageState
from parley.domain.ports import Erased, ReviewQuery
from parley.domain.review import OPEN_STATES
from parley.store.sqlite import SqliteStore
from support.build import change, conversation, full_message, item, message, translation, unit
from support.process import erase_and_die


async def converse(store: SqliteStore, customer: str, messages: int) -> None:
    """A conversation whose every text holds the customer's name: held, reviewed, remembered."""
    c = f"conv-{customer}"
    await store.create_conversation(conversation(c, customer_id=customer))
    for number in range(messages):
        message_id = f"{c}-{number}"
        text = f"Geheimnis von {customer}, Nummer {number}. " + "x" * (number * 37 % 900)
        accepted = (await store.accept(message(message_id, c, text=text))).message
        held = replace(accepted, state=MessageState.HELD)
        made = item(
            f"r-{customer}-{number}",
            conversation_id=c,
            message_id=message_id,
            source_text=text,
            translation=translation(f"Secret of {customer}, {number}"),
        )
        await store.commit(
            change(
                MessageHeld(held),
                conversation_id=c,
                message=held,
                message_was=MessageState.ACCEPTED,
                item=made,
            )
        )
        sent = replace(full_message(message_id), conversation_id=c, text=text * 2)
        await store.commit(
            change(
                MessageDelivered(sent),
                conversation_id=c,
                message=sent,
                message_was=MessageState.HELD,
                memory=unit(f"Secret of {customer}", source=text, message_id=message_id),
            )
        )


def bytes_of(path: Path) -> Iterator[bytes]:
    """The contents of the database and of every file beside it."""
    for file in path.parent.iterdir():
        yield file.read_bytes()


async def test_everything_of_a_customer_is_gone(store: SqliteStore) -> None:
    """Conversation, messages, events, outbox, review items and memory; the numbers are told."""
    await converse(store, "ada", 3)
    await store.create_conversation(conversation("second", customer_id="ada"))
    before = await store.unpublished(100)
    assert await store.erase_customer("ada") == Erased(conversations=2, messages=3)
    for lost in (
        store.conversation("conv-ada"),
        store.conversation("second"),
        store.events("conv-ada", 0, 10),
        store.message("conv-ada-0"),
        store.review_item("r-ada-0"),
    ):
        with pytest.raises(NotFound):
            await lost
    assert len(before) == 9
    assert await store.unpublished(100) == []
    assert await store.unfinished() == []
    assert await store.review_items(ReviewQuery(OPEN_STATES)) == []
    source = "Geheimnis von ada, Nummer 0. "
    assert await store.recall(source, "de", "en", None) is None


async def test_other_customers_keep_everything(store: SqliteStore) -> None:
    """Their messages, events, items and memory are untouched."""
    await converse(store, "ada", 2)
    await converse(store, "bob", 2)
    events = await store.events("conv-bob", 0, 100)
    await store.erase_customer("ada")
    assert await store.events("conv-bob", 0, 100) == events
    assert (await store.review_item("r-bob-1")).source_text.startswith("Geheimnis von bob")
    assert await store.recall("Geheimnis von bob, Nummer 0. ", "de", "en", None) is not None
    assert len(await store.unpublished(100)) == 6


async def test_an_unknown_customer_is_no_error(store: SqliteStore) -> None:
    """Asking twice, or for nobody, erases nothing."""
    assert await store.erase_customer("nobody") == Erased(0, 0)
    assert await store.conversation("c1") == conversation()


async def test_the_text_is_in_no_file_any_more(store: SqliteStore, path: Path) -> None:
    """Neither the database nor the log beside it holds a byte of what was erased."""
    for customer in ("ada", "bob"):
        await converse(store, customer, 40)
    assert any(b"Geheimnis von ada" in content for content in bytes_of(path))
    await store.erase_customer("ada")
    for secret in (b"Geheimnis von ada", b"Secret of ada", b"conv-ada"):
        assert not any(secret in content for content in bytes_of(path)), secret
    assert any(b"Geheimnis von bob" in content for content in bytes_of(path))


async def test_an_erasure_that_a_kill_ended_is_finished_later(
    store: SqliteStore, path: Path
) -> None:
    """Its rows were gone and its words were not; once they are, there is nothing to finish."""
    for customer in ("ada", "bob"):
        await converse(store, customer, 40)
    await erase_and_die(path, "ada")
    with pytest.raises(NotFound):
        await store.conversation("conv-ada")
    assert any(b"Geheimnis von ada" in content for content in bytes_of(path))
    assert await store.finish_erasures()
    assert not any(b"Geheimnis von ada" in content for content in bytes_of(path))
    assert any(b"Geheimnis von bob" in content for content in bytes_of(path))
    assert not await store.finish_erasures()


async def test_an_erasure_that_was_not_killed_leaves_nothing_to_finish(store: SqliteStore) -> None:
    """It purged by itself."""
    await converse(store, "ada", 3)
    await store.erase_customer("ada")
    assert not await store.finish_erasures()


async def test_an_erasure_that_cannot_be_purged_stays_to_be_finished(
    store: SqliteStore, path: Path
) -> None:
    """As while another process reads an older state of the file, which keeps its log."""
    await converse(store, "ada", 3)
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM messages").fetchone()
        await store.erase_customer("ada")
    assert any(b"Geheimnis von ada" in content for content in bytes_of(path))
    assert await store.finish_erasures()
    assert not any(b"Geheimnis von ada" in content for content in bytes_of(path))


async def test_an_erased_id_can_be_used_again(store: SqliteStore) -> None:
    """A new conversation under the old id begins at 1, and the old request id is free."""
    await store.accept(message("m1"))
    await store.erase_customer("cust-1")
    await store.create_conversation(conversation(customer_id="cust-2"))
    accepted = await store.accept(message("m1"))
    assert (accepted.message.position, accepted.sequence, accepted.duplicate) == (1, 1, False)


async def test_remembered_lines_leave_no_copy_on_pages_that_were_split(
    store: SqliteStore, path: Path
) -> None:
    """Lines come in any order, so that pages of the memory are split; `secure_delete` sees none."""
    for c in "ab":
        await store.create_conversation(conversation(c, customer_id=c))
    # Not every order of arrival leaves something behind; this one did.
    numbers = random.Random(0)
    for number in range(150):
        c = numbers.choice("ab")
        message_id = f"{numbers.random()}-{number}"
        text = f"SECRET{c}{number} " * numbers.randint(1, 120)
        accepted = (await store.accept(message(message_id, c, text=text))).message
        sent = replace(full_message(message_id), conversation_id=c, text=text)
        kept = unit(
            f"SECRET{c}{number}",
            source=f"{numbers.random()}SECRET{c}{number}",
            message_id=message_id,
        )
        await store.commit(
            change(
                MessageDelivered(sent),
                conversation_id=c,
                message=sent,
                message_was=accepted.state,
                memory=kept,
            )
        )
    await store.erase_customer("a")
    assert any(b"SECRETb" in content for content in bytes_of(path))
    assert not any(b"SECRETa" in content for content in bytes_of(path))


async def test_the_index_of_the_memory_forgets_a_customer(store: SqliteStore, path: Path) -> None:
    """No part of their lines is left, and every part of the others'."""
    await converse(store, "bob", 2)
    before = grams_in(path)
    await converse(store, "ada", 3)
    assert grams_in(path) > before
    await store.erase_customer("ada")
    assert grams_in(path) == before


def grams_in(path: Path) -> set[tuple[int, int]]:
    """The entries of the index."""
    connection = sqlite3.connect(path)
    try:
        return set(connection.execute("SELECT gram, unit_id FROM memory_grams"))
    finally:
        connection.close()
