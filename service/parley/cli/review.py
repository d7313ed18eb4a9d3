"""review: the queue at a terminal."""

import asyncio
import time

import click
import grpc

from parley.cli.connect import connected, fail, run
from parley.cli.lazy import LazyGroup
from parley.cli.options import server_option
from parley.cli.terminal import shown
from parley.cli.typed import typed_line
from parley.client import AsyncParley, CallFailed
from parley.config import Settings
from parley.domain.errors import InvalidInput
from parley.rpc.gen import channel_pb2, memory_pb2, review_pb2
from parley.rpc.gen import review_service_pb2 as reviews

_COMMANDS = {
    "account": ("account", "account", "Who may sign in to the console."),
    "causes": ("review_export", "causes", "Count why translations were changed, by week."),
    "export": ("review_export", "export", "Write what was released as training pairs."),
    "import": ("review_import", "take_in", "Release what another tool reviewed, from XLIFF."),
    "bench": ("review_bench", "bench", "Measure claims with many reviewers and a long queue."),
    "report": ("review_report", "report", "Containment, times, edits, reasons, noisy rules."),
    "audit": ("review_audit", "audit", "Show the log of every action, or verify it."),
}
_POLL_S = 1.0
# How far apart renewals are at most, and at least: just under a third of the shortest lease.
_SELDOM_S, _OFTEN_S = 20.0, 1.5
_PASSING = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED})
# Where the texts of `_show` begin.
_COLUMN = 15
_MARKS = {
    channel_pb2.SEVERITY_MINOR: "minor",
    channel_pb2.SEVERITY_MAJOR: "major",
    channel_pb2.SEVERITY_CRITICAL: "critical",
}

_ORIGINS = {
    memory_pb2.MEMORY_ORIGIN_RELEASE: "review",
    memory_pb2.MEMORY_ORIGIN_WRITTEN: "written",
    memory_pb2.MEMORY_ORIGIN_IMPORT: "import",
    memory_pb2.MEMORY_ORIGIN_STARTER: "starter",
}


@click.command(
    cls=LazyGroup,
    lazy=_COMMANDS,
    invoke_without_command=True,
    short_help="Work through the review queue.",
)
@click.option("--as", "reviewer", help="Your name.")
@click.option("--from", "source", default="", help="Only messages in this language.")
@click.option("--to", "into", default="", help="Only translations into this language.")
@click.option("--wait", is_flag=True, help="When the queue is empty, wait for more.")
@server_option
@click.pass_context
def review(
    context: click.Context, reviewer: str | None, source: str, into: str, wait: bool, target: str
) -> None:
    """Take the most urgent item, decide, and take the next.

    For each item: Enter releases the translation as it is, any text replaces it, "!reason"
    rejects it, "?note" gives it to a senior reviewer and "?@group note" to a subject group, "="
    releases it and every look-alike, "<" returns it to the queue, Ctrl-D leaves it and ends. Lines
    that people translated before and that are like it are shown below it.
    """
    if context.invoked_subcommand is not None:
        return
    if not reviewer:
        fail("MISSING_OPTION", "say who you are: --as NAME")
    run(_review(reviewer, source, into, wait, target))


async def _review(reviewer: str, source: str, into: str, wait: bool, target: str) -> None:
    async with connected(target, Settings()) as client:
        while True:
            try:
                item = await client.claim(reviewer, source=source, target=into)
            except CallFailed as error:
                if error.reason != "QUEUE_EMPTY":
                    raise
                if not wait:
                    click.echo("The queue is empty.")
                    return
                await asyncio.sleep(_POLL_S)
                continue
            _show(item)
            _show_help(await client.review_item(item.review_item_id))
            if not await _decide(client, item):
                return


