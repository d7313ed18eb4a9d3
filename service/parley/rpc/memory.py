"""MemoryService: the translation memory for those who keep it in order."""

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Any

from grpc import aio

from parley.domain.language import normalise_tag
from parley.domain.memory import MemoryQuery
from parley.rpc import convert_memory as wire
from parley.rpc.gate import Gate
from parley.rpc.gen import memory_pb2
from parley.rpc.gen import memory_service_pb2 as pb
from parley.rpc.gen import memory_service_pb2_grpc as pb_grpc
from parley.rpc.paging import Page, page_size, position_of, token_of
from parley.rpc.upload import receive

_PAGE = 50
_PAGE_LIMIT = 500

Call = aio.ServicerContext[Any, Any]


class MemoryServicer(pb_grpc.MemoryServiceServicer):
    """Thin: conversion here, the checks in the flow."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def ListMemoryUnits(
        self, request: pb.ListMemoryUnitsRequest, context: Call
    ) -> pb.ListMemoryUnitsResponse:
        size = page_size(request.page_size, _PAGE, _PAGE_LIMIT)
        units = await self._gate.open().memory.units(
            MemoryQuery(
                source_language=_tag(request.source_language, "source_language"),
                target_language=_tag(request.target_language, "target_language"),
                text=request.text,
                after_unit_id=position_of(request.page_token),
                limit=size + 1,
            )
        )
        page: Page[memory_pb2.MemoryUnit] = Page(size)
        page.take_all(map(wire.memory_unit, units))
        return pb.ListMemoryUnitsResponse(
            memory_units=page.items,
            next_page_token=token_of(page.items[-1].unit_id) if page.is_full else "",
        )

    async def GetMemoryUnit(
        self, request: pb.GetMemoryUnitRequest, context: Call
    ) -> pb.GetMemoryUnitResponse:
        unit = await self._gate.open().memory.unit(request.unit_id)
        return pb.GetMemoryUnitResponse(memory_unit=wire.memory_unit(unit))

    async def CreateMemoryUnit(
        self, request: pb.CreateMemoryUnitRequest, context: Call
    ) -> pb.CreateMemoryUnitResponse:
        unit = await self._gate.open().memory.create(wire.entry_from(request.memory_unit))
        return pb.CreateMemoryUnitResponse(memory_unit=wire.memory_unit(unit))

    async def UpdateMemoryUnit(
        self, request: pb.UpdateMemoryUnitRequest, context: Call
    ) -> pb.UpdateMemoryUnitResponse:
        asked = request.memory_unit
        unit = await self._gate.open().memory.update(
            asked.unit_id, asked.etag, wire.entry_from(asked), request.reason
        )
        return pb.UpdateMemoryUnitResponse(memory_unit=wire.memory_unit(unit))

    async def DeleteMemoryUnit(
        self, request: pb.DeleteMemoryUnitRequest, context: Call
    ) -> pb.DeleteMemoryUnitResponse:
        await self._gate.open().memory.delete(
            request.unit_id, request.etag, request.author, request.reason
        )
        return pb.DeleteMemoryUnitResponse()

    async def SuggestTranslations(
        self, request: pb.SuggestTranslationsRequest, context: Call
    ) -> pb.SuggestTranslationsResponse:
        flows = self._gate.open()
        flows.pipeline.require_text(request.text)
        found = await flows.memory.suggest(
            request.text,
            normalise_tag(request.source_language, "source_language"),
            normalise_tag(request.target_language, "target_language"),
        )
        return pb.SuggestTranslationsResponse(suggestions=map(wire.suggestion, found))

    async def ImportMemory(
        self, requests: AsyncIterator[pb.ImportMemoryRequest], context: Call
    ) -> pb.ImportMemoryResponse:
        memory = self._gate.open().memory
        with SpooledTemporaryFile(max_size=1 << 20) as file:
            first = await receive(requests, file)
            kind = wire.format_from(first.format if first else 0)
            done = await memory.take_in(file, kind, first.author if first else "")
        return pb.ImportMemoryResponse(read_count=done.read, added_count=done.added)

    async def ExportMemory(
        self, request: pb.ExportMemoryRequest, context: Call
    ) -> AsyncIterator[pb.ExportMemoryResponse]:
        pieces = self._gate.open().memory.give_out(
            wire.format_from(request.format),
            _tag(request.source_language, "source_language"),
            _tag(request.target_language, "target_language"),
        )
        async for piece in self._gate.until_leaving(pieces):
            yield pb.ExportMemoryResponse(data=piece)


def _tag(tag: str, field: str) -> str:
    return normalise_tag(tag, field) if tag else ""
