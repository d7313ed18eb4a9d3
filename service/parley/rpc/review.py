"""ReviewService: what the reviewers' console calls."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from grpc import aio

from parley.domain.language import normalise_tag
from parley.domain.ports import ReviewQuery
from parley.domain.review import OPEN_STATES, ReviewItem
from parley.flow.review import QueueChange
from parley.rpc import convert, convert_glossary, convert_memory
from parley.rpc import convert_review as wire
from parley.rpc.gate import Gate
from parley.rpc.gen import audit_pb2, channel_pb2, review_pb2
from parley.rpc.gen import review_service_pb2 as pb
from parley.rpc.gen import review_service_pb2_grpc as pb_grpc
from parley.rpc.paging import Page, page_size, position_of, token_of

_PAGE = 50
_PAGE_LIMIT = 500
_AUDIT_PAGE = 200
_AUDIT_PAGE_LIMIT = 1_000

Call = aio.ServicerContext[Any, Any]


class ReviewServicer(pb_grpc.ReviewServiceServicer):
    """Thin: conversion here, the verbs in the flow."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def ListReviewItems(
        self, request: pb.ListReviewItemsRequest, context: Call
    ) -> pb.ListReviewItemsResponse:
        size = page_size(request.page_size, _PAGE, _PAGE_LIMIT)
        offset = position_of(request.page_token)
        states = tuple(
            state for value in request.states if (state := wire.review_state_from(value))
        )
        items = await self._gate.open().reviews.items(
            ReviewQuery(
                states=states or OPEN_STATES,
                source_language=_filter(request.source_language, "source_language"),
                target_language=_filter(request.target_language, "target_language"),
                limit=size + 1,
                offset=offset,
                text=request.text,
            )
        )
        page: Page[review_pb2.ReviewItem] = Page(size)
        page.take_all(map(wire.review_item, items))
        return pb.ListReviewItemsResponse(
            review_items=page.items,
            next_page_token=token_of(offset + len(page.items)) if page.is_full else "",
        )

    async def GetReviewItem(
        self, request: pb.GetReviewItemRequest, context: Call
    ) -> pb.GetReviewItemResponse:
        found = await self._gate.open().reviews.item(request.review_item_id)
        latest: Page[channel_pb2.Message] = Page(len(found.context))
        latest.take_all(map(convert.message, reversed(found.context)))
        return pb.GetReviewItemResponse(
            review_item=wire.review_item(found.item),
            context=reversed(latest.items),
            context_left_out=len(found.context) - len(latest.items),
            suggestions=map(convert_memory.suggestion, found.suggestions),
            glossary_terms=map(convert_glossary.term, found.terms),
        )

    async def ClaimReviewItem(
        self, request: pb.ClaimReviewItemRequest, context: Call
    ) -> pb.ClaimReviewItemResponse:
        reviews = self._gate.open().reviews
        lease = convert.duration_from(request, "lease_duration")
        if request.review_item_id:
            item = await reviews.claim(request.review_item_id, request.reviewer, lease)
        else:
            item = await reviews.claim_next(
                request.reviewer,
                _filter(request.source_language, "source_language"),
                _filter(request.target_language, "target_language"),
                lease,
            )
        return pb.ClaimReviewItemResponse(review_item=wire.review_item(item))

    async def RenewClaim(
        self, request: pb.RenewClaimRequest, context: Call
    ) -> pb.RenewClaimResponse:
        item = await self._gate.open().reviews.renew(
            request.review_item_id,
            request.reviewer,
            convert.duration_from(request, "lease_duration"),
        )
        return pb.RenewClaimResponse(review_item=wire.review_item(item))

    async def ReleaseReviewItem(
        self, request: pb.ReleaseReviewItemRequest, context: Call
    ) -> pb.ReleaseReviewItemResponse:
        edited = request.edited_text if request.HasField("edited_text") else None
        item = await self._gate.open().reviews.release(
            request.review_item_id,
            request.reviewer,
            request.etag,
            edited,
            undo_window=convert.duration_from(request, "undo_window"),
            tags=wire.tags_from(request.tags),
        )
        return pb.ReleaseReviewItemResponse(review_item=wire.review_item(item))

    async def RejectReviewItem(
        self, request: pb.RejectReviewItemRequest, context: Call
    ) -> pb.RejectReviewItemResponse:
        item = await self._gate.open().reviews.reject(
            request.review_item_id, request.reviewer, request.etag, request.reason
        )
        return pb.RejectReviewItemResponse(review_item=wire.review_item(item))

    async def EscalateReviewItem(
        self, request: pb.EscalateReviewItemRequest, context: Call
    ) -> pb.EscalateReviewItemResponse:
        item = await self._gate.open().reviews.escalate(
            request.review_item_id, request.reviewer, request.etag, request.note, request.group
        )
        return pb.EscalateReviewItemResponse(review_item=wire.review_item(item))

    async def UndoRelease(
        self, request: pb.UndoReleaseRequest, context: Call
    ) -> pb.UndoReleaseResponse:
        item = await self._gate.open().reviews.undo_release(
            request.review_item_id,
            request.reviewer,
            convert.duration_from(request, "lease_duration"),
        )
        return pb.UndoReleaseResponse(review_item=wire.review_item(item))

    async def ReturnReviewItem(
        self, request: pb.ReturnReviewItemRequest, context: Call
    ) -> pb.ReturnReviewItemResponse:
        item = await self._gate.open().reviews.give_back(
            request.review_item_id, request.reviewer, request.etag
        )
        return pb.ReturnReviewItemResponse(review_item=wire.review_item(item))

    async def ListAlikeReviewItems(
        self, request: pb.ListAlikeReviewItemsRequest, context: Call
    ) -> pb.ListAlikeReviewItemsResponse:
        items = await self._gate.open().reviews.alike(request.review_item_id)
        page = _fitting(items)
        return pb.ListAlikeReviewItemsResponse(review_items=page, left_out=len(items) - len(page))

    async def ReleaseAlikeReviewItems(
        self, request: pb.ReleaseAlikeReviewItemsRequest, context: Call
    ) -> pb.ReleaseAlikeReviewItemsResponse:
        released = await self._gate.open().reviews.release_alike(
            request.review_item_id,
            request.reviewer,
            request.etag,
            request.edited_text if request.HasField("edited_text") else None,
            undo_window=convert.duration_from(request, "undo_window"),
            tags=wire.tags_from(request.tags),
        )
        others = _fitting(released.others)
        return pb.ReleaseAlikeReviewItemsResponse(
            review_item=wire.review_item(released.item),
            others=others,
            left=released.left,
            others_left_out=len(released.others) - len(others),
        )

    async def WatchReviewQueue(
        self, request: pb.WatchReviewQueueRequest, context: Call
    ) -> AsyncIterator[pb.WatchReviewQueueResponse]:
        changes: AsyncIterator[QueueChange] = self._gate.open().reviews.watch(
            _filter(request.source_language, "source_language"),
            _filter(request.target_language, "target_language"),
            after_change=request.after_change,
            snapshot_size=request.snapshot_size or None,
        )
        async for change in self._gate.until_leaving(changes):
            yield pb.WatchReviewQueueResponse(
                review_item=wire.review_item(change.item), change=change.change
            )

    async def GetReport(self, request: pb.GetReportRequest, context: Call) -> pb.GetReportResponse:
        rows = await self._gate.open().reports.report(
            convert.moment_from(request, "start_time"),
            convert.moment_from(request, "end_time"),
            wire.grouping_from(request.group_by),
        )
        return pb.GetReportResponse(rows=map(wire.report_row, rows))

    async def ListAuditEntries(
        self, request: pb.ListAuditEntriesRequest, context: Call
    ) -> pb.ListAuditEntriesResponse:
        size = page_size(request.page_size, _AUDIT_PAGE, _AUDIT_PAGE_LIMIT)
        entries = await self._gate.open().audit.entries(
            request.after_sequence, request.subject, size + 1
        )
        page: Page[audit_pb2.AuditEntry] = Page(size)
        page.take_all(map(wire.audit_entry, entries))
        return pb.ListAuditEntriesResponse(
            entries=page.items,
            next_after_sequence=page.items[-1].sequence if page.is_full else 0,
        )


def _fitting(items: Sequence[ReviewItem]) -> list[review_pb2.ReviewItem]:
    """The first of them, as many as one answer holds."""
    page: Page[review_pb2.ReviewItem] = Page(len(items))
    page.take_all(map(wire.review_item, items))
    return page.items


def _filter(tag: str, field: str) -> str:
    return normalise_tag(tag, field) if tag else ""
