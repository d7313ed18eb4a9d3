"""The queue over gRPC and from the command line, on a real server."""

import asyncio
import csv
import io
import subprocess
import sys
from datetime import timedelta

import msgspec
import pytest

from parley.app import App
from parley.client import AsyncParley, CallFailed
from parley.config import Settings
from parley.rpc.gen import review_pb2, reviewer_pb2

THREAT = "Wenn ich mein Geld nicht bekomme, gehe ich zum Anwalt."


async def held(client: AsyncParley, conversation_id: str = "desk-1") -> review_pb2.ReviewItem:
    """The item of a held message."""
    await client.open_conversation(conversation_id, customer_id="c-1", customer_language="de")
    await client.send(conversation_id, "customer", THREAT)
    async for item in client.watch_reviews(snapshot_size=10):
        if item.conversation_id == conversation_id:
            return item
    raise AssertionError


async def review(app: App, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    """`parley review …` and what is typed into it: status, output and errors."""
    run = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "parley", "review", *arguments, "--target", app.address],
        input=typed,
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )
    return run.returncode, run.stdout, run.stderr


async def test_profiles_decide_over_the_wire(client: AsyncParley) -> None:
    """A reviewer of other languages is refused with a reason; an update lets them in."""
    item = await held(client)
    ada = await client.create_reviewer(
        reviewer_pb2.Reviewer(reviewer_id="ada", directions=["fr-en"], active=True), admin="root"
    )
    with pytest.raises(CallFailed) as refused:
        await client.claim("ada", item.review_item_id)
    assert refused.value.reason == "LANGUAGE_NOT_REVIEWED"
    assert refused.value.metadata["direction"] == "de-en"
    ada.directions.append("de-en")
    changed = await client.update_reviewer(ada, admin="root", reason="knows German")
    assert changed.etag != ada.etag
    logged = [entry async for entry in client.audit_entries(subject="reviewer/ada")]
    assert [(entry.actor, entry.verb) for entry in logged] == [
        ("root", "create_reviewer"),
        ("root", "update_reviewer"),
    ]
    assert {text.name: text.text for text in logged[1].texts} == {"why": "knows German"}
    assert (await client.claim("ada")).review_item_id == item.review_item_id
    assert [r.reviewer_id for r in await client.reviewers()] == ["ada"]


async def test_a_release_can_be_undone_and_then_goes_out(client: AsyncParley) -> None:
    """Within its window nothing is sent; after it the customer's reader has the text."""
    mine = await client.claim("ada", (await held(client)).review_item_id)
    window = timedelta(seconds=60)
    leaving = await client.release(mine, "No", undo_window=window)
    assert leaving.state == review_pb2.REVIEW_STATE_RELEASING
    back = await client.undo_release(leaving)
    assert back.state == review_pb2.REVIEW_STATE_CLAIMED
    tag = review_pb2.ReleaseTag(category="accuracy/mistranslation")
    sent = await client.release(back, "I want my money.", undo_window=timedelta(0), tags=[tag])
    assert sent.state == review_pb2.REVIEW_STATE_RELEASED
    async for event in client.events("desk-1"):
        if event.HasField("message_delivered"):
            assert event.message_delivered.message.translation.text == "I want my money."
            break


async def test_the_log_holds_and_shows_what_was_done(app: App, client: AsyncParley) -> None:
    """Item by item; verified with its head; and a head that never was is noticed."""
    lawyer = reviewer_pb2.Reviewer(reviewer_id="lee", groups=["legal"], active=True)
    await client.create_reviewer(lawyer, admin="root")
    mine = await client.claim("ada", (await held(client)).review_item_id)
    await client.escalate(mine, "please look", "legal")
    status, shown, _ = await review(app, "audit", "--item", mine.review_item_id)
    assert status == 0
    assert [verb for verb in ("queue", "claim", "escalate") if f"  {verb}  " in shown] == [
        "queue",
        "claim",
        "escalate",
    ]
    assert "escalation_note: please look" in shown
    status, verified, _ = await review(app, "audit", "--verify")
    assert status == 0
    head = verified.split()[-1]
    await client.erase_customer("c-1")
    status, again, _ = await review(app, "audit", "--verify", "--head", head)
    assert status == 0
    assert "1 texts in them were erased" in again
    status, _, errors = await review(app, "audit", "--verify", "--head", "1:" + "0" * 64)
    assert (status, "AUDIT_HEAD_GONE" in errors) == (1, True)


@pytest.mark.parametrize(
    ("note", "group", "reason", "metadata"),
    [
        ("", "", "MISSING_NOTE", {}),
        ("please look", "legal", "EMPTY_GROUP", {"group": "legal", "direction": "de-en"}),
    ],
)
async def test_an_item_is_not_passed_on_to_nobody_or_for_nothing(
    client: AsyncParley, note: str, group: str, reason: str, metadata: dict[str, str]
) -> None:
    """The reviewer is told, and keeps the item."""
    mine = await client.claim("ada", (await held(client)).review_item_id)
    with pytest.raises(CallFailed) as refused:
        await client.escalate(mine, note, group)
    assert (refused.value.reason, dict(refused.value.metadata)) == (reason, metadata)
    await client.release(mine, "I want my money.")


