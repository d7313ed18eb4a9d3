"""The two ways through the service: a unary Translate, and messages on Converse streams."""

import asyncio
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from parley.bench.texts import Line
from parley.client import AsyncParley, CallFailed, Conversing, ServerTiming

_AGENT = "en"
_REOPEN_S = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one line.

    Attributes:
        text: the translation; "" while it is held for a reviewer.
        request_bytes, response_bytes: of the serialised messages; None where not known.
        timing: what the server says of its time; None where it says nothing.
    """

    text: str
    request_bytes: int | None = None
    response_bytes: int | None = None
    timing: ServerTiming | None = None


class Caller(Protocol):
    """Translates one line; called by many clients at once."""

    async def __call__(self, line: Line) -> Answer:
        """Raises CallFailed, CallRefused."""
        ...


class UnaryCaller:
    """Translate; all clients share one connection, as those behind one gateway do."""

    def __init__(self, client: AsyncParley) -> None:
        self._client = client

    async def __call__(self, line: Line) -> Answer:
        found = await self._client.translate_measured(
            line.text, source=line.source, target=line.target
        )
        return Answer(
            found.response.translation.text,
            found.request_bytes,
            found.response_bytes,
            found.timing,
        )


class StreamCaller:
    """Converse: a message is done when its delivery, or its holding back, comes as an event.

    Lines go round the streams of their pair of languages, each stream a conversation of its own.
    Use it as an async context manager.
    """

    def __init__(
        self, client: AsyncParley, directions: Collection[tuple[str, str]], streams: int
    ) -> None:
        """Spread `streams` over the pairs of `directions`, one a pair at least."""
        pairs = sorted({_sides(source, target) for source, target in directions})
        each = max(1, -(-streams // len(pairs)))
        self._streams = {pair: [_Stream(client, *pair) for _ in range(each)] for pair in pairs}
        self._turn = dict.fromkeys(pairs, 0)

    async def __aenter__(self) -> "StreamCaller":
        await asyncio.gather(*(stream.open() for stream in self._all()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(stream.close() for stream in self._all()))

    async def __call__(self, line: Line) -> Answer:
        pair = _sides(line.source, line.target)
        streams = self._streams[pair]
        self._turn[pair] = (self._turn[pair] + 1) % len(streams)
        role = "customer" if line.source == pair[0] else "agent"
        return await streams[self._turn[pair]].translate(role, line.text)

    def bytes_so_far(self) -> tuple[int, int]:
        """Bytes of the messages sent and received on all streams."""
        counts = [stream.bytes_so_far() for stream in self._all()]
        return sum(sent for sent, _ in counts), sum(received for _, received in counts)

    def _all(self) -> Iterable["_Stream"]:
        return [stream for streams in self._streams.values() for stream in streams]


def _sides(source: str, target: str) -> tuple[str, str]:
    """(customer's language, agent's language), the same for both directions of a pair."""
    if _AGENT in (source, target):
        return (target if source == _AGENT else source), _AGENT
    return min(source, target), max(source, target)


class _Stream:
    """One conversation, opened again when the server ends its stream in good order."""

    def __init__(self, client: AsyncParley, customer: str, agent: str) -> None:
        self._client = client
        self._customer = customer
        self._agent = agent
        self._conversation_id = f"bench-{uuid4().hex}"
        self._talk: Conversing | None = None
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._following: asyncio.Task[None] | None = None
        self._bytes_before = (0, 0)

    async def open(self) -> None:
        await self._client.open_conversation(
            self._conversation_id, customer_language=self._customer, agent_language=self._agent
        )
        self._talk = self._client.converse(self._conversation_id)
        self._following = asyncio.create_task(self._follow(self._talk))

    async def close(self) -> None:
        if self._talk is not None:
            self._talk.cancel()
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    async def translate(self, role: str, text: str) -> Answer:
        assert self._talk is not None
        request_id = uuid4().hex
        delivered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = delivered
        try:
            await self._talk.send(role, text, request_id=request_id)
            return Answer(await delivered)
        finally:
            self._waiting.pop(request_id, None)

    def bytes_so_far(self) -> tuple[int, int]:
        sent, received = self._bytes_before
        if self._talk is None:
            return sent, received
        return sent + self._talk.bytes_sent, received + self._talk.bytes_received

    async def _follow(self, talk: Conversing) -> None:
        while True:
            try:
                async for event in talk:
                    kind = event.WhichOneof("kind")
                    if kind == "message_delivered":
                        message = event.message_delivered.message
                        self._settle(message.request_id, message.translation.text)
                    elif kind == "message_held":
                        self._settle(event.message_held.message.request_id, "")
            except CallFailed as error:
                self._fail(error)
            await asyncio.sleep(_REOPEN_S)
            # Events that were missed come after the cursor, so nobody waits in vain.
            self._bytes_before = self.bytes_so_far()
            self._talk = talk = self._client.converse(self._conversation_id, talk.cursor)

    def _settle(self, request_id: str, text: str) -> None:
        waiting = self._waiting.get(request_id)
        if waiting is not None and not waiting.done():
            waiting.set_result(text)

    def _fail(self, error: CallFailed) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)
