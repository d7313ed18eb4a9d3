"""The calls of those who keep the glossary in order."""

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

import grpc
from grpc import aio

from parley.client.arguments import chosen, made
from parley.client.calls import Calls
from parley.client.errors import from_call
from parley.client.remembering import FILE_FORMATS
from parley.rpc.gen import glossary_pb2
from parley.rpc.gen import glossary_service_pb2 as glossaries
from parley.rpc.gen import glossary_service_pb2_grpc as glossaries_grpc

if TYPE_CHECKING:
    # This exists in the stubs' type information only.
    from parley.rpc.gen.glossary_service_pb2_grpc import GlossaryServiceAsyncStub


class GlossaryCalls(Calls):
    """GlossaryService."""

    def __init__(self, channel: aio.Channel, timeout_s: float) -> None:
        super().__init__(channel, timeout_s)
        self._glossary: GlossaryServiceAsyncStub = glossaries_grpc.GlossaryServiceStub(channel)

    async def glossary_terms(
        self, *, source: str = "", target: str = ""
    ) -> list[glossary_pb2.GlossaryTerm]:
        """The terms of a direction by source."""
        found: list[glossary_pb2.GlossaryTerm] = []
        token = ""
        while True:
            request = made(
                glossaries.ListGlossaryTermsRequest,
                source_language=source,
                target_language=target,
                page_token=token,
            )
            page = await self._call(self._glossary.ListGlossaryTerms, request)
            found.extend(page.glossary_terms)
            token = page.next_page_token
            if not token:
                return found

    async def create_term(self, term: glossary_pb2.GlossaryTerm) -> glossary_pb2.GlossaryTerm:
        request = made(glossaries.CreateGlossaryTermRequest, glossary_term=term)
        answer = await self._call(self._glossary.CreateGlossaryTerm, request)
        return answer.glossary_term

    async def update_term(
        self, term: glossary_pb2.GlossaryTerm, *, reason: str = ""
    ) -> glossary_pb2.GlossaryTerm:
        """Change a term; author and `reason` are in the audit log."""
        request = made(glossaries.UpdateGlossaryTermRequest, glossary_term=term, reason=reason)
        answer = await self._call(self._glossary.UpdateGlossaryTerm, request)
        return answer.glossary_term

    async def delete_term(
        self, term: glossary_pb2.GlossaryTerm, *, author: str = "", reason: str = ""
    ) -> None:
        """Delete a term; `author` and `reason` are in the audit log."""
        request = made(
            glossaries.DeleteGlossaryTermRequest,
            term_id=term.term_id,
            etag=term.etag,
            author=author,
            reason=reason,
        )
        await self._call(self._glossary.DeleteGlossaryTerm, request)

    async def glossary_proposals(
        self, *, source: str = "", target: str = ""
    ) -> list[glossary_pb2.GlossaryProposal]:
        """What reviewers' edits suggest, the best supported first."""
        request = made(
            glossaries.ListGlossaryProposalsRequest, source_language=source, target_language=target
        )
        answer = await self._call(self._glossary.ListGlossaryProposals, request)
        return list(answer.glossary_proposals)

    async def accept_proposal(
        self, proposal_id: str, author: str, *, source_text: str = ""
    ) -> glossary_pb2.GlossaryTerm:
        """Make a term of a proposal, with another source if one is given."""
        request = made(
            glossaries.AcceptGlossaryProposalRequest,
            proposal_id=proposal_id,
            author=author,
            source_text=source_text,
        )
        answer = await self._call(self._glossary.AcceptGlossaryProposal, request)
        return answer.glossary_term

    async def dismiss_proposal(self, proposal_id: str, author: str, reason: str = "") -> None:
        """Never be proposed it again."""
        request = made(
            glossaries.DismissGlossaryProposalRequest,
            proposal_id=proposal_id,
            author=author,
            reason=reason,
        )
        await self._call(self._glossary.DismissGlossaryProposal, request)

    async def import_glossary(
        self, pieces: Iterable[bytes], *, file_format: str, author: str = ""
    ) -> glossaries.ImportGlossaryResponse:
        """Add a file's terms; `file_format` is "tbx" or "csv"."""
        kind = glossaries.ImportGlossaryRequest
        first = made(kind, format=chosen(FILE_FORMATS, file_format, "format"), author=author)
        rest = (made(kind, data=piece) for piece in pieces)
        return await self._upload(self._glossary.ImportGlossary, first, rest, self._timeout_s)

    async def export_glossary(
        self, *, file_format: str, source: str = "", target: str = ""
    ) -> AsyncIterator[bytes]:
        """A file of the terms of a direction, in pieces."""
        request = made(
            glossaries.ExportGlossaryRequest,
            format=chosen(FILE_FORMATS, file_format, "format"),
            source_language=source,
            target_language=target,
        )
        try:
            async for response in self._glossary.ExportGlossary(request, timeout=self._timeout_s):
                yield response.data
        except grpc.RpcError as error:
            raise from_call(error) from None
