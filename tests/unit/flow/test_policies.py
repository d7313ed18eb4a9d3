"""Policies that admins change while the service runs."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from parley.app.policies import SettingsBook
from parley.config import ChannelSettings, Settings
from parley.domain.audit import ChainCheck
from parley.domain.decide import Bound
from parley.domain.errors import Conflict, InvalidInput, NotFound, WrongState
from parley.domain.message import Formality, Priority
from parley.flow.policies import Policies, PolicyFlow
from parley.risk.confidence.calibrated import Calibrated, Coefficients, Counted, Curve, Fitted
from parley.risk.confidence.lexicon import Coverage
from parley.store.sqlite import SqliteStore
from support.build import NOW
from support.fakes import FakeClock

FILE = Settings(channels={"chat": ChannelSettings(review_budget=0.2)})
# A hundred calibration messages, of which nobody can promise one critical error in a thousand.
CURVE = Curve(
    scores=(0.0, 1.0),
    probabilities=(0.0, 1.0),
    quantiles=tuple(step / 100 for step in range(101)),
    counted=(Counted(0.5, 50, 1), Counted(0.1, 90, 9)),
)
COEFFICIENTS = Coefficients((), (), 0.0, {"": CURVE})
ESTIMATOR = Calibrated(Fitted("fake", "", "", Coverage(0.0, 0.0), COEFFICIENTS, COEFFICIENTS), None)


def flow_on(store: SqliteStore, settings: Settings = FILE) -> PolicyFlow:
    """As a server of its own has it."""
    return PolicyFlow(store, FakeClock(), Policies(store, SettingsBook(settings, ESTIMATOR)))


@pytest.fixture
def flow(store: SqliteStore) -> PolicyFlow:
    """The flow of one server."""
    return flow_on(store)


async def changed(flow: PolicyFlow, **settings: Any) -> dict[str, Any]:
    """The chat's settings with some that are others."""
    return {**(await flow.channel("chat")).written.settings, **settings}


async def test_a_change_holds_at_once_and_budgets_become_thresholds(flow: PolicyFlow) -> None:
    """In the mapping that the pipeline has, for the channel and for those that name none."""
    in_force = flow.policies.in_force
    assert in_force["chat"].thresholds("de-en").review_below == pytest.approx(0.2)
    settings = await changed(
        flow, review_budget=0.6, audit_share=0.5, formality="informal", priority="email"
    )
    found = await flow.change("chat", settings, "0", "ada", "the new model is not known yet")
    for channel in ("chat", ""):
        policy = in_force[channel]
        assert policy.thresholds("de-en").review_below == pytest.approx(0.6)
        assert (policy.audit_share, policy.formality) == (0.5, Formality.INFORMAL)
        assert policy.priority is Priority.EMAIL
    assert found.is_edited
    assert found.different == ("audit_share", "formality", "priority", "review_budget")
    assert found.edit is not None
    assert (found.edit.admin, found.edit.at, found.etag) == ("ada", NOW, "1")


async def test_a_bound_that_cannot_be_certified_is_told(flow: PolicyFlow) -> None:
    """And everything is reviewed there, as at a start."""
    settings = await changed(flow, review_budget=None, critical_error_bound=0.001)
    written = await flow.read("chat", settings)
    assert written.policy.thresholds("") == written.policy.thresholds("de-en")
    assert written.policy.thresholds("").bound == Bound(0.001, 0.95, certified=False)
    assert written.policy.thresholds("").review_below == 1.0
    assert not (await flow.channel("chat")).is_edited


@pytest.mark.parametrize(
    ("settings", "reason", "field"),
    [
        ({"review_budget": 1.5}, "SHARE_OUT_OF_RANGE", "review_budget"),
        ({"review_below": 0.5}, "THRESHOLDS_CONFLICT", "review_below"),
        ({"audit_share": "much"}, "INVALID_SETTING", "audit_share"),
        ({"hold_bellow": 0.1}, "INVALID_SETTING", "hold_bellow"),
        ({"severities": {"minor": "drop"}}, "INVALID_SETTING", "severities.minor"),
        ({"rules": {"no-such-rule": "hold"}}, "UNKNOWN_RULE", "rules"),
        ({"vip": {"tier": []}}, "INVALID_VIP", "vip.tier"),
        ({"vip": {"my tier": ["gold"]}}, "INVALID_VIP", "vip"),
        ({"vip": {"tier": ["v" * 257]}}, "INVALID_VIP", "vip.tier"),
        (
            {"scopes": [{"tenant": "acme", "confidence_level": 0.9}]},
            "LEVEL_WITHOUT_BOUND",
            "scopes.0.confidence_level",
        ),
        ({"hold_deadline_s": float("nan")}, "INVALID_DEADLINE", "hold_deadline_s"),
        ({"scopes": [{"direction": "de-de"}]}, "INVALID_DIRECTION", "scopes.0.direction"),
        (
            {"scopes": [{"direction": "de-xx", "hold_below": 0.1}]},
            "UNSUPPORTED_DIRECTION",
            "scopes.0.direction",
        ),
        (
            {"scopes": [{"tenant": "acme", "hold_below": 0.1}, {"tenant": "b", "hold_below": 2.0}]},
            "SHARE_OUT_OF_RANGE",
            "scopes.1.hold_below",
        ),
    ],
)
async def test_what_a_file_could_not_say_is_refused_at_its_place(
    flow: PolicyFlow, settings: dict[str, Any], reason: str, field: str
) -> None:
    """With the reason, and nothing changes."""
    with pytest.raises(InvalidInput) as refused:
        await flow.change("chat", await changed(flow, **settings), "0", "ada", "a try")
    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert not (await flow.channel("chat")).is_edited


