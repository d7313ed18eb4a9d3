"""Figures of a period, counted from what really happened."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parley.domain.errors import InvalidInput, NotFound
from parley.domain.message import Severity
from parley.domain.ports import ReviewQuery
from parley.domain.report import GroupBy, ReportRow
from parley.domain.review import OPEN_STATES, Cause, ReleaseTag, ReviewItem
from parley.flow.report import ReportFlow
from parley.store.sqlite import SqliteStore
from support.build import flag, later
from support.flows import Service
from support.schema import older_copy

TAG = ReleaseTag("accuracy/omission", Cause.MODEL)


async def held(service: Service, text: str, rule: str) -> ReviewItem:
    """The item of a message that a rule holds."""
    service.assessor.by_source[text] = flag(Severity.CRITICAL, rule)
    await service.say(text)
    await service.dispatcher.drain()
    items = await service.store.review_items(ReviewQuery(OPEN_STATES))
    return next(item for item in items if item.source_text == text)


async def release(service: Service, item: ReviewItem, text: str | None, **more: Any) -> None:
    """Ada decides."""
    mine = await service.reviews.claim(item.review_item_id, "ada", None)
    await service.reviews.release(mine.review_item_id, "ada", mine.etag, text, **more)


@pytest.fixture
async def reports(service: Service) -> ReportFlow:
    """A period with one routine message and four held ones, decided after 10, 20 and 40 s."""
    await service.say("Danke")
    await service.dispatcher.drain()
    items = [
        await held(service, text, rule)
        for text, rule in (("eins", "noisy"), ("zwei", "noisy"), ("drei", "sharp"), ("vier", "new"))
    ]
    service.clock.advance(10)
    await release(service, items[0], None)
    service.clock.advance(10)
    await release(service, items[1], "two!!!!!", tags=(TAG,))
    service.clock.advance(20)
    mine = await service.reviews.claim(items[2].review_item_id, "bob", None)
    await service.reviews.reject(mine.review_item_id, "bob", mine.etag, "rude")
    service.clock.advance(3600)
    return ReportFlow(store=service.store, clock=service.clock)


async def rows(reports: ReportFlow, group_by: GroupBy) -> dict[str, ReportRow]:
    """The report of the last week by key."""
    return {row.key: row for row in await reports.report(None, None, group_by)}


async def test_a_period_is_counted(reports: ReportFlow) -> None:
    """Messages once, items once, shares of both."""
    (row,) = await reports.report(None, None, GroupBy.ALL)
    assert (row.messages, row.contained, row.touched) == (5, 1, 3)
    assert (row.items, row.decided, row.edited, row.rejected) == (4, 3, 2, 1)
    assert (row.containment, row.human_touch) == (0.2, 0.6)
    assert row.precision == pytest.approx(2 / 3)
    assert row.release_p50_s == pytest.approx(10, abs=0.01)
    assert row.release_p90_s == pytest.approx(20, abs=0.01)
    assert row.edit_distance == pytest.approx((0 + 1) / 2, abs=0.2)


async def test_rules_come_by_rising_precision(reports: ReportFlow) -> None:
    """The noisiest first, and those of which nothing is known last."""
    found = await reports.report(None, None, GroupBy.RULE)
    assert [(row.key, row.items, row.precision) for row in found] == [
        ("noisy", 2, 0.5),
        ("sharp", 1, 1.0),
        ("new", 1, None),
    ]


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        (GroupBy.LANGUAGE, {"de-en": (5, 4)}),
        (GroupBy.CHANNEL, {"chat": (5, 4)}),
        (GroupBy.REVIEWER, {"ada": (0, 2), "bob": (0, 1)}),
        (GroupBy.REASON, {"accuracy/omission:model": (0, 1)}),
    ],
)
async def test_rows_are_told_by_their_key(
    reports: ReportFlow, group_by: GroupBy, expected: dict[str, tuple[int, int]]
) -> None:
    """Messages and items of each."""
    found = await rows(reports, group_by)
    assert {key: (row.messages, row.items) for key, row in found.items()} == expected


async def test_a_deadline_that_passed_is_a_miss(service: Service, reports: ReportFlow) -> None:
    """Also when a person decides after it."""
    items = await service.store.review_items(ReviewQuery(OPEN_STATES))
    await release(service, items[0], None)
    (row,) = await reports.report(None, None, GroupBy.ALL)
    assert row.deadline_misses == 1


async def test_only_the_period_counts(reports: ReportFlow) -> None:
    """Its start is in it, its end is not."""
    assert await reports.report(later(-100), later(-1), GroupBy.ALL) == []
    (row,) = await reports.report(later(-100), later(100), GroupBy.ALL)
    assert (row.messages, row.items) == (5, 4)
    with pytest.raises(InvalidInput) as refused:
        await reports.report(later(9), later(0), GroupBy.ALL)
    assert refused.value.reason == "INVALID_PERIOD"


async def test_outcomes_are_means_of_what_channels_told(
    service: Service, reports: ReportFlow
) -> None:
    """What is told again replaces; what is not said stays."""
    await service.open("c2")
    await reports.record_outcome("c1", 2, None)
    await reports.record_outcome("c1", 4, True)
    await reports.record_outcome("c1", None, False)
    await reports.record_outcome("c2", 5, True)
    service.clock.advance(1)
    row = (await rows(reports, GroupBy.CHANNEL))["chat"]
    assert (row.satisfaction, row.first_contact_resolution) == (4.5, 0.5)
    for satisfaction, resolved in ((0, None), (6, True), (None, None)):
        with pytest.raises(InvalidInput):
            await reports.record_outcome("c1", satisfaction, resolved)
    with pytest.raises(NotFound):
        await reports.record_outcome("nobody", 3, None)


async def test_what_is_counted_is_what_is_there(
    service: Service, reports: ReportFlow, path: Path
) -> None:
    """After every verb, an undone release and an erased customer among them."""
    items = await service.store.review_items(ReviewQuery(OPEN_STATES))
    mine = await service.reviews.claim(items[0].review_item_id, "ada", None)
    await service.reviews.release(
        mine.review_item_id, "ada", mine.etag, None, tags=(TAG,), undo_window=timedelta(seconds=60)
    )
    assert uncounted(path) == 0
    assert (await rows(reports, GroupBy.REVIEWER))["ada"].items == 3
    await service.reviews.undo_release(mine.review_item_id, "ada", None)
    assert (await rows(reports, GroupBy.REVIEWER))["ada"].items == 2
    assert uncounted(path) == 0
    await service.store.erase_customer("cust-1")
    assert uncounted(path) == 0
    for group_by in GroupBy:
        assert await rows(reports, group_by) == {}


async def test_what_memory_spares_is_told(service: Service, reports: ReportFlow) -> None:
    """Lines that are flagged again, before and after a release, and those that memory answered."""
    for number in (1001, 1002):
        await held(service, f"Wo ist ORD-{number}?", "new")
        service.clock.advance(1)
    items = await service.store.review_items(ReviewQuery(OPEN_STATES))
    first = next(item for item in items if item.source_text == "Wo ist ORD-1001?")
    await release(service, first, "Where is ORD-1001?")
    service.clock.advance(1)
    await held(service, "Wo ist ORD-1003?", "new")
    await service.say("Wo ist ORD-1004?")
    await service.dispatcher.drain()
    service.clock.advance(1)
    (row,) = await reports.report(None, None, GroupBy.ALL)
    assert (row.repeats_before, row.repeats_after, row.from_memory) == (1, 1, 1)
    new = (await rows(reports, GroupBy.RULE))["new"]
    assert (new.repeats_before, new.repeats_after) == (1, 1)


@pytest.mark.parametrize("version", [9, 12])
async def test_an_older_database_gives_the_same_report(
    service: Service, reports: ReportFlow, path: Path, tmp_path: Path, version: int
) -> None:
    """Its messages and items are counted when it is migrated."""
    for number in (1001, 1002):
        await held(service, f"Wo ist ORD-{number}?", "new")
        service.clock.advance(1)
        items = await service.store.review_items(ReviewQuery(OPEN_STATES))
        await release(service, items[-1], None)
        service.clock.advance(1)
    copy = tmp_path / "older.db"
    older_copy(path, copy, version)
    upgraded = SqliteStore(copy)
    again = ReportFlow(store=upgraded, clock=service.clock)
    for group_by in GroupBy:
        assert await rows(again, group_by) == await rows(reports, group_by) != {}
    await upgraded.close()


def uncounted(path: Path) -> int:
    """Rows of the report that are not as the items say."""
    connection = sqlite3.connect(path)
    differing = 0
    for first, second in (("_now", ""), ("", "_now")):
        differing += connection.execute(
            f"SELECT count(*) FROM (SELECT * FROM review_facts{first}"
            f" EXCEPT SELECT * FROM review_facts{second})"
        ).fetchone()[0]
    connection.close()
    return differing


async def test_a_period_beyond_the_calendar_is_refused(reports: ReportFlow) -> None:
    """The last moment rounded up, and a week before the first one."""
    for end in (datetime.max, datetime.min):
        with pytest.raises(InvalidInput) as refused:
            await reports.report(None, end.replace(tzinfo=UTC), GroupBy.ALL)
        assert refused.value.reason == "INVALID_PERIOD"
