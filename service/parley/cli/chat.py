"""chat: one side of a conversation, typed by hand."""

import asyncio
import sys

import click
import grpc

from parley.cli.connect import connected, run
from parley.cli.story import for_reader
from parley.client import AsyncParley, CallFailed, Conversing
from parley.config import Settings

_RECONNECT_S = 0.5


@click.command(short_help="Talk in a conversation, as the customer or the agent.")
@click.argument("conversation")
@click.option("--as", "role", type=click.Choice(["customer", "agent"]), required=True)
@click.option("--after", type=int, default=0, help="Cursor: show what came after this event.")
@click.option("--target", metavar="HOST:PORT", default="127.0.0.1:50051", show_default=True)
def chat(conversation: str, role: str, after: int, target: str) -> None:
    """Talk in CONVERSATION, which is opened if it does not exist.

    Lines of standard input are sent, each in the writer's own language; what the other side says
    is shown translated, and again when a reviewer corrects it. End with Ctrl-D.
    """
    run(_chat(conversation, role, after, target))


async def _chat(conversation: str, role: str, after: int, target: str) -> None:
    async with connected(target, Settings()) as client:
        try:
            await client.conversation(conversation)
        except CallFailed as error:
            if error.reason != "CONVERSATION_NOT_FOUND":
                raise
            await client.open_conversation(conversation)
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        reading = asyncio.create_task(_read(lines))
        try:
            cursor: int | None = after
            while cursor is not None:
                cursor = await _stream(client, conversation, role, cursor, lines)
        finally:
            reading.cancel()


async def _read(lines: "asyncio.Queue[str | None]") -> None:
    """Standard input, a line at a time, on a thread that may be left behind."""
    loop = asyncio.get_running_loop()
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        await lines.put(line.rstrip("\n") if line else None)
        if not line:
            return


async def _stream(
    client: AsyncParley,
    conversation: str,
    role: str,
    cursor: int,
    lines: "asyncio.Queue[str | None]",
) -> int | None:
    """Talk on one stream; gives the cursor to go on from, or None when input has ended."""
    stream = client.converse(conversation, cursor)
    sending = asyncio.create_task(_send(stream, role, lines))
    try:
        async for event in stream:
            line = for_reader(event, role)
            if line is not None:
                click.echo(line)
    except CallFailed as error:
        if error.code is not grpc.StatusCode.UNAVAILABLE:
            raise
        click.echo(click.style("(the connection is gone, trying again)", dim=True), err=True)
    finally:
        ended = sending.done() and not sending.cancelled() and sending.exception() is None
        sending.cancel()
    if ended:
        return None
    await asyncio.sleep(_RECONNECT_S)
    return stream.cursor


async def _send(stream: Conversing, role: str, lines: "asyncio.Queue[str | None]") -> None:
    while (line := await lines.get()) is not None:
        if not line.strip():
            continue
        try:
            await stream.send(role, line)
        except CallFailed as error:
            if error.reason == "STREAM_ENDED":
                # It was not acknowledged: it goes out again on the next stream.
                lines.put_nowait(line)
                raise
            click.echo(f"parley: {error.reason}: {error.message}", err=True)
    await stream.done()
