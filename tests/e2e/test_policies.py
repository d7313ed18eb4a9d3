"""Policies over gRPC, on real servers that share a database."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest

from parley.app import App
from parley.client import AsyncParley, CallFailed
from parley.config import Settings
from parley.rpc.gen import channel_pb2, policy_pb2
from support.events import next_of

LINE = "Mein Paket ist heute angekommen, vielen Dank."


@pytest.fixture
async def other(app: App, settings: Settings) -> AsyncIterator[AsyncParley]:
    """A client of a second server on the same database."""
    async with App(settings).running() as second, AsyncParley(second.address) as connected:
        yield connected


async def becomes(client: AsyncParley, conversation_id: str) -> bool:
    """Whether the line is sent on as provisional, in a conversation of its own."""
    await client.open_conversation(conversation_id, customer_language="de")
    await client.send(conversation_id, "customer", LINE)
    event = await next_of(client.events(conversation_id), "message_delivered")
    return event.message_delivered.provisional


async def test_a_change_holds_for_the_next_message_on_every_server(
    client: AsyncParley, other: AsyncParley
) -> None:
    """At once where it was made, soon on the other, until it is reset."""
    assert not await becomes(client, "before")
    found = await client.policy("chat")
    assert not found.overrides_file
    found.settings.thresholds.review_below = 1.0
    (limit, *_) = await client.check_policy(found)
    assert limit.review_below == 1.0
    changed = await client.update_policy(found, admin="ada", reason="a new model")
    assert (changed.overrides_file, changed.changed_by) == (True, "ada")
    assert list(changed.different) == ["review_below"]
    assert await becomes(client, "after")
    for number in range(30):
        if await becomes(other, f"elsewhere-{number}"):
            break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError("the second server does not take the change up")
    reset = await client.reset_policy(changed, admin="ada", reason="it is good")
    assert not reset.overrides_file
    assert not await becomes(client, "later")
    logged = [entry async for entry in client.audit_entries(subject="channel_policy/chat")]
    assert [(entry.actor, entry.verb) for entry in logged] == [
        ("ada", "change_policy"),
        ("ada", "reset_policy"),
    ]


async def test_every_setting_survives_the_way_there_and_back(client: AsyncParley) -> None:
    """What is written is what is read, and what is written again changes nothing."""
    before = await client.policy("email")
    settings = before.settings
    settings.thresholds.ClearField("review_budget")
    settings.thresholds.critical_error_bound = 0.5
    settings.scopes.add(direction="de-en").thresholds.hold_budget = 0.1
    settings.scopes.add(tenant="acme").thresholds.review_below = 0.5
    settings.audit_share = 0.2
    settings.severities["minor"] = channel_pb2.DECISION_HOLD
    settings.rules["idiom"] = channel_pb2.DECISION_DELIVER
    settings.hold_deadline_s = 90.0
    settings.on_deadline = policy_pb2.POLICY_DEADLINE_ESCALATE
    settings.priority = policy_pb2.POLICY_PRIORITY_BACKFILL
    settings.vip["tier"].values.extend(["gold", "iron"])
    settings.two_person_from = channel_pb2.SEVERITY_CRITICAL
    settings.two_person_rules.append("personal-data")
    settings.formality = channel_pb2.FORMALITY_INFORMAL
    changed = await client.update_policy(before, admin="ada", reason="all of it")
    assert changed.settings == settings
    assert await client.policy("email") == changed
    assert {limit.tenant for limit in changed.limits} == {"", "acme"}
    with pytest.raises(CallFailed) as refused:
        await client.update_policy(changed, admin="ada", reason="again")
    assert refused.value.reason == "NOTHING_CHANGED"


async def test_what_cannot_be_is_refused_with_reason_and_field(client: AsyncParley) -> None:
    """As a settings file with it would be."""
    found = await client.policy("chat")
    found.settings.scopes.add(direction="de-en").thresholds.hold_below = 3.0
    with pytest.raises(CallFailed) as refused:
        await client.update_policy(found, admin="ada", reason="a slip")
    assert (refused.value.code, refused.value.reason) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "SHARE_OUT_OF_RANGE",
    )
    assert refused.value.fields == {"scopes.0.hold_below": "between 0 and 1, not 3"}
    with pytest.raises(CallFailed) as unknown:
        await client.policy("pigeon")
    assert unknown.value.reason == "CHANNEL_NOT_FOUND"
    assert [policy.channel for policy in await client.policies()] == ["chat", "email"]
