"""What a run says of the goals that were set for the service, as far as it has the figures.

All are ratios or differences within one run, so that they mean the same on any machine; the
figures for seconds and megabytes are for two cores.
"""

from collections.abc import Iterator

from parley.bench.report import Goal, Point, Report

# Of the raw engine's throughput, with many clients.
_ENGINE_RATIO = 0.95
# What one client's message may take beyond the engine's own time for it.
_SERVICE_MS = 2.0
# p99 over p50, at this share of saturation.
_TAIL_RATIO = 4.0
_TAIL_LOAD = (0.65, 0.75)
_LIBRETRANSLATE_RATIO = 10.0
_CONVERSE_RATIO = 0.9
_FIRST_TRANSLATION_S = 1.5
# Resident memory: so many times the model's files, and so much.
_MODEL_TIMES = 2.5
_MODEL_MORE_BYTES = 120e6
# A leak this slow would take a million messages for 50 MB.
_SOAK_BYTES_PER_MESSAGE = 50.0


def goals(report: Report, model_bytes: int | None) -> list[Goal]:
    """The goals that the report has figures for.

    Args:
        model_bytes: size of the files of the models that serve; None where nobody knows.
    """
    return [*_throughput(report), *_latency(report), *_memory(report, model_bytes)]


def _throughput(report: Report) -> Iterator[Goal]:
    if report.engine_ratio is not None:
        yield _at_least("throughput over the engine's", report.engine_ratio, _ENGINE_RATIO)
    if report.libretranslate_ratio is not None:
        yield _at_least(
            "throughput over LibreTranslate's", report.libretranslate_ratio, _LIBRETRANSLATE_RATIO
        )
    if report.converse_ratio is not None:
        yield _at_least("Converse over Translate", report.converse_ratio, _CONVERSE_RATIO)


def _latency(report: Report) -> Iterator[Goal]:
    one = next((point for point in report.closed if point.clients == 1), None)
    if one is not None and one.latency_ms is not None:
        p50 = one.latency_ms.p50
        if report.engine is not None:
            beyond = p50 - report.engine.single_ms.p50
            yield _at_most("one client's p50 beyond the engine's, ms", beyond, _SERVICE_MS)
        theirs = report.libretranslate.closed if report.libretranslate is not None else []
        for other in theirs:
            if other.clients == 1 and other.latency_ms is not None:
                yield _at_most(
                    "one client's p50 over LibreTranslate's", p50 / other.latency_ms.p50, 1
                )
    busiest = max((point.messages_per_s for point in report.closed), default=0.0)
    for point in report.open:
        if busiest and _is_at_tail_load(point, busiest) and point.latency_ms is not None:
            tail = point.latency_ms.p99 / point.latency_ms.p50
            yield _at_most("p99 over p50 at 70% of saturation", tail, _TAIL_RATIO)
    if report.start is not None:
        first_s = report.start.first_translation_s
        yield _at_most("start to first translation, s", first_s, _FIRST_TRANSLATION_S)


def _memory(report: Report, model_bytes: int | None) -> Iterator[Goal]:
    sizes = [point.resident_bytes for point in (*report.closed, *report.open)]
    known = [size for size in sizes if size is not None]
    if known and model_bytes is not None:
        limit = _MODEL_TIMES * model_bytes + _MODEL_MORE_BYTES
        yield _at_most("resident memory, MB", max(known) / 1e6, limit / 1e6)
    if report.soak is not None:
        growth = report.soak.bytes_per_message
        yield _at_most("growth in a soak, bytes a message", growth, _SOAK_BYTES_PER_MESSAGE)


def _is_at_tail_load(point: Point, busiest: float) -> bool:
    low, high = _TAIL_LOAD
    return low * busiest <= (point.offered_per_s or 0.0) <= high * busiest


def _at_least(name: str, value: float, limit: float) -> Goal:
    return Goal(f"{name}: at least", value, limit, value >= limit)


def _at_most(name: str, value: float, limit: float) -> Goal:
    return Goal(f"{name}: at most", value, limit, value <= limit)
