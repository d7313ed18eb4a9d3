"""PolicyService: how careful each channel is."""

from typing import Any

from grpc import aio

from parley.rpc import convert_policy as wire
from parley.rpc.gate import Gate
from parley.rpc.gen import policy_service_pb2 as pb
from parley.rpc.gen import policy_service_pb2_grpc as pb_grpc

Call = aio.ServicerContext[Any, Any]


class PolicyServicer(pb_grpc.PolicyServiceServicer):
    """Thin: conversion here, the checks in the flow."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def ListPolicies(
        self, request: pb.ListPoliciesRequest, context: Call
    ) -> pb.ListPoliciesResponse:
        found = await self._gate.open().policies.channels()
        return pb.ListPoliciesResponse(policies=map(wire.policy, found))

    async def GetPolicy(self, request: pb.GetPolicyRequest, context: Call) -> pb.GetPolicyResponse:
        found = await self._gate.open().policies.channel(request.channel)
        return pb.GetPolicyResponse(policy=wire.policy(found))

    async def CheckPolicy(
        self, request: pb.CheckPolicyRequest, context: Call
    ) -> pb.CheckPolicyResponse:
        written = await self._gate.open().policies.read(
            request.channel, wire.settings_from(request.settings)
        )
        return pb.CheckPolicyResponse(limits=wire.limits(written.policy))

    async def UpdatePolicy(
        self, request: pb.UpdatePolicyRequest, context: Call
    ) -> pb.UpdatePolicyResponse:
        changed = await self._gate.open().policies.change(
            request.channel,
            wire.settings_from(request.settings),
            request.etag,
            request.admin,
            request.reason,
        )
        return pb.UpdatePolicyResponse(policy=wire.policy(changed))

    async def ResetPolicy(
        self, request: pb.ResetPolicyRequest, context: Call
    ) -> pb.ResetPolicyResponse:
        found = await self._gate.open().policies.reset(
            request.channel, request.etag, request.admin, request.reason
        )
        return pb.ResetPolicyResponse(policy=wire.policy(found))
