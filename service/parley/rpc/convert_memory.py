"""Between the memory's objects and the wire's."""

from parley.domain.errors import InvalidInput
from parley.domain.memory import MemoryUnit, Suggestion, UnitOrigin
from parley.flow.curate import Entry
from parley.flow.slots import written
from parley.formats.kinds import FileFormat
from parley.rpc import convert
from parley.rpc.gen import memory_pb2

_ORIGINS = convert.names_of(UnitOrigin, "MEMORY_ORIGIN", memory_pb2.MemoryOrigin)
_FORMATS = convert.names_of(FileFormat, "FILE_FORMAT", memory_pb2.FileFormat)


def memory_unit(value: MemoryUnit) -> memory_pb2.MemoryUnit:
    return memory_pb2.MemoryUnit(
        unit_id=value.unit_id,
        etag=value.etag,
        source_language=value.source_language,
        target_language=value.target_language,
        source_text=written(value.source),
        target_text=written(value.target),
        formality=convert.formality(value.formality),
        origin=_ORIGINS[value.origin],
        author=value.author,
        create_time=convert.timestamp(value.created_at),
    )


def entry_from(value: memory_pb2.MemoryUnit) -> Entry:
    """What a person gives of a unit."""
    return Entry(
        value.source_language,
        value.target_language,
        value.source_text,
        value.target_text,
        convert.formality_from(value.formality),
        value.author,
    )


def suggestion(value: Suggestion) -> memory_pb2.MemorySuggestion:
    return memory_pb2.MemorySuggestion(
        source_text=value.source,
        target_text=value.target,
        similarity=value.similarity,
        origin=_ORIGINS[value.origin],
        formality=convert.formality(value.formality),
        author=value.author,
        create_time=convert.timestamp(value.created_at),
        unit_id=value.unit_id,
    )


def format_from(value: int) -> FileFormat:
    """Raises InvalidInput: UNSUPPORTED_FORMAT, for an unspecified one, and as `convert.back`."""
    kind = convert.back(_FORMATS, value, "format")
    if kind is None:
        raise InvalidInput("UNSUPPORTED_FORMAT", "say which format", field="format")
    return kind
