"""One Converse stream: messages in, events out, each at its own pace.

Two tasks feed one bounded queue, the reader with answers to what was sent and the follower with
events. A permit is taken before each read and given back when the message is through the
pipeline, so that a stream never has more than its share of work under way.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass

from parley.domain.conversation import Event, MessageDelivered, MessageHeld
from parley.domain.errors import InvalidInput, ParleyError
from parley.domain.message import MessageState
from parley.rpc import convert
from parley.rpc.errors import to_status
from parley.rpc.gate import Flows, Gate
from parley.rpc.gen import channel_service_pb2 as pb

_QUEUE = 64


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


@dataclass(frozen=True, slots=True)
class _Ended:
    reason: str


class ConverseStream:
    """The state of one stream after it was opened."""

    def __init__(self, gate: Gate, flows: Flows, conversation_id: str, cursor: int) -> None:
        self._gate = gate
        self._flows = flows
        self._conversation_id = conversation_id
        self._cursor = cursor
        self._out: asyncio.Queue[pb.ConverseResponse | Event | _Failed | _Ended] = asyncio.Queue(
            _QUEUE
        )
        self._permits = asyncio.Semaphore(flows.max_in_flight_per_stream)
        # A message's answer goes out before its events, although these may be known first.
        self._answering = asyncio.Lock()
        # How many permits each message under way has: one that is sent again has one more.
        self._in_flight: Counter[str] = Counter()
        self._followed = cursor
        self._progress = asyncio.Condition()

    async def run(
        self, requests: AsyncIterator[pb.ConverseRequest]
    ) -> AsyncIterator[pb.ConverseResponse]:
        """Responses until the client is done, the server leaves, or something fails."""
        tasks = [
            asyncio.create_task(self._guard(self._read(requests))),
            asyncio.create_task(self._guard(self._follow())),
            asyncio.create_task(self._guard(self._leave())),
        ]
        try:
            while True:
                item = await self._out.get()
                if isinstance(item, _Failed):
                    raise item.error
                if isinstance(item, _Ended):
                    yield pb.ConverseResponse(
                        end=pb.StreamEnd(resume_after_sequence=self._cursor, reason=item.reason)
                    )
                    return
                if isinstance(item, Event):
                    yield pb.ConverseResponse(event=convert.event(item))
                    self._cursor = item.sequence
                else:
                    yield item
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _guard(self, work: Awaitable[None]) -> None:
        """Hand a task's failure to the one who writes the responses."""
        try:
            await work
        except Exception as error:
            await self._out.put(_Failed(error))

    async def _read(self, requests: AsyncIterator[pb.ConverseRequest]) -> None:
        while True:
            await self._permits.acquire()
            try:
                request = await anext(requests)
            except StopAsyncIteration:
                break
            kind = request.WhichOneof("kind")
            if kind is None:
                raise InvalidInput(
                    "EMPTY_REQUEST", "a request on an opened stream sends", field="send"
                )
            if kind == "open":
                raise InvalidInput(
                    "STREAM_OPENED", "a stream is opened once, then sends", field="open"
                )
            async with self._answering:
                await self._send(request.send)
        # The client has said its last: it still gets the events of what it sent, and of what it
        # sent again although that was through before.
        conversation = await self._flows.channels.conversation(self._conversation_id)
        async with self._progress:
            await self._progress.wait_for(
                lambda: not self._in_flight and self._followed >= conversation.last_sequence
            )
        await self._out.put(_Ended("CLIENT_DONE"))

    async def _send(self, send: pb.ConverseSend) -> None:
        result = pb.SendResult(request_id=send.request_id)
        finished = True
        try:
            accepted = await self._flows.channels.send(
                self._conversation_id,
                send.request_id,
                convert.role_from(send.author_role),
                send.text,
            )
        except ParleyError as error:
            result.error.CopyFrom(to_status(error))
        else:
            result.accepted.CopyFrom(
                pb.SendMessageResponse(
                    message=convert.message(accepted.message),
                    sequence=accepted.sequence,
                    duplicate=accepted.duplicate,
                )
            )
            finished = accepted.message.state is not MessageState.ACCEPTED
            if not finished:
                self._in_flight[accepted.message.message_id] += 1
        if finished:
            self._permits.release()
        await self._out.put(pb.ConverseResponse(send_result=result))

    async def _follow(self) -> None:
        async for event in self._flows.channels.follow(self._conversation_id, self._cursor):
            async with self._answering:
                await self._out.put(event)
            async with self._progress:
                self._followed = event.sequence
                if isinstance(event.body, MessageDelivered | MessageHeld):
                    self._finish(event.body.message.message_id)
                self._progress.notify_all()

    def _finish(self, message_id: str) -> None:
        for _ in range(self._in_flight.pop(message_id, 0)):
            self._permits.release()

    async def _leave(self) -> None:
        await self._gate.leaving.wait()
        await self._out.put(_Ended("DRAINING"))
