"""chat: one side of a conversation, typed by hand."""

import asyncio
from uuid import uuid4

import click
import grpc

from parley.cli.connect import connected, run
from parley.cli.options import Number, server_option
from parley.cli.story import for_reader
from parley.cli.typed import typed_line
from parley.client import AsyncParley, CallFailed, Conversing
from parley.config import Settings
from parley.domain.errors import InvalidInput

_RECONNECT_S = 0.5


@click.command(short_help="Talk in a conversation, as the customer or the agent.")
@click.argument("conversation")
@click.option("--as", "role", type=click.Choice(["customer", "agent"]), required=True)
@click.option("--after", type=Number(), default=0, help="Cursor: show what came after this event.")
@server_option
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
        await _Talk(client, conversation, role, after).run()


class _Talk:
    """One side's stream, made again from its cursor whenever it breaks."""

    def __init__(self, client: AsyncParley, conversation: str, role: str, cursor: int) -> None:
        self._client = client
        self._conversation = conversation
        self._role = role
        self._cursor = cursor
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        # Sent and not yet acknowledged: it goes out again, under the same id.
        self._unanswered: tuple[str, str] | None = None
        self._finished = False

    async def run(self) -> None:
        reading = asyncio.create_task(self._read())
        try:
            while not self._finished:
                await self._stream()
        finally:
            reading.cancel()

    async def _read(self) -> None:
        """Standard input, a line at a time."""
        try:
            while (line := await asyncio.to_thread(_typed)) is not None:
                self._lines.put_nowait(line.strip())
        finally:
            self._lines.put_nowait(None)

    async def _stream(self) -> None:
        """Talk until the stream ends."""
        stream = self._client.converse(self._conversation, self._cursor)
        sending = asyncio.create_task(self._send(stream))
        try:
            async for event in stream:
                self._cursor = event.sequence
                line = for_reader(event, self._role)
                if line is not None:
                    click.echo(line)
        except CallFailed as error:
            if error.code is not grpc.StatusCode.UNAVAILABLE:
                raise
            click.echo(click.style("(the connection is gone, trying again)", dim=True), err=True)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
        if not self._finished:
            await asyncio.sleep(_RECONNECT_S)

    async def _send(self, stream: Conversing) -> None:
        while True:
            if self._unanswered is None:
                line = await self._lines.get()
                if line is None:
                    self._finished = True
                    await stream.done()
                    return
                if not line:
                    continue
                self._unanswered = (uuid4().hex, line)
            request_id, line = self._unanswered
            try:
                await stream.send(self._role, line, request_id=request_id)
            except CallFailed as error:
                if error.reason == "STREAM_ENDED":
                    return
                click.echo(f"parley: {error.reason}: {error.message}", err=True)
            self._unanswered = None


def _typed() -> str | None:
    """The next line that can be sent; None when there are no more."""
    while True:
        try:
            return typed_line()
        except InvalidInput as error:
            click.echo(f"parley: {error.reason}: {error.message}", err=True)
