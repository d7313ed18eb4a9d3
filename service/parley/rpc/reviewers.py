"""ReviewerService: who reviews what, and when."""

from typing import Any

from grpc import aio

from parley.rpc import convert_review as wire
from parley.rpc.gate import Gate
from parley.rpc.gen import reviewer_service_pb2 as pb
from parley.rpc.gen import reviewer_service_pb2_grpc as pb_grpc

Call = aio.ServicerContext[Any, Any]


class ReviewerServicer(pb_grpc.ReviewerServiceServicer):
    """Thin: conversion here, the checks in the flow."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def ListReviewers(
        self, request: pb.ListReviewersRequest, context: Call
    ) -> pb.ListReviewersResponse:
        found = await self._gate.open().reviewers.reviewers()
        return pb.ListReviewersResponse(reviewers=map(wire.reviewer, found))

    async def GetReviewer(
        self, request: pb.GetReviewerRequest, context: Call
    ) -> pb.GetReviewerResponse:
        found = await self._gate.open().reviewers.reviewer(request.reviewer_id)
        return pb.GetReviewerResponse(reviewer=wire.reviewer(found))

    async def CreateReviewer(
        self, request: pb.CreateReviewerRequest, context: Call
    ) -> pb.CreateReviewerResponse:
        flow = self._gate.open().reviewers
        made = await flow.create(
            wire.reviewer_from(request.reviewer), request.admin, request.reason
        )
        return pb.CreateReviewerResponse(reviewer=wire.reviewer(made))

    async def UpdateReviewer(
        self, request: pb.UpdateReviewerRequest, context: Call
    ) -> pb.UpdateReviewerResponse:
        flow = self._gate.open().reviewers
        made = await flow.update(
            wire.reviewer_from(request.reviewer),
            request.reviewer.etag,
            request.admin,
            request.reason,
        )
        return pb.UpdateReviewerResponse(reviewer=wire.reviewer(made))
