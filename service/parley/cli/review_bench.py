"""review bench: how long a claim takes when many review and much waits."""

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click

from parley.bench.server import spawned
from parley.cli.connect import run
from parley.cli.options import Finite
from parley.cli.review_pages import add_visitor, console_url, visit
from parley.client import AsyncParley, CallFailed
from parley.domain.audit import Action
from parley.domain.conversation import Conversation
from parley.domain.message import (
    AuthorRole,
    Flag,
    Message,
    MessageState,
    Origin,
    Severity,
    Translation,
)
from parley.domain.review import ReviewItem
from parley.store.codec import to_json, to_micros
from parley.store.sqlite import SqliteStore
from parley.store.sqlite.database import Database
from parley.store.sqlite.reviews import write_item
from parley.store.sqlite.statements import Statements

T = TypeVar("T")

_DIRECTIONS = ("de-en", "es-en", "fr-en", "pt-en", "en-de", "en-es", "en-fr", "en-pt")
_RULES = ("idiom", "number-mismatch", "legal-threat", "personal-data", "length-mismatch")
_BATCH = 1_000
_START_S = 120.0


@click.command(short_help="Measure claims with many reviewers and a long queue.")
@click.option("--items", default=100_000, show_default=True, type=click.IntRange(min=1))
@click.option("--reviewers", default=50, show_default=True, type=click.IntRange(min=1))
@click.option("--seconds", default=30.0, show_default=True, type=Finite(min=1))
@click.option("--think", "think_s", default=1.0, show_default=True,
              type=Finite(min=0), help="Mean seconds over an item.")  # fmt: skip
@click.option("--seed", default=1, show_default=True)
def bench(items: int, reviewers: int, seconds: float, think_s: float, seed: int) -> None:
    """Fill a database that is thrown away, serve it, and review over gRPC.

    Every reviewer claims the next, thinks, releases, and now and then looks at the first page of
    the queue. Meanwhile somebody reads page after page of the console.
    """
    run(_bench(items, reviewers, seconds, think_s, seed))


