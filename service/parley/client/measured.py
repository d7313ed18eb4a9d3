"""A call with its weight and its time, for load tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from parley.rpc.gen import channel_service_pb2 as channels


@dataclass(frozen=True, slots=True)
class ServerTiming:
    """Where the server's time went, as it says in the trailing metadata.

    Attributes:
        queue_ms: milliseconds that the slowest segment waited for its batch.
        model_ms: milliseconds in the engine.
        batch_fill: share in 0..1 of the batch's token budget that held tokens.
        source_tokens, target_tokens: what models read and wrote; None from an older server.
    """

    queue_ms: float
    model_ms: float
    batch_fill: float
    source_tokens: int | None = None
    target_tokens: int | None = None

    @property
    def tokens(self) -> int | None:
        """Source and target together."""
        if self.source_tokens is None or self.target_tokens is None:
            return None
        return self.source_tokens + self.target_tokens

    @classmethod
    def read(cls, trailing: Iterable[tuple[str, str | bytes]] | None) -> Self | None:
        """From `parley-queue-ms` and its like; None where no model was asked."""
        found = dict(trailing or ())
        read, written = found.get("parley-source-tokens"), found.get("parley-target-tokens")
        try:
            return cls(
                float(found["parley-queue-ms"]),
                float(found["parley-model-ms"]),
                float(found["parley-batch-fill"]),
                None if read is None else int(read),
                None if written is None else int(written),
            )
        except KeyError:
            return None


@dataclass(frozen=True, slots=True)
class Measured:
    """A translation and what it cost; bytes are those of the serialised messages."""

    response: channels.TranslateResponse
    request_bytes: int
    response_bytes: int
    timing: ServerTiming | None
