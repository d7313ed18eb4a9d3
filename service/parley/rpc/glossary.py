"""GlossaryService: the glossary for those who keep it in order."""

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Any

from grpc import aio

from parley.domain.glossary import GlossaryTerm
from parley.domain.language import normalise_tag
from parley.flow.glossary import GlossaryFlow
from parley.rpc import convert_glossary as wire
from parley.rpc.convert_memory import format_from
from parley.rpc.gate import Gate
from parley.rpc.gen import glossary_pb2
from parley.rpc.gen import glossary_service_pb2 as pb
from parley.rpc.gen import glossary_service_pb2_grpc as pb_grpc
from parley.rpc.paging import page_size, position_of, token_of
from parley.rpc.upload import receive

_PAGE = 500

Call = aio.ServicerContext[Any, Any]


class GlossaryServicer(pb_grpc.GlossaryServiceServicer):
    """Thin: conversion here, the checks in the flow."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def ListGlossaryTerms(
        self, request: pb.ListGlossaryTermsRequest, context: Call
    ) -> pb.ListGlossaryTermsResponse:
        size = page_size(request.page_size, _PAGE, _PAGE)
        first = position_of(request.page_token)
        glossary = self._gate.open().glossary
        terms = await glossary.terms(
            _tag(request.source_language, "source_language"),
            _tag(request.target_language, "target_language"),
        )
        return pb.ListGlossaryTermsResponse(
            glossary_terms=[_wire(glossary, term) for term in terms[first : first + size]],
            next_page_token=token_of(first + size) if len(terms) > first + size else "",
        )

    async def CreateGlossaryTerm(
        self, request: pb.CreateGlossaryTermRequest, context: Call
    ) -> pb.CreateGlossaryTermResponse:
        flows = self._gate.open()
        asked = wire.term_from(request.glossary_term)
        flows.pipeline.require_channel(asked.channel)
        return pb.CreateGlossaryTermResponse(
            glossary_term=_wire(flows.glossary, await flows.glossary.create(asked))
        )

    async def UpdateGlossaryTerm(
        self, request: pb.UpdateGlossaryTermRequest, context: Call
    ) -> pb.UpdateGlossaryTermResponse:
        flows = self._gate.open()
        asked = wire.term_from(request.glossary_term)
        flows.pipeline.require_channel(asked.channel)
        written = await flows.glossary.update(asked, request.glossary_term.etag, request.reason)
        return pb.UpdateGlossaryTermResponse(glossary_term=_wire(flows.glossary, written))

    async def DeleteGlossaryTerm(
        self, request: pb.DeleteGlossaryTermRequest, context: Call
    ) -> pb.DeleteGlossaryTermResponse:
        await self._gate.open().glossary.delete(
            request.term_id, request.etag, request.author, request.reason
        )
        return pb.DeleteGlossaryTermResponse()

    async def ImportGlossary(
        self, requests: AsyncIterator[pb.ImportGlossaryRequest], context: Call
    ) -> pb.ImportGlossaryResponse:
        glossary = self._gate.open().glossary
        with SpooledTemporaryFile(max_size=1 << 20) as file:
            first = await receive(requests, file)
            kind = format_from(first.format if first else 0)
            done = await glossary.take_in(file, kind, first.author if first else "")
        return pb.ImportGlossaryResponse(
            read_count=done.read, added_count=done.added, unspoken_languages=done.unspoken
        )

    async def ListGlossaryProposals(
        self, request: pb.ListGlossaryProposalsRequest, context: Call
    ) -> pb.ListGlossaryProposalsResponse:
        found = await self._gate.open().proposals.proposals(
            _tag(request.source_language, "source_language"),
            _tag(request.target_language, "target_language"),
        )
        return pb.ListGlossaryProposalsResponse(glossary_proposals=map(wire.proposal, found))

    async def AcceptGlossaryProposal(
        self, request: pb.AcceptGlossaryProposalRequest, context: Call
    ) -> pb.AcceptGlossaryProposalResponse:
        flows = self._gate.open()
        term = await flows.proposals.accept(
            request.proposal_id, request.author, request.source_text
        )
        return pb.AcceptGlossaryProposalResponse(glossary_term=_wire(flows.glossary, term))

    async def DismissGlossaryProposal(
        self, request: pb.DismissGlossaryProposalRequest, context: Call
    ) -> pb.DismissGlossaryProposalResponse:
        await self._gate.open().proposals.dismiss(
            request.proposal_id, request.author, request.reason
        )
        return pb.DismissGlossaryProposalResponse()

    async def ExportGlossary(
        self, request: pb.ExportGlossaryRequest, context: Call
    ) -> AsyncIterator[pb.ExportGlossaryResponse]:
        pieces = self._gate.open().glossary.give_out(
            format_from(request.format),
            _tag(request.source_language, "source_language"),
            _tag(request.target_language, "target_language"),
        )
        async for piece in self._gate.until_leaving(pieces):
            yield pb.ExportGlossaryResponse(data=piece)


def _wire(glossary: GlossaryFlow, term: GlossaryTerm) -> glossary_pb2.GlossaryTerm:
    return wire.term(term, glossary.unspoken((term,)))


def _tag(tag: str, field: str) -> str:
    return normalise_tag(tag, field) if tag else ""
