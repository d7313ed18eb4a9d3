"""The grpc.aio server: services, health, reflection, and leaving in good order."""

import socket

from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import SERVICE_NAME as HEALTH
from grpc_health.v1.health import aio as health_aio  # type: ignore[attr-defined]
from grpc_reflection.v1alpha import reflection

from parley.domain.errors import Unavailable
from parley.rpc.channel import ChannelServicer
from parley.rpc.errors import ErrorInterceptor
from parley.rpc.gate import Flows, Gate
from parley.rpc.gen import (
    channel_service_pb2,
    channel_service_pb2_grpc,
    glossary_service_pb2,
    glossary_service_pb2_grpc,
    memory_service_pb2,
    memory_service_pb2_grpc,
    policy_service_pb2,
    policy_service_pb2_grpc,
    review_service_pb2,
    review_service_pb2_grpc,
    reviewer_service_pb2,
    reviewer_service_pb2_grpc,
)
from parley.rpc.glossary import GlossaryServicer
from parley.rpc.memory import MemoryServicer
from parley.rpc.policies import PolicyServicer
from parley.rpc.review import ReviewServicer
from parley.rpc.reviewers import ReviewerServicer

_LAST_PORT = 65_535
# "" stands for the server as a whole.
_SERVICES = (
    "",
    channel_service_pb2.DESCRIPTOR.services_by_name["ChannelService"].full_name,
    glossary_service_pb2.DESCRIPTOR.services_by_name["GlossaryService"].full_name,
    memory_service_pb2.DESCRIPTOR.services_by_name["MemoryService"].full_name,
    policy_service_pb2.DESCRIPTOR.services_by_name["PolicyService"].full_name,
    review_service_pb2.DESCRIPTOR.services_by_name["ReviewService"].full_name,
    reviewer_service_pb2.DESCRIPTOR.services_by_name["ReviewerService"].full_name,
)
_MAX_MESSAGE_BYTES = 4 * 1024 * 1024


class RpcServer:
    """Answers health from the first moment, and everything else once `serve` was called."""

    def __init__(self, listen: str, max_connection_age_s: float) -> None:
        self._listen = listen
        self._gate = Gate()
        # Unmapped, an exception would reach the client with its text.
        self._server = aio.server(
            interceptors=[ErrorInterceptor()],
            options=[
                ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
                ("grpc.keepalive_time_ms", 60_000),
                ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
                # A started stream never moves to a new replica: connections end now and then.
                ("grpc.max_connection_age_ms", round(max_connection_age_s * 1000)),
                ("grpc.max_connection_age_grace_ms", 30_000),
                ("grpc.so_reuseport", 0),
            ],
        )
        self._health = health_aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        channel_service_pb2_grpc.add_ChannelServiceServicer_to_server(
            ChannelServicer(self._gate), self._server
        )
        review_service_pb2_grpc.add_ReviewServiceServicer_to_server(
            ReviewServicer(self._gate), self._server
        )
        reviewer_service_pb2_grpc.add_ReviewerServiceServicer_to_server(
            ReviewerServicer(self._gate), self._server
        )
        glossary_service_pb2_grpc.add_GlossaryServiceServicer_to_server(
            GlossaryServicer(self._gate), self._server
        )
        memory_service_pb2_grpc.add_MemoryServiceServicer_to_server(
            MemoryServicer(self._gate), self._server
        )
        policy_service_pb2_grpc.add_PolicyServiceServicer_to_server(
            PolicyServicer(self._gate), self._server
        )
        names = (*_SERVICES[1:], HEALTH, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)

    async def start(self) -> str:
        """Listen; health answers NOT_SERVING. Gives the address.

        Raises:
            Unavailable: ADDRESS_UNAVAILABLE, if it cannot be listened on.
        """
        await self._report(health_pb2.HealthCheckResponse.NOT_SERVING)
        host, _, wanted = self._listen.rpartition(":")
        # gRPC would take another port instead.
        if wanted.removeprefix("-").isdecimal() and not 0 <= int(wanted) <= _LAST_PORT:
            raise self._refused(f"no port is {wanted}")
        try:
            port = self._server.add_insecure_port(self._listen)
        except RuntimeError as error:
            raise self._refused(_hindrance(host, wanted)) from error
        await self._server.start()
        if host in ("unix", "unix-abstract"):
            return self._listen
        return f"{host}:{port}"

    def _refused(self, why: str) -> Unavailable:
        said = f"cannot listen on {self._listen}"
        return Unavailable("ADDRESS_UNAVAILABLE", f"{said}: {why}" if why else said)

    async def serve(self, flows: Flows) -> None:
        """Begin to answer; health says SERVING."""
        self._gate.flows = flows
        await self._report(health_pb2.HealthCheckResponse.SERVING)

    async def stop(self, grace_s: float) -> None:
        """Leave: health first, then streams with their cursors, then what is under way."""
        if not self._gate.leaving.is_set():
            await self._health.enter_graceful_shutdown()
            self._gate.leaving.set()
        await self._server.stop(grace_s)

    async def _report(self, status: "health_pb2.HealthCheckResponse.ServingStatus") -> None:
        for service in _SERVICES:
            await self._health.set(service, status)


def _hindrance(host: str, port: str) -> str:
    """Why nobody can listen there; empty if nobody says.

    gRPC writes it to standard error and keeps it out of its exception.
    """
    if host.startswith("unix"):
        return ""
    if not host or not port.isdecimal():
        return "it is written HOST:PORT or unix:PATH"
    try:
        places = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
        for family, kind, protocol, _, address in places:
            with socket.socket(family, kind, protocol) as probe:
                probe.bind(address)
    except OSError as error:
        return error.strerror or ""
    return ""
