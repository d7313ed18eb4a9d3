"""What a run found, in the shape of its JSON; every unit is in the name."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal, Self

import msgspec

from parley.bench.load import Sample
from parley.bench.statistics import Distribution


class Machine(msgspec.Struct, frozen=True):
    """Where it ran; `cores` are those that this process may use."""

    cores: int
    processor: str
    python: str
    parley: str


class Lines(msgspec.Struct, frozen=True):
    """What was sent, over all loads of the run.

    Attributes:
        repeated_share: messages whose text and direction had been sent before in the run, which
            a cache may have answered.
    """

    origin: str
    mix: str
    directions: list[str]
    dealt: int
    repeated_share: float


class Start(msgspec.Struct, frozen=True):
    """How a server of our own started, in seconds since its process was created."""

    serving_s: float
    first_translation_s: float
    resident_bytes: int | None


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One load and what it met.

    Counts are of all messages sent; `messages_per_s`, words and characters a second are those
    answered within the window, so that neither the start nor the last stragglers count.

    Attributes:
        loop: "closed" with `clients`, "open" with `offered_per_s`.
        window_s: length of the window.
        errors: counts by reason.
        held: answers without a translation, kept for a reviewer (streams only).
        words_per_s: words between white space of source and translation together.
        tokens_per_s: what the models read and wrote; None where the server does not say (streams).
        latency_ms: from the intended moment of sending; `service_ms`: from the actual one.
        queue_ms, model_ms, batch_fill: as the server says in its trailing metadata.
        server_cpu_ms_per_message: of the server's process, all threads; None if it is elsewhere.
        client_cpu_ms_per_message: of this process, which takes the same cores.
        request_bytes_per_message, response_bytes_per_message: serialised, without framing.
    """

    loop: Literal["closed", "open"]
    clients: int | None
    offered_per_s: float | None
    window_s: float
    sent: int
    answered: int
    failed: int
    held: int
    errors: dict[str, int]
    answered_in_window: int
    messages_per_s: float
    words_per_s: float
    characters_per_s: float
    tokens_per_s: float | None
    latency_ms: Distribution | None
    service_ms: Distribution | None
    queue_ms: Distribution | None
    model_ms: Distribution | None
    batch_fill: Distribution | None
    server_cpu_ms_per_message: float | None
    client_cpu_ms_per_message: float
    request_bytes_per_message: float | None
    response_bytes_per_message: float | None
    resident_bytes: int | None

    @classmethod
    def of(
        cls,
        samples: Sequence[Sample],
        window_s: float,
        *,
        clients: int | None = None,
        offered_per_s: float | None = None,
        server_cpu_s: float | None = None,
        client_cpu_s: float = 0.0,
        stream_bytes: tuple[int, int] | None = None,
        resident_bytes: int | None = None,
    ) -> Self:
        """Sum up a load; CPU seconds and bytes are for the load as a whole.

        Args:
            stream_bytes: sent and received, where answers do not know their own.
        """
        good = [(sample, sample.answer) for sample in samples if sample.answer is not None]
        inside = [(s, answer) for s, answer in good if s.done_s <= window_s]
        texts = [text for s, answer in inside for text in (s.line.text, answer.text)]
        tokens = [a.timing.tokens for _, a in inside if a.timing and a.timing.tokens is not None]
        timings = [answer.timing for _, answer in good if answer.timing is not None]
        answered = len(good)
        sent_bytes, received_bytes = _bytes(good, stream_bytes)
        return cls(
            loop="open" if clients is None else "closed",
            clients=clients,
            offered_per_s=offered_per_s,
            window_s=window_s,
            sent=len(samples),
            answered=answered,
            failed=len(samples) - answered,
            held=sum(not answer.text for _, answer in good),
            errors=dict(Counter(sample.error for sample in samples if sample.error)),
            answered_in_window=len(inside),
            messages_per_s=_per(len(inside), window_s) or 0.0,
            words_per_s=_per(sum(len(text.split()) for text in texts), window_s) or 0.0,
            characters_per_s=_per(sum(map(len, texts)), window_s) or 0.0,
            tokens_per_s=_per(sum(tokens), window_s) if tokens else None,
            latency_ms=Distribution.of(sample.latency_ms for sample, _ in good),
            service_ms=Distribution.of(sample.service_ms for sample, _ in good),
            queue_ms=Distribution.of(timing.queue_ms for timing in timings),
            model_ms=Distribution.of(timing.model_ms for timing in timings),
            batch_fill=Distribution.of(timing.batch_fill for timing in timings),
            server_cpu_ms_per_message=_per(_ms(server_cpu_s), answered),
            client_cpu_ms_per_message=_per(_ms(client_cpu_s), answered) or 0.0,
            request_bytes_per_message=_per(sent_bytes, answered),
            response_bytes_per_message=_per(received_bytes, answered),
            resident_bytes=resident_bytes,
        )


