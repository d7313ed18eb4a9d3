"""The calls of those who keep the translation memory in order."""

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

import grpc
from grpc import aio

from parley.client.arguments import chosen, made
from parley.client.calls import Calls
from parley.client.errors import from_call
from parley.rpc.gen import memory_pb2
from parley.rpc.gen import memory_service_pb2 as memories
from parley.rpc.gen import memory_service_pb2_grpc as memories_grpc

if TYPE_CHECKING:
    # This exists in the stubs' type information only.
    from parley.rpc.gen.memory_service_pb2_grpc import MemoryServiceAsyncStub

_PAGE = 500
_PIECE_BYTES = 256 * 1024
# A million units take some minutes to be indexed.
_FILE_TIMEOUT_S = 3_600.0
FILE_FORMATS = {
    "tmx": memory_pb2.FILE_FORMAT_TMX,
    "xliff": memory_pb2.FILE_FORMAT_XLIFF,
    "csv": memory_pb2.FILE_FORMAT_CSV,
    "tbx": memory_pb2.FILE_FORMAT_TBX,
}


class MemoryCalls(Calls):
    """MemoryService."""

    def __init__(self, channel: aio.Channel, timeout_s: float) -> None:
        super().__init__(channel, timeout_s)
        self._memory: MemoryServiceAsyncStub = memories_grpc.MemoryServiceStub(channel)

    async def memory_units(
        self, *, source: str = "", target: str = "", text: str = ""
    ) -> AsyncIterator[memory_pb2.MemoryUnit]:
        """Units in the order in which they came, those that hold a text."""
        token = ""
        while True:
            request = made(
                memories.ListMemoryUnitsRequest,
                source_language=source,
                target_language=target,
                text=text,
                page_size=_PAGE,
                page_token=token,
            )
            page = await self._call(self._memory.ListMemoryUnits, request)
            for unit in page.memory_units:
                yield unit
            token = page.next_page_token
            if not token:
                return

    async def memory_unit(self, unit_id: int) -> memory_pb2.MemoryUnit:
        request = made(memories.GetMemoryUnitRequest, unit_id=unit_id)
        answer = await self._call(self._memory.GetMemoryUnit, request)
        return answer.memory_unit

    async def create_memory_unit(self, unit: memory_pb2.MemoryUnit) -> memory_pb2.MemoryUnit:
        request = made(memories.CreateMemoryUnitRequest, memory_unit=unit)
        answer = await self._call(self._memory.CreateMemoryUnit, request)
        return answer.memory_unit

    async def update_memory_unit(
        self, unit: memory_pb2.MemoryUnit, *, reason: str = ""
    ) -> memory_pb2.MemoryUnit:
        """Change a unit; author and `reason` are in the audit log."""
        request = made(memories.UpdateMemoryUnitRequest, memory_unit=unit, reason=reason)
        answer = await self._call(self._memory.UpdateMemoryUnit, request)
        return answer.memory_unit

    async def delete_memory_unit(
        self, unit: memory_pb2.MemoryUnit, *, author: str = "", reason: str = ""
    ) -> None:
        """Delete a unit; `author` and `reason` are in the audit log."""
        request = made(
            memories.DeleteMemoryUnitRequest,
            unit_id=unit.unit_id,
            etag=unit.etag,
            author=author,
            reason=reason,
        )
        await self._call(self._memory.DeleteMemoryUnit, request)

    async def suggest(
        self, text: str, *, source: str, target: str
    ) -> list[memory_pb2.MemorySuggestion]:
        """Translations of lines that are like a text, the most like first."""
        request = made(
            memories.SuggestTranslationsRequest,
            text=text,
            source_language=source,
            target_language=target,
        )
        answer = await self._call(self._memory.SuggestTranslations, request)
        return list(answer.suggestions)

    async def import_memory(
        self, pieces: Iterable[bytes], *, file_format: str, author: str = ""
    ) -> memories.ImportMemoryResponse:
        """Add a file's translations; `file_format` is "tmx", "xliff" or "csv"."""
        kind = memories.ImportMemoryRequest
        first = made(kind, format=chosen(FILE_FORMATS, file_format, "format"), author=author)
        rest = (
            made(kind, data=piece[start : start + _PIECE_BYTES])
            for piece in pieces
            for start in range(0, len(piece), _PIECE_BYTES)
        )
        return await self._upload(self._memory.ImportMemory, first, rest, _FILE_TIMEOUT_S)

    async def export_memory(
        self, *, file_format: str, source: str = "", target: str = ""
    ) -> AsyncIterator[bytes]:
        """A file of the units of a direction, in pieces."""
        request = made(
            memories.ExportMemoryRequest,
            format=chosen(FILE_FORMATS, file_format, "format"),
            source_language=source,
            target_language=target,
        )
        try:
            async for response in self._memory.ExportMemory(request, timeout=_FILE_TIMEOUT_S):
                yield response.data
        except grpc.RpcError as error:
            raise from_call(error) from None
