"""The two-way stream of one conversation."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import grpc
from grpc import aio

from parley.client.arguments import chosen, made
from parley.client.ending import Ending
from parley.client.errors import CallFailed, from_call, from_status
from parley.rpc.gen import channel_pb2, event_pb2
from parley.rpc.gen import channel_service_pb2 as channels

Answer = asyncio.Future[channels.SendMessageResponse]

ROLES = {
    "customer": channel_pb2.AUTHOR_ROLE_CUSTOMER,
    "agent": channel_pb2.AUTHOR_ROLE_AGENT,
}


class Conversing:
    """An open Converse stream.

    Iterating gives its events; `send` waits for the server's answer to that message. Somebody
    has to iterate for answers to arrive.

    Attributes:
        cursor: sequence number of the last event, to resume from.
        ended: why the server ended the stream, "" while it runs: "DRAINING" or "CLIENT_DONE".
        bytes_sent, bytes_received: serialised messages so far, without framing.
    """

    def __init__(self, call: Any, conversation_id: str, after_sequence: int) -> None:
        self._call = call
        self._ending = Ending(call)
        self._open = made(
            channels.ConverseRequest,
            open=made(
                channels.ConverseOpen,
                conversation_id=conversation_id,
                after_sequence=after_sequence,
            ),
        )
        self._opened = False
        self._left = asyncio.Event()
        # A stream takes one write at a time, and the opening one first.
        self._writing = asyncio.Lock()
        # A request id may be sent again before it is answered. The server answers in the order in
        # which it was written to, so each id has the answers that it waits for in a row.
        self._answers: dict[str, deque[Answer]] = {}
        self.cursor = after_sequence
        self.ended = ""
        self.bytes_sent = 0
        self.bytes_received = 0

    async def send(
        self, role: str, text: str, *, request_id: str = ""
    ) -> channels.SendMessageResponse:
        """Send a message and wait until it is stored.

        Sent again with the same `request_id`, also while the first waits for its answer, it is
        stored once: each gets the server's answer, the later ones marked as a `duplicate`.

        Raises:
            CallFailed: this message was refused; the stream goes on.
            InvalidCall: it cannot be written as a request; nothing was sent.
        """
        request_id = request_id or uuid4().hex
        request = made(
            channels.ConverseRequest,
            send=made(
                channels.ConverseSend,
                request_id=request_id,
                author_role=chosen(ROLES, role, "author_role"),
                text=text,
            ),
        )
        answer: Answer = asyncio.get_running_loop().create_future()
        try:
            await self._write(request, answer)
            return await answer
        finally:
            # Its place in the row stays, and what comes for it later is nobody's.
            answer.cancel()

    async def done(self) -> None:
        """Say that nothing more will be sent; the events of what was sent still come."""
        await self._write(None)
        await self._call.done_writing()

    def cancel(self) -> None:
        """Leave at once: sends that have no answer yet fail as on any stream that ended."""
        self._left.set()
        self._call.cancel()

    async def __aiter__(self) -> AsyncIterator[event_pb2.Event]:
        await self._write(None)
        try:
            async for response in self._call:
                self.bytes_received += response.ByteSize()
                kind = response.WhichOneof("kind")
                if kind == "event":
                    self.cursor = response.event.sequence
                    yield response.event
                elif kind == "send_result":
                    self._settle(response.send_result)
                else:
                    self.ended = response.end.reason
        except aio.AioRpcError as error:
            raise from_call(await self._ending.told(error)) from None
        finally:
            for answer in [answer for row in self._answers.values() for answer in row]:
                if not answer.done():
                    answer.set_exception(_stream_ended())
            self._answers.clear()

    def _settle(self, result: channels.SendResult) -> None:
        row = self._answers.get(result.request_id)
        if row is None:
            return
        answer = row.popleft()
        if not row:
            del self._answers[result.request_id]
        if answer.done():
            return
        if result.WhichOneof("outcome") == "error":
            answer.set_exception(from_status(result.error))
        else:
            answer.set_result(result.accepted)

    async def _write(
        self, request: channels.ConverseRequest | None, answer: Answer | None = None
    ) -> None:
        """Write a request, after the one that opens the stream; `answer` is what it waits for."""
        async with self._writing:
            try:
                if not self._opened:
                    await self._begin()
                    self._opened = True
                if request is None:
                    return
                if answer is not None:
                    self._answers.setdefault(request.send.request_id, deque()).append(answer)
                await self._call.write(request)
                self.bytes_sent += request.ByteSize()
            except (grpc.RpcError, asyncio.InvalidStateError):
                # Why it ended is told to whoever iterates.
                raise _stream_ended() from None
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if self._left.is_set() and task is not None and not task.cancelling():
                    # It is the call that was cancelled, not who waits for it.
                    raise _stream_ended() from None
                raise

    async def _begin(self) -> None:
        """Write the opening request. gRPC never ends that write if the call is cancelled first."""
        opening = asyncio.ensure_future(self._call.write(self._open))
        leaving = asyncio.ensure_future(self._left.wait())
        try:
            await asyncio.wait((opening, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not opening.done():
                raise _stream_ended()
            await opening
        finally:
            opening.cancel()
            leaving.cancel()


def _stream_ended() -> CallFailed:
    return CallFailed(grpc.StatusCode.UNAVAILABLE, "STREAM_ENDED", "the stream ended", {}, None)