class Layout(msgspec.Struct, frozen=True):
    """One way to share out the cores: `workers` batches at once, `threads` cores for each."""

    workers: int
    threads: int
    messages_per_s: float
    single_ms: float


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """CTranslate2 by itself on the same lines: what no service around it can do better than.

    Attributes:
        messages: lines translated, the first ones that the server was sent.
        models: width of the search by name, of the models that the lines went through.
        batch_tokens: the padded tokens a batch that were quickest.
        tried: messages a second by batch size, from the short search.
        pieces_per_s: SentencePiece pieces of source and translation together.
        single_ms: of one message at a time, nothing else under way.
        scored_messages_per_s: with the probability of every token, which the server needs; after
            a beam search the engine gives them only in a second pass.
        layouts: other ways to share out the cores, from the short search.
        changed_in_batch_share: segments whose text in a batch is not the text that they get alone.
    """

    messages: int
    segments: int
    models: dict[str, int]
    threads: int
    workers: int
    batch_tokens: int
    tried: dict[int, float]
    messages_per_s: float
    pieces_per_s: float
    single_ms: Distribution
    scored_messages_per_s: float
    layouts: list[Layout]
    changed_in_batch_share: float


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Another server on the same weights, beam and lines."""

    name: str
    version: str
    settings: dict[str, str]
    closed: list[Point]


class Soak(msgspec.Struct, frozen=True, kw_only=True):
    """Resident memory over many messages.

    Attributes:
        readings: (messages answered, resident bytes), about one a second.
        bytes_per_message: least-squares slope over the second half, when caches and arenas have
            grown to their size.
    """

    messages: int
    failed: int
    clients: int
    duration_s: float
    first_bytes: int
    last_bytes: int
    highest_bytes: int
    bytes_per_message: float
    readings: list[tuple[int, int]]


class Goal(msgspec.Struct, frozen=True):
    """What a run says of one goal; `met` compares `value` with `limit` as `name` says."""

    name: str
    value: float
    limit: float
    met: bool


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run.

    Attributes:
        mode: "unary" or "stream".
        engine_ratio: the closed loop with most clients over the engine's messages a second.
        scored_ratio: the same over the engine's with the pass for token probabilities.
        libretranslate_ratio: the same over LibreTranslate's, with as many clients.
        converse: as many clients as the busiest closed loop, on Converse streams, other lines.
        converse_ratio: its throughput over that of Translate.
        goals: those that the run had figures for.
    """

    machine: Machine
    target: str
    mode: Literal["unary", "stream"]
    seed: int
    lines: Lines
    start: Start | None
    closed: list[Point]
    open: list[Point]
    engine: Engine | None = None
    engine_ratio: float | None = None
    scored_ratio: float | None = None
    libretranslate: Compared | None = None
    libretranslate_ratio: float | None = None
    soak: Soak | None = None
    converse: Point | None = None
    converse_ratio: float | None = None
    goals: list[Goal] = []


def _per(amount: float | None, count: float) -> float | None:
    return amount / count if amount is not None and count else None


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def _bytes(
    good: Sequence[tuple[Sample, object]], stream: tuple[int, int] | None
) -> tuple[float | None, float | None]:
    if stream is not None:
        return stream
    answers = [sample.answer for sample, _ in good if sample.answer is not None]
    if any(answer.request_bytes is None for answer in answers):
        return None, None
    return (
        sum(answer.request_bytes or 0 for answer in answers),
        sum(answer.response_bytes or 0 for answer in answers),
    )
