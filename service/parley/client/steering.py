"""The calls of those who decide how careful channels are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grpc import aio

from parley.client.arguments import made
from parley.client.calls import Calls
from parley.rpc.gen import policy_pb2
from parley.rpc.gen import policy_service_pb2 as policies
from parley.rpc.gen import policy_service_pb2_grpc as policies_grpc

if TYPE_CHECKING:
    # This exists in the stubs' type information only.
    from parley.rpc.gen.policy_service_pb2_grpc import PolicyServiceAsyncStub


class PolicyCalls(Calls):
    """PolicyService."""

    def __init__(self, channel: aio.Channel, timeout_s: float) -> None:
        super().__init__(channel, timeout_s)
        self._policies: PolicyServiceAsyncStub = policies_grpc.PolicyServiceStub(channel)

    async def policies(self) -> list[policy_pb2.Policy]:
        """Every channel's, by name."""
        answer = await self._call(self._policies.ListPolicies, policies.ListPoliciesRequest())
        return list(answer.policies)

    async def policy(self, channel: str) -> policy_pb2.Policy:
        request = made(policies.GetPolicyRequest, channel=channel)
        return (await self._call(self._policies.GetPolicy, request)).policy

    async def check_policy(self, policy: policy_pb2.Policy) -> Sequence[policy_pb2.PolicyLimit]:
        """What a policy's settings would come to."""
        request = made(
            policies.CheckPolicyRequest, channel=policy.channel, settings=policy.settings
        )
        return (await self._call(self._policies.CheckPolicy, request)).limits

    async def update_policy(
        self, policy: policy_pb2.Policy, *, admin: str, reason: str
    ) -> policy_pb2.Policy:
        """Put a policy's settings in force: its etag must still be the one that was read."""
        request = made(
            policies.UpdatePolicyRequest,
            channel=policy.channel,
            settings=policy.settings,
            etag=policy.etag,
            admin=admin,
            reason=reason,
        )
        return (await self._call(self._policies.UpdatePolicy, request)).policy

    async def reset_policy(
        self, policy: policy_pb2.Policy, *, admin: str, reason: str
    ) -> policy_pb2.Policy:
        """Let the settings file's policy hold again, under the same condition."""
        request = made(
            policies.ResetPolicyRequest,
            channel=policy.channel,
            etag=policy.etag,
            admin=admin,
            reason=reason,
        )
        return (await self._call(self._policies.ResetPolicy, request)).policy
