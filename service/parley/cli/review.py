"""review: the queue at a terminal."""

import asyncio
from collections.abc import Iterable

import click

from parley.cli.connect import connected, run
from parley.cli.lazy import LazyGroup
from parley.client import AsyncParley, CallFailed
from parley.config import Settings
from parley.rpc.gen import channel_pb2, memory_pb2, review_pb2

_POLL_S = 1.0
# Well under the shortest lease that a server is likely to be set to.
_RENEW_S = 20.0
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


_COMMANDS = {"account": ("account", "account", "Who may sign in to the console.")}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    invoke_without_command=True,
    short_help="Work through the review queue.",
)
@click.option("--as", "reviewer", help="Your name.")
@click.option("--from", "source", default="", help="Only messages in this language.")
@click.option("--to", "into", default="", help="Only translations into this language.")
@click.option("--wait", is_flag=True, help="When the queue is empty, wait for more.")
@click.option("--target", metavar="HOST:PORT", default="127.0.0.1:50051", show_default=True)
@click.pass_context
def review(
    context: click.Context, reviewer: str | None, source: str, into: str, wait: bool, target: str
) -> None:
    """Take the most urgent item, decide, and take the next.

    For each item: Enter releases the translation as it is, any text replaces it, "!reason"
    rejects it, "?note" gives it to a senior reviewer, Ctrl-D leaves it and ends. Lines that
    people translated before and that are like it are shown below it.
    """
    if context.invoked_subcommand is not None:
        return
    if not reviewer:
        raise click.UsageError("Missing option '--as'.")
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
            _show_suggestions((await client.review_item(item.review_item_id)).suggestions)
            if not await _decide(client, item):
                return


def _show(item: review_pb2.ReviewItem) -> None:
    made = item.translation
    click.echo()
    click.echo(click.style(f"{made.source_language} → {made.target_language}", bold=True), nl=False)
    click.echo("  sent already" if item.sent_already else "  held")
    click.echo(f"  source       {item.source_text}")
    click.echo(f"  translation  {made.text}  ({made.confidence:.0%} sure)")
    for flag in item.flags:
        click.echo(f"  {_MARKS.get(flag.severity, ''):11}  {flag.reason}")
    if item.escalation_note:
        click.echo(f"  note         {item.escalation_note}")


def _show_suggestions(suggestions: Iterable[memory_pb2.MemorySuggestion]) -> None:
    for suggestion in suggestions:
        origin = _ORIGINS.get(suggestion.origin, "memory")
        click.echo(f"  {suggestion.similarity:4.0%} {origin:7} {suggestion.source_text}")
        click.echo(f"               {suggestion.target_text}")


async def _decide(client: AsyncParley, item: review_pb2.ReviewItem) -> bool:
    """Ask and act, keeping the lease meanwhile; False when the reviewer leaves."""
    renewing = asyncio.create_task(_keep(client, item))
    try:
        answer = await asyncio.to_thread(_ask)
    finally:
        renewing.cancel()
    if answer is None:
        return False
    try:
        if answer.startswith("!"):
            await client.reject(item, answer[1:].strip())
        elif answer.startswith("?"):
            await client.escalate(item, answer[1:].strip())
        else:
            await client.release(item, answer or None)
    except CallFailed as error:
        click.echo(f"parley: {error.reason}: {error.message}", err=True)
    return True


def _ask() -> str | None:
    try:
        return input("  > ").strip()
    except EOFError:
        return None


async def _keep(client: AsyncParley, item: review_pb2.ReviewItem) -> None:
    while True:
        await asyncio.sleep(_RENEW_S)
        await client.renew(item)