async def test_a_report_comes_as_a_table_and_as_csv(app: App, client: AsyncParley) -> None:
    """The same figures, told by the channel's outcomes as well."""
    mine = await client.claim("ada", (await held(client)).review_item_id)
    await client.release(mine, "I want my money.")
    await client.record_outcome("desk-1", satisfaction=4, resolved_first_contact=True)
    (row,) = await client.report()
    assert (row.messages, row.human_touch, row.satisfaction) == (1, 1.0, 4.0)
    status, text, errors = await review(app, "report", "--by", "rule", "--csv")
    assert status == 0, errors
    rules = {line["key"]: line for line in csv.DictReader(io.StringIO(text))}
    assert rules["legal-threat"]["precision"] == "1.0"
    status, table, _ = await review(app, "report", "--by", "reviewer")
    assert status == 0
    assert "ada" in table


async def test_every_key_of_the_terminal_does_what_it_says(app: App, client: AsyncParley) -> None:
    """ "=" releases look-alikes, "<" returns, "?@group" escalates to a group, "!" rejects."""
    await client.open_conversation("desk-1", customer_language="de")
    for text in (
        "Ohne ORD-1001 gehe ich zum Anwalt.",
        "Ohne ORD-1002 gehe ich zum Anwalt.",
        "Mein Anwalt wird Sie verklagen.",
    ):
        await client.send("desk-1", "customer", text)
    bill = reviewer_pb2.Reviewer(reviewer_id="bill", groups=["billing"], active=True)
    await client.create_reviewer(bill, admin="root")
    seen: dict[str, str] = {}
    async for item in client.watch_reviews(snapshot_size=10):
        seen[item.source_text] = item.review_item_id
        if len(seen) == 3:
            break
    typed = "=\n<\n?@billing please look\n!not for us\n"
    status, shown, errors = await review(app, "--as", "ada", typed=typed)
    assert (status, errors) == (0, "")
    assert "released 2, 0 stay" in shown
    assert shown.endswith("The queue is empty.\n")
    found = await client.review_item(seen["Mein Anwalt wird Sie verklagen."])
    item = found.review_item
    assert item.state == review_pb2.REVIEW_STATE_REJECTED
    assert (item.group, item.escalation_note) == ("billing", "please look")
    subject = f"review_item/{item.review_item_id}"
    verbs = [entry.verb async for entry in client.audit_entries(subject=subject)]
    assert verbs == ["queue", "claim", "return", "claim", "escalate", "claim", "reject"]
    async for event in client.events("desk-1"):
        if event.HasField("message_rejected"):
            assert event.message_rejected.reason == "not for us"
            break


async def test_what_was_mistyped_is_asked_for_again(app: App, client: AsyncParley) -> None:
    """A verdict without its reason, or for a group of nobody, leaves the item in hand."""
    item = await held(client)
    status, shown, errors = await review(
        app, "--as", "ada", typed="!\n?\n?@nobody look\n!not for us\n"
    )
    reasons = [line.split(": ")[1] for line in errors.splitlines()]
    assert (status, reasons) == (0, ["MISSING_REASON", "MISSING_NOTE", "EMPTY_GROUP"])
    assert shown.count(THREAT) == 1
    rejected = (await client.review_item(item.review_item_id)).review_item
    assert rejected.state == review_pb2.REVIEW_STATE_REJECTED


async def test_a_customer_does_not_command_the_terminal(app: App, client: AsyncParley) -> None:
    """Control characters are shown and not obeyed, and no line passes for one of the command's."""
    await client.open_conversation("desk-1", customer_language="de")
    evil = "Mein Anwalt wird Sie verklagen.\r\n  translation  \x1b]0;owned\x07"
    await client.send("desk-1", "customer", evil)
    await anext(client.watch_reviews(snapshot_size=10))
    _, shown, _ = await review(app, "--as", "ada", typed="<\n")
    assert not any(mark in shown for mark in "\x1b\x07\r")
    assert "\n  translation  \ufffd" not in shown
    assert "]0;owned" in shown


async def test_who_reads_longer_than_a_short_lease_keeps_the_item(settings: Settings) -> None:
    """The terminal renews in time, however short the lease."""
    short = msgspec.structs.replace(settings, review_lease_s=5.0)
    async with App(short).running() as app, AsyncParley(app.address) as client:
        item = await held(client)
        desk = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "parley", "review", "--as", "ada", "--target", app.address),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            while item.claimed_by != "ada":
                await asyncio.sleep(0.1)
                item = (await client.review_item(item.review_item_id)).review_item
        await asyncio.sleep(8)
        _, errors = await desk.communicate(b"Read with care.\n")
        assert errors == b""
        released = (await client.review_item(item.review_item_id)).review_item
        assert (released.decided_by, released.released_text) == ("ada", "Read with care.")


async def test_reviewing_needs_a_name(app: App) -> None:
    """The command says what is missing."""
    status, _, errors = await review(app)
    assert (status, "MISSING_OPTION" in errors) == (1, True)