@pytest.mark.parametrize(
    ("admin", "why", "reason"),
    [
        (" ", "why", "MISSING_ADMIN"),
        ("ada", " ", "MISSING_REASON"),
        ("ada", "w", "NOTHING_CHANGED"),
    ],
)
async def test_a_change_says_who_why_and_what(
    flow: PolicyFlow, admin: str, why: str, reason: str
) -> None:
    """What is the same as before is none: the file's word would be lost for nothing."""
    with pytest.raises(InvalidInput, match=r".") as refused:
        await flow.change("chat", await changed(flow), "0", admin, why)
    assert refused.value.reason == reason


async def test_of_two_admins_the_slower_is_told(flow: PolicyFlow) -> None:
    """Neither overwrites what they have not read, after a reset neither."""
    await flow.change("chat", await changed(flow, audit_share=0.5), "0", "ada", "more")
    with pytest.raises(Conflict) as refused:
        await flow.change("chat", await changed(flow, audit_share=0.1), "0", "bob", "less")
    assert refused.value.metadata["current"] == "1"
    await flow.reset("chat", "1", "ada", "enough seen")
    with pytest.raises(Conflict):
        await flow.change("chat", await changed(flow, audit_share=0.1), "1", "bob", "less")


async def test_the_record_itself_refuses_the_slower_of_two_servers(
    store: SqliteStore, flow: PolicyFlow
) -> None:
    """Both saw version 0 when they began to write."""
    other = flow_on(store)
    wanted = await changed(flow, audit_share=0.5)
    results = await asyncio.gather(
        flow.change("chat", wanted, "0", "ada", "more"),
        other.change("chat", {**wanted, "audit_share": 0.7}, "0", "bob", "more still"),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert len(await store.audit_entries(0, "", 10)) == 1


async def test_a_reset_brings_the_file_s_policy_back(flow: PolicyFlow) -> None:
    """Only where there is something to take back."""
    before = flow.policies.in_force["email"]
    settings = {**(await flow.channel("email")).written.settings, "hold_deadline_s": 60.0}
    await flow.change("email", settings, "0", "ada", "they wait too long")
    assert flow.policies.in_force["email"].hold_deadline_s == 60.0
    found = await flow.reset("email", "1", "ada", "they do not")
    assert flow.policies.in_force["email"] == before
    assert not found.is_edited
    with pytest.raises(WrongState) as refused:
        await flow.reset("email", "2", "ada", "again")
    assert refused.value.reason == "POLICY_NOT_CHANGED"
    with pytest.raises(NotFound):
        await flow.reset("pigeon", "0", "ada", "why not")


async def test_each_change_is_in_the_chain_with_what_was_before(
    store: SqliteStore, flow: PolicyFlow
) -> None:
    """Who, when, what it was, what it is, and why."""
    await flow.change("chat", await changed(flow, audit_share=0.5), "0", "ada", "we know little")
    await flow.reset("chat", "1", "bob", "we know enough")
    first, second = await store.audit_entries(0, "channel_policy/chat", 10)
    assert '"actor":"ada"' in first.content
    assert '"before":{"audit_share":0.01}' in first.content
    assert '"after":{"audit_share":0.5,"overrides_file":true}' in first.content
    assert first.texts["why"].text == "we know little"
    assert '"verb":"reset_policy"' in second.content
    assert '"after":{"audit_share":0.01,"overrides_file":false}' in second.content
    check = ChainCheck()
    assert [check.fault(entry) for entry in (first, second)] == ["", ""]


async def test_other_servers_and_later_starts_take_a_change_up(
    store: SqliteStore, flow: PolicyFlow
) -> None:
    """By the version in the record."""
    other = flow_on(store)
    await other.policies.refresh()
    await flow.change("chat", await changed(flow, audit_share=0.5), "0", "ada", "more")
    assert other.policies.in_force["chat"].audit_share == 0.01
    await other.policies.refresh()
    assert other.policies.in_force["chat"].audit_share == 0.5
    later = flow_on(store)
    await later.policies.refresh()
    assert later.policies.in_force["chat"].audit_share == 0.5


async def test_a_change_that_cannot_be_used_any_more_is_told_and_the_file_s_holds(
    store: SqliteStore, flow: PolicyFlow, tmp_path: Path
) -> None:
    """As after its models were taken away; the service starts all the same."""
    scopes = [{"direction": "de-en", "hold_below": 0.5}]
    await flow.change("chat", await changed(flow, scopes=scopes), "0", "ada", "German is hard")
    (tmp_path / "catalog.toml").write_text("model = []", encoding="utf-8")
    without = Settings(channels=FILE.channels, models_folder=str(tmp_path))
    other = flow_on(store, without)
    found = await other.channel("chat")
    assert found.refused is not None
    assert (found.refused.reason, found.refused.field) == (
        "UNSUPPORTED_DIRECTION",
        "scopes.0.direction",
    )
    assert other.policies.in_force["chat"] == other.policies.book.of_file["chat"].policy