def _show(item: review_pb2.ReviewItem) -> None:
    made = item.translation
    click.echo()
    click.echo(click.style(f"{made.source_language} → {made.target_language}", bold=True), nl=False)
    late = ", as its time was up" if item.deadline_missed else ""
    click.echo(f"  sent already{late}" if item.sent_already else "  held")
    click.echo(f"  source       {_text(item.source_text)}")
    click.echo(f"  translation  {_text(made.text)}  ({made.confidence:.0%} sure)")
    if item.approved_by:
        click.echo(
            f"  approved     {_text(item.approved_text)}  (by {item.approved_by}; Enter agrees)"
        )
    elif item.two_person:
        click.echo("  two people   a second person must agree before it goes out")
    for flag in item.flags:
        click.echo(f"  {_MARKS.get(flag.severity, ''):11}  {flag.reason}")
    if item.escalation_note:
        click.echo(f"  note         {_text(item.escalation_note)}")


def _text(text: str) -> str:
    return shown(text, _COLUMN)


def _show_help(found: reviews.GetReviewItemResponse) -> None:
    """What memory and glossary have for the item."""
    for suggestion in found.suggestions:
        origin = _ORIGINS.get(suggestion.origin, "memory")
        click.echo(f"  {suggestion.similarity:4.0%} {origin:7} {_text(suggestion.source_text)}")
        click.echo(f"               {_text(suggestion.target_text)}")
    for term in found.glossary_terms:
        wanted = "is not translated" if term.do_not_translate else f"is {term.target_text}"
        note = f" ({term.note})" if term.note else ""
        click.echo(f"  glossary     {term.source_text} {wanted}{note}")


async def _decide(client: AsyncParley, item: review_pb2.ReviewItem) -> bool:
    """Ask and act, keeping the lease while asking; False when the reviewer leaves.

    What was mistyped is asked for again: the item is in hand still, and nobody else is offered it.
    """
    while True:
        try:
            answer = await _answer(client, item)
            if answer is None:
                return False
            await _act(client, item, answer)
        except (InvalidInput, CallFailed) as error:
            click.echo(f"parley: {error.reason}: {error.message}", err=True)
            if not _can_be_mended(error):
                return True
        else:
            return True


def _can_be_mended(error: InvalidInput | CallFailed) -> bool:
    """Whether another answer for the same item may do."""
    if isinstance(error, InvalidInput):
        return True
    return error.code is grpc.StatusCode.INVALID_ARGUMENT or error.reason == "EMPTY_GROUP"


async def _answer(client: AsyncParley, item: review_pb2.ReviewItem) -> str | None:
    """What the reviewer types; None at the end. Raises as `typed_line`."""
    renewing = asyncio.create_task(_keep(client, item))
    try:
        return await asyncio.to_thread(_ask)
    finally:
        renewing.cancel()


async def _act(client: AsyncParley, item: review_pb2.ReviewItem, answer: str) -> None:
    if answer.startswith("!"):
        await client.reject(item, answer[1:].strip())
    elif answer.startswith("?"):
        group, note = _addressed(answer[1:].strip())
        await client.escalate(item, note, group)
    elif answer == "=":
        released = await client.release_alike(item)
        others = len(released.others) + released.others_left_out
        click.echo(f"  released {1 + others}, {released.left} stay")
    elif answer == "<":
        await client.give_back(item)
    else:
        await client.release(item, answer or None)


def _addressed(text: str) -> tuple[str, str]:
    """Group and note of "@group note"; no group where none is named."""
    if not text.startswith("@"):
        return "", text
    group, _, note = text[1:].partition(" ")
    return group, note.strip()


def _ask() -> str | None:
    line = typed_line("  > ")
    return None if line is None else line.strip()


async def _keep(client: AsyncParley, item: review_pb2.ReviewItem) -> None:
    """Renew for as long as that is of use: a server that restarts is back before the lease ends."""
    while True:
        await asyncio.sleep(_until_renewal_s(item, time.time()))
        try:
            item = await client.renew(item)
        except CallFailed as error:
            if error.code not in _PASSING:
                return


def _until_renewal_s(item: review_pb2.ReviewItem, now: float) -> float:
    """A third of the lease that is left; the bounds are for a clock that differs from the server's.

    Args:
        now: seconds of this machine's clock since 1970.
    """
    left = item.lease_expire_time.ToNanoseconds() / 1e9 - now
    return min(max(left / 3, _OFTEN_S), _SELDOM_S)
