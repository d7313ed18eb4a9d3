"""The API keeps to its own rules, and is what the stubs say."""

import pytest
from google.protobuf.descriptor import EnumDescriptor, FileDescriptor, ServiceDescriptor
from grpc import aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from parley.app import App
from parley.config import Settings
from parley.rpc.gen import (
    audit_pb2,
    channel_pb2,
    channel_service_pb2,
    event_pb2,
    glossary_pb2,
    glossary_service_pb2,
    memory_pb2,
    memory_service_pb2,
    policy_pb2,
    policy_service_pb2,
    report_pb2,
    review_pb2,
    review_service_pb2,
    reviewer_pb2,
    reviewer_service_pb2,
)

FILES: list[FileDescriptor] = [
    module.DESCRIPTOR
    for module in (
        audit_pb2,
        channel_pb2,
        event_pb2,
        glossary_pb2,
        glossary_service_pb2,
        memory_pb2,
        memory_service_pb2,
        policy_pb2,
        policy_service_pb2,
        report_pb2,
        review_pb2,
        channel_service_pb2,
        review_service_pb2,
        reviewer_pb2,
        reviewer_service_pb2,
    )
]
ENUMS: list[EnumDescriptor] = [e for f in FILES for e in f.enum_types_by_name.values()]
SERVICES: list[ServiceDescriptor] = [s for f in FILES for s in f.services_by_name.values()]


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.name)
def test_enums_begin_unspecified_and_carry_their_prefix(enum: EnumDescriptor) -> None:
    """Zero means unspecified, and every value is named after its enum."""
    prefix = "".join(f"_{c}" if c.isupper() else c for c in enum.name).lstrip("_").upper()
    assert enum.values_by_number[0].name == f"{prefix}_UNSPECIFIED"
    assert all(value.name.startswith(f"{prefix}_") for value in enum.values)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_call_has_a_request_and_a_response_of_its_own(service: ServiceDescriptor) -> None:
    """No message is shared between calls, so each can grow by itself."""
    for method in service.methods:
        assert method.input_type.name == f"{method.name}Request"
        assert method.output_type.name == f"{method.name}Response"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_lie_where_their_package_says(file: FileDescriptor) -> None:
    """Package parley.v1 in folder parley/v1."""
    assert file.package == "parley.v1"
    assert file.name.startswith("parley/v1/")


async def test_a_server_reflects_its_services_and_reports_their_health(
    settings: Settings,
) -> None:
    """Tools that know nothing of Parley can list its services and ask how it is."""
    async with App(settings).running() as app, aio.insecure_channel(app.address) as channel:
        reflection = reflection_pb2_grpc.ServerReflectionStub(channel)
        ask = reflection_pb2.ServerReflectionRequest(list_services="")
        call = reflection.ServerReflectionInfo(iter([ask]))
        answer = await call.read()
        names = {service.name for service in answer.list_services_response.service}
        assert {service.full_name for service in SERVICES} <= names
        health = health_pb2_grpc.HealthStub(channel)
        for name in ("", *(service.full_name for service in SERVICES)):
            state = await health.Check(health_pb2.HealthCheckRequest(service=name))
            assert state.status == health_pb2.HealthCheckResponse.SERVING
