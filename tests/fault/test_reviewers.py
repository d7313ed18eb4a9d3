"""Reviewers who die in the middle of their work: no item in two hands, and none is lost."""

import asyncio
import itertools
import json
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from parley.domain.audit import ChainCheck
from parley.domain.conversation import MessageDelivered
from parley.domain.errors import ParleyError
from parley.domain.message import Severity
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewItem, ReviewState
from parley.flow.review import ReviewFlow
from parley.store.sqlite import SqliteStore
from support.build import flag
from support.flows import Service

LEASE = timedelta(seconds=5)
ITEMS = 40


class Reviewer:
    """Claims, works, and sometimes dies, keeping a claim that nobody renews."""

    def __init__(self, desk: ReviewFlow, service: Service, name: str, dice: random.Random) -> None:
        self._desk = desk
        self._service = service
        self._name = name
        self._dice = dice

    async def work(self, until: float) -> None:
        """Until the time is up or nothing is left to do."""
        for life in itertools.count():
            name = f"{self._name}-{life}"
            while time.monotonic() < until:
                try:
                    item = await self._desk.claim_next(name, "", "", LEASE)
                except ParleyError:
                    # Everything is in somebody's hands: time goes on.
                    self._service.clock.advance(1)
                    if not await self._service.store.review_items(ReviewQuery(OPEN_STATES)):
                        return
                    await asyncio.sleep(0)
                    continue
                if self._dice.random() < 0.3:
                    break
                await self._finish(item, name)
            else:
                return

    async def _finish(self, item: ReviewItem, name: str) -> None:
        try:
            await asyncio.sleep(self._dice.random() * 0.002)
            if self._dice.random() < 0.3:
                await self._desk.renew(item.review_item_id, name, LEASE)
            verb = self._dice.random()
            if verb < 0.15:
                await self._desk.give_back(item.review_item_id, name, item.etag)
            elif verb < 0.3:
                await self._desk.escalate(item.review_item_id, name, item.etag, "hm")
            else:
                await self._desk.release(item.review_item_id, name, item.etag, f"by {name}")
        except ParleyError:
            # Too slow: the lease ended, and the item is somebody else's by now.
            return


async def held(service: Service, texts: list[str]) -> None:
    """An item for each text."""
    for text in texts:
        service.assessor.by_source[text] = flag(Severity.CRITICAL)
        await service.say(text)
    await service.dispatcher.drain()


async def claims_of(service: Service) -> dict[str, list[dict]]:
    """What the log tells of each item, the whole chain verified."""
    check, after, by_item = ChainCheck(), 0, {}
    while entries := await service.store.audit_entries(after, "", 1_000):
        for entry in entries:
            assert check.fault(entry) == ""
            content = json.loads(entry.content)
            by_item.setdefault(content["subject"], []).append(content)
        after = entries[-1].sequence
    return by_item


def require_one_hand_at_a_time(steps: list[dict]) -> None:
    """Nobody claims while another's lease runs."""
    holder, until = "", datetime.min.replace(tzinfo=UTC)
    for step in steps:
        after = step["after"]
        if step["verb"] == "claim":
            at = datetime.fromisoformat(step["at"])
            assert holder in ("", step["actor"]) or at >= until, steps
        holder = after.get("claimed_by", holder)
        if after.get("lease_until"):
            until = datetime.fromisoformat(after["lease_until"])


@pytest.mark.timeout(0)
async def test_dying_reviewers_lose_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Two servers on one record, reviewers who vanish: each message goes out exactly once."""
    length_s = float(request.config.getoption("--chaos-seconds"))
    dice = random.Random(7)
    until = time.monotonic() + length_s
    async with Service(tmp_path / "parley.db") as service:
        await service.open()
        other = SqliteStore(tmp_path / "parley.db")
        desks = (service.reviews, ReviewFlow(replace(service.desk, store=other)))
        for round_ in itertools.count():
            await held(service, [f"Satz {round_} {_word(n)}" for n in range(ITEMS)])
            workers = [
                Reviewer(desks[n % 2], service, f"rev-{round_}-{n}", dice).work(
                    time.monotonic() + 60
                )
                for n in range(12)
            ]
            await asyncio.gather(*workers)
            if time.monotonic() >= until:
                break
        await other.close()
        assert await service.store.review_items(ReviewQuery(OPEN_STATES)) == []
        await _require_sent_once(service, (round_ + 1) * ITEMS)
        log = await claims_of(service)
        claims = [s for steps in log.values() for s in steps if s["verb"] == "claim"]
        # Many were claimed more than once, or nobody died and this proves nothing.
        assert len(claims) > len(log) * 1.2
        for steps in log.values():
            require_one_hand_at_a_time(steps)


async def _require_sent_once(service: Service, count: int) -> None:
    decided = await service.store.review_items(
        ReviewQuery((ReviewState.RELEASED,), limit=count + 1)
    )
    assert len(decided) == count
    sent: list[str] = []
    after = 0
    while events := await service.store.events("c1", after, 1_000):
        sent += [e.body.message.message_id for e in events if isinstance(e.body, MessageDelivered)]
        after = events[-1].sequence
    assert sorted(sent) == sorted(item.message_id for item in decided)


def _word(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
