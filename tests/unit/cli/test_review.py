"""Keeping an item while its reviewer reads."""

import asyncio

import grpc
import pytest

from parley.cli import review
from parley.client import CallFailed
from parley.rpc.gen import review_pb2


class _Server:
    """Refuses to renew with these codes, one after the other, and renews from then on."""

    def __init__(self, *codes: grpc.StatusCode) -> None:
        self._codes = list(codes)
        self.renewed = asyncio.Event()

    async def renew(self, item: review_pb2.ReviewItem) -> review_pb2.ReviewItem:
        if self._codes:
            raise CallFailed(self._codes.pop(0), "", "", {}, None)
        self.renewed.set()
        return item


async def test_a_server_that_restarts_loses_no_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """The renewal that found nobody is tried again."""
    monkeypatch.setattr(review, "_OFTEN_S", 0.01)
    server = _Server(grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
    keeping = asyncio.create_task(review._keep(server, review_pb2.ReviewItem()))
    async with asyncio.timeout(10):
        await server.renewed.wait()
    keeping.cancel()


async def test_a_claim_that_is_lost_is_not_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeping ends, without a fault that nobody looks at."""
    monkeypatch.setattr(review, "_OFTEN_S", 0.01)
    server = _Server(grpc.StatusCode.FAILED_PRECONDITION)
    async with asyncio.timeout(10):
        await review._keep(server, review_pb2.ReviewItem())
    assert not server.renewed.is_set()
