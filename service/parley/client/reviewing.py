"""The reviewers' calls."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import grpc
from grpc import aio

from parley.client.arguments import chosen, duration, made, timestamp
from parley.client.calls import Calls
from parley.client.errors import from_call
from parley.rpc.gen import audit_pb2, report_pb2, review_pb2, reviewer_pb2
from parley.rpc.gen import review_service_pb2 as reviews
from parley.rpc.gen import review_service_pb2_grpc as reviews_grpc
from parley.rpc.gen import reviewer_service_pb2 as profiles
from parley.rpc.gen import reviewer_service_pb2_grpc as profiles_grpc

if TYPE_CHECKING:
    # These exist in the stubs' type information only.
    from parley.rpc.gen.review_service_pb2_grpc import ReviewServiceAsyncStub
    from parley.rpc.gen.reviewer_service_pb2_grpc import ReviewerServiceAsyncStub

_AUDIT_PAGE = 1_000
_PAGE = 500
_GROUPINGS = {
    name.removeprefix("REPORT_GROUPING_").lower(): value
    for name, value in report_pb2.ReportGrouping.items()
    if value
}


class ReviewCalls(Calls):
    """ReviewService and ReviewerService."""

    def __init__(self, channel: aio.Channel, timeout_s: float) -> None:
        super().__init__(channel, timeout_s)
        self._reviews: ReviewServiceAsyncStub = reviews_grpc.ReviewServiceStub(channel)
        self._reviewers: ReviewerServiceAsyncStub = profiles_grpc.ReviewerServiceStub(channel)

    async def review_items(
        self, *, source: str = "", target: str = "", text: str = "", page_size: int = 0
    ) -> list[review_pb2.ReviewItem]:
        """Open review items by urgency, those that hold a text, the first page."""
        request = made(
            reviews.ListReviewItemsRequest,
            source_language=source,
            target_language=target,
            text=text,
            page_size=page_size,
        )
        answer = await self._call(self._reviews.ListReviewItems, request)
        return list(answer.review_items)

    async def released_items(
        self, *, source: str = "", target: str = ""
    ) -> AsyncIterator[review_pb2.ReviewItem]:
        """Every released item of a direction."""
        states = (review_pb2.REVIEW_STATE_RELEASED,)
        async for item in self._items(states, source, target):
            yield item

    async def open_items(
        self, *, source: str = "", target: str = ""
    ) -> AsyncIterator[review_pb2.ReviewItem]:
        """Every open item of a direction, by urgency."""
        states = (review_pb2.REVIEW_STATE_PENDING, review_pb2.REVIEW_STATE_CLAIMED)
        async for item in self._items(states, source, target):
            yield item

    async def _items(
        self, states: Sequence[review_pb2.ReviewState.ValueType], source: str, target: str
    ) -> AsyncIterator[review_pb2.ReviewItem]:
        token = ""
        while True:
            request = made(
                reviews.ListReviewItemsRequest,
                states=states,
                source_language=source,
                target_language=target,
                page_size=_PAGE,
                page_token=token,
            )
            page = await self._call(self._reviews.ListReviewItems, request)
            for item in page.review_items:
                yield item
            token = page.next_page_token
            if not token:
                return

    async def review_item(self, review_item_id: str) -> reviews.GetReviewItemResponse:
        request = made(reviews.GetReviewItemRequest, review_item_id=review_item_id)
        return await self._call(self._reviews.GetReviewItem, request)

    async def claim(
        self,
        reviewer: str,
        review_item_id: str = "",
        *,
        source: str = "",
        target: str = "",
        lease: timedelta | None = None,
    ) -> review_pb2.ReviewItem:
        """Take an item, or the most urgent one of a direction."""
        request = made(
            reviews.ClaimReviewItemRequest,
            review_item_id=review_item_id,
            reviewer=reviewer,
            source_language=source,
            target_language=target,
            lease_duration=duration(lease, "lease_duration"),
        )
        answer = await self._call(self._reviews.ClaimReviewItem, request)
        return answer.review_item

    async def renew(
        self, item: review_pb2.ReviewItem, lease: timedelta | None = None
    ) -> review_pb2.ReviewItem:
        """Extend the lease on a claimed item."""
        request = made(
            reviews.RenewClaimRequest,
            review_item_id=item.review_item_id,
            reviewer=item.claimed_by,
            lease_duration=duration(lease, "lease_duration"),
        )
        answer = await self._call(self._reviews.RenewClaim, request)
        return answer.review_item

    async def release(
        self,
        item: review_pb2.ReviewItem,
        edited_text: str | None = None,
        *,
        undo_window: timedelta | None = None,
        tags: Sequence[review_pb2.ReleaseTag] = (),
    ) -> review_pb2.ReviewItem:
        """Send the message on, as proposed or as edited; `tags` say why it was changed."""
        request = made(
            reviews.ReleaseReviewItemRequest,
            review_item_id=item.review_item_id,
            reviewer=item.claimed_by,
            etag=item.etag,
            edited_text=edited_text,
            undo_window=duration(undo_window, "undo_window"),
            tags=tags,
        )
        answer = await self._call(self._reviews.ReleaseReviewItem, request)
        return answer.review_item

    async def release_alike(
        self,
        item: review_pb2.ReviewItem,
        edited_text: str | None = None,
        *,
        undo_window: timedelta | None = None,
        tags: Sequence[review_pb2.ReleaseTag] = (),
    ) -> reviews.ReleaseAlikeReviewItemsResponse:
        """Release the item and its look-alikes, each with its own values in the text."""
        request = made(
            reviews.ReleaseAlikeReviewItemsRequest,
            review_item_id=item.review_item_id,
            reviewer=item.claimed_by,
            etag=item.etag,
            edited_text=edited_text,
            undo_window=duration(undo_window, "undo_window"),
            tags=tags,
        )
        return await self._call(self._reviews.ReleaseAlikeReviewItems, request)

    async def alike(self, review_item_id: str) -> list[review_pb2.ReviewItem]:
        """Waiting items whose sources differ from this one's in values only."""
        request = made(reviews.ListAlikeReviewItemsRequest, review_item_id=review_item_id)
        answer = await self._call(self._reviews.ListAlikeReviewItems, request)
        return list(answer.review_items)

    async def undo_release(
        self, item: review_pb2.ReviewItem, lease: timedelta | None = None
    ) -> review_pb2.ReviewItem:
        """Take a release back while its undo window lasts."""
        request = made(
            reviews.UndoReleaseRequest,
            review_item_id=item.review_item_id,
            reviewer=item.decided_by,
            lease_duration=duration(lease, "lease_duration"),
        )
        answer = await self._call(self._reviews.UndoRelease, request)
        return answer.review_item

    async def give_back(self, item: review_pb2.ReviewItem) -> review_pb2.ReviewItem:
        """Return the item to the queue, undecided."""
        request = made(
            reviews.ReturnReviewItemRequest,
            review_item_id=item.review_item_id,
            reviewer=item.claimed_by,
            etag=item.etag,
        )
        answer = await self._call(self._reviews.ReturnReviewItem, request)
        return answer.review_item

    async def reject(self, item: review_pb2.ReviewItem, reason: str) -> review_pb2.ReviewItem:
        """Keep the message from being sent on."""
        request = made(
            reviews.RejectReviewItemRequest,
            review_item_id=item.review_item_id,
            reviewer=item.claimed_by,
            etag=item.etag,
            reason=reason,
        )
        answer = await self._call(self._reviews.RejectReviewItem, request)
        return answer.review_item

    async def escalate(
        self, item: review_pb2.ReviewItem, note: str, group: str = ""
    ) -> review_pb2.ReviewItem:
        """Give the item to a senior reviewer, or to a subject group."""
        request = made(
            reviews.EscalateReviewItemRequest,
            review_item_id=item.review_item_id,
            reviewer=item.claimed_by,
            etag=item.etag,
            note=note,
            group=group,
        )
        answer = await self._call(self._reviews.EscalateReviewItem, request)
        return answer.review_item

    async def watch_reviews(
        self, *, source: str = "", target: str = "", snapshot_size: int = 0
    ) -> AsyncIterator[review_pb2.ReviewItem]:
        """The open items, all or the most urgent, then every change of one."""
        request = made(
            reviews.WatchReviewQueueRequest,
            source_language=source,
            target_language=target,
            snapshot_size=snapshot_size,
        )
        async for response in self._watched(request):
            yield response.review_item

    async def review_changes(
        self, after_change: int, *, source: str = "", target: str = ""
    ) -> AsyncIterator[reviews.WatchReviewQueueResponse]:
        """Items that changed since a cursor, each with the cursor to go on from."""
        request = made(
            reviews.WatchReviewQueueRequest,
            source_language=source,
            target_language=target,
            after_change=after_change,
        )
        async for response in self._watched(request):
            yield response

    async def reviewers(self) -> list[reviewer_pb2.Reviewer]:
        """Everybody with a profile, by id."""
        answer = await self._call(self._reviewers.ListReviewers, profiles.ListReviewersRequest())
        return list(answer.reviewers)

    async def reviewer(self, reviewer_id: str) -> reviewer_pb2.Reviewer:
        request = made(profiles.GetReviewerRequest, reviewer_id=reviewer_id)
        return (await self._call(self._reviewers.GetReviewer, request)).reviewer

    async def create_reviewer(
        self, reviewer: reviewer_pb2.Reviewer, *, admin: str, reason: str = ""
    ) -> reviewer_pb2.Reviewer:
        """Make a profile; `admin` is who does it."""
        request = made(
            profiles.CreateReviewerRequest, reviewer=reviewer, admin=admin, reason=reason
        )
        return (await self._call(self._reviewers.CreateReviewer, request)).reviewer

    async def update_reviewer(
        self, reviewer: reviewer_pb2.Reviewer, *, admin: str, reason: str = ""
    ) -> reviewer_pb2.Reviewer:
        """Replace the profile that was read: its etag must still be the same."""
        request = made(
            profiles.UpdateReviewerRequest, reviewer=reviewer, admin=admin, reason=reason
        )
        return (await self._call(self._reviewers.UpdateReviewer, request)).reviewer

    async def audit_entries(
        self, after_sequence: int = 0, *, subject: str = ""
    ) -> AsyncIterator[audit_pb2.AuditEntry]:
        """Every action so far, or those on one item or profile, oldest first."""
        cursor = after_sequence
        while True:
            request = made(
                reviews.ListAuditEntriesRequest,
                after_sequence=cursor,
                subject=subject,
                page_size=_AUDIT_PAGE,
            )
            page = await self._call(self._reviews.ListAuditEntries, request)
            for entry in page.entries:
                yield entry
            cursor = page.next_after_sequence
            if not cursor:
                return

    async def report(
        self,
        group_by: str = "all",
        *,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> list[report_pb2.ReportRow]:
        """Figures of a period, the last seven days by default.

        `group_by`: "all", "language", "channel", "rule", "reviewer" or "reason".
        """
        request = made(
            reviews.GetReportRequest,
            start_time=timestamp(start, "start_time"),
            end_time=timestamp(end, "end_time"),
            group_by=chosen(_GROUPINGS, group_by, "group_by"),
        )
        return list((await self._call(self._reviews.GetReport, request)).rows)

    async def _watched(
        self, request: reviews.WatchReviewQueueRequest
    ) -> AsyncIterator[reviews.WatchReviewQueueResponse]:
        try:
            async for response in self._reviews.WatchReviewQueue(request):
                yield response
        except grpc.RpcError as error:
            raise from_call(error) from None