@dataclass(slots=True)
class _Times:
    """Seconds by what was waited for, and the items that were handed out."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    claimed: list[str] = field(default_factory=list)

    async def measured(self, name: str, work: Awaitable[T]) -> T:
        began = time.perf_counter()
        result = await work
        self.seconds.setdefault(name, []).append(time.perf_counter() - began)
        return result


async def _bench(items: int, reviewers: int, seconds: float, think_s: float, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="parley-review-") as scratch:
        folder = Path(scratch)
        database, listen = folder / "parley.db", f"unix:{folder / 'socket'}"
        began = time.perf_counter()
        await _fill(database, items, random.Random(seed))  # noqa: S311
        click.echo(f"{items:,} items filled in {time.perf_counter() - began:.1f} s")
        await add_visitor(database)
        command = ("serve", "--listen", listen, "--database", str(database))
        async with spawned(
            (sys.executable, "-m", "parley", *command),
            folder / "server.log",
            environment={**os.environ, "PARLEY_CONSOLE_LISTEN": "127.0.0.1:0"},
        ):
            times = _Times()
            pages: dict[str, list[float]] = {}
            await _until_serving(listen)
            url = console_url(folder / "server.log")
            until = time.perf_counter() + seconds
            await asyncio.gather(
                visit(url, until, pages),
                *(
                    _review(listen, f"reviewer-{number}", until, think_s, times)
                    for number in range(reviewers)
                ),
            )
            await _look(listen, times)
    twice = len(times.claimed) - len(set(times.claimed))
    click.echo(f"{len(times.claimed):,} claims by {reviewers} reviewers, {twice} of them double")
    for title, seconds_of in (("over gRPC", times.seconds), ("page of the console", pages)):
        click.echo(f"\n{title:26}")
        for name, measured in seconds_of.items():
            click.echo(_line(name, sorted(measured)))


def _line(name: str, ordered: list[float]) -> str:
    p50, p99 = (ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (50, 99))
    return (
        f"{name:26} {len(ordered):7,}  p50 {p50 * 1e3:7.1f} ms  p99 {p99 * 1e3:7.1f} ms"
        f"  max {ordered[-1] * 1e3:7.1f} ms"
    )


async def _until_serving(listen: str) -> None:
    async with asyncio.timeout(_START_S), AsyncParley(listen) as client:
        while not await client.is_serving():  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def _review(listen: str, name: str, until: float, think_s: float, times: _Times) -> None:
    dice = random.Random(name)  # noqa: S311
    async with AsyncParley(listen) as client:
        await asyncio.sleep(dice.random() * think_s)
        while time.perf_counter() < until:
            source, target = dice.choice(_DIRECTIONS).split("-")
            try:
                item = await times.measured(
                    "claim", client.claim(name, source=source, target=target)
                )
            except CallFailed as error:
                if error.reason == "QUEUE_EMPTY":
                    return
                raise
            times.claimed.append(item.review_item_id)
            await asyncio.sleep(dice.expovariate(1 / think_s) if think_s else 0)
            await times.measured("renew", client.renew(item))
            await times.measured("release", client.release(item))
            if dice.random() < 0.1:
                await times.measured("first page", client.review_items(page_size=50))


async def _look(listen: str, times: _Times) -> None:
    async with AsyncParley(listen, timeout_s=120) as client:
        for group_by in ("all", "rule", "reviewer"):
            await times.measured("report", client.report(group_by))


async def _fill(path: Path, count: int, dice: random.Random) -> None:
    store = SqliteStore(path)
    await store.close()
    database = Database(path)
    try:
        for first in range(0, count, _BATCH):
            await database.write(_writer(range(first, min(first + _BATCH, count)), dice))
    finally:
        await database.close()


def _writer(numbers: range, dice: random.Random) -> Callable[[Statements], None]:
    def work(sql: Statements) -> None:
        for message, item in _made(numbers, dice):
            _insert(sql, message)
            write_item(sql, item, None, Action("", "queue", item.created_at))

    return work


def _insert(sql: Statements, message: Message) -> None:
    conversation = Conversation(
        message.conversation_id, "chat", message.conversation_id, None, "en", message.created_at
    )
    sql.run(
        "insert_conversation",
        conversation_id=conversation.conversation_id,
        channel=conversation.channel,
        customer_id=conversation.customer_id,
        customer_language=None,
        agent_language=conversation.agent_language,
        formality=None,
        state=conversation.state.value,
        created_at=0,
        opened_as="",
        metadata="{}",
    )
    sql.run(
        "insert_message",
        message_id=message.message_id,
        conversation_id=message.conversation_id,
        position=1,
        channel=message.channel,
        request_id=message.request_id,
        state=message.state.value,
        body=to_json(message),
        accepted_as=1,
        created_s=to_micros(message.created_at) // 1_000_000,
    )


def _made(numbers: range, dice: random.Random) -> Iterator[tuple[Message, ReviewItem]]:
    now = datetime.now(UTC)
    for number in numbers:
        source, target = dice.choice(_DIRECTIONS).split("-")
        severity = dice.choice(tuple(Severity))
        held = severity is Severity.CRITICAL
        text = f"Message {number}: where is order ORD-{dice.randrange(10**6):06}?"
        created = now - timedelta(seconds=dice.randrange(3_600))
        message = Message(
            message_id=f"m{number}",
            conversation_id=f"c{number}",
            channel="chat",
            request_id=f"q{number}",
            author_role=AuthorRole.CUSTOMER,
            text=text,
            created_at=created,
            position=1,
            state=MessageState.HELD if held else MessageState.PROVISIONAL,
        )
        yield (
            message,
            ReviewItem(
                review_item_id=f"r{number}",
                conversation_id=message.conversation_id,
                message_id=message.message_id,
                created_at=created,
                author_role=message.author_role,
                source_text=text,
                translation=Translation(text, source, target, dice.random(), Origin.MODEL),
                flags=(Flag(dice.choice(_RULES), "accuracy/mistranslation", severity, "Look."),),
                severity=severity,
                sent_already=not held,
                deadline=now + timedelta(hours=1 + dice.random()) if held else None,
                channel="chat",
            ),
        )
