"""The report for people."""

from collections.abc import Sequence

from parley.bench.report import Compared, Engine, Goal, Point, Report, Soak
from parley.bench.statistics import Distribution

_HEAD = (
    "load", "msg/s", "words/s", "tokens/s", "p50 ms", "p90 ms", "p99 ms", "queue ms", "model ms",
    "fill", "cpu ms/msg", "bytes/msg", "failed",
)  # fmt: skip
_MIB = 1024 * 1024


def table(report: Report) -> str:
    """A few lines about the run, then a row for each load, then ratios and errors."""
    machine, lines = report.machine, report.lines
    parts = [
        f"Parley {machine.parley}, {report.mode}, {report.target}; {machine.cores} cores, "
        f"{machine.processor}, Python {machine.python}",
        f"lines: {lines.origin}, {lines.mix}, {len(lines.directions)} directions, "
        f"{lines.repeated_share:.0%} sent before; seed {report.seed}",
    ]
    if report.start is not None:
        resident = _mebibytes(report.start.resident_bytes)
        parts.append(
            f"start: serving after {report.start.serving_s:.2f} s, first translation after "
            f"{report.start.first_translation_s:.2f} s, {resident} resident"
        )
    if rows := [_row(point) for point in (*report.closed, *report.open)]:
        parts += ["", *_aligned((_HEAD, *rows))]
        parts.append("latency from the intended sending; queue, model and fill are medians;")
        parts.append("words of source and translation, tokens that the models read and wrote;")
        parts.append("cpu of the server; bytes both ways")
    parts += [f"errors: {_load(p)}: {_errors(p)}" for p in _all_points(report) if p.errors]
    if report.engine is not None:
        parts += ["", *_engine(report.engine, report)]
    if report.libretranslate is not None:
        parts += ["", *_compared(report.libretranslate, report.libretranslate_ratio)]
    if report.converse is not None:
        parts += ["", *_converse(report.converse, report.converse_ratio)]
    if report.soak is not None:
        parts += ["", *_soak(report.soak)]
    if report.goals:
        parts += ["", *_goals(report.goals)]
    return "\n".join(parts)


def _all_points(report: Report) -> list[Point]:
    other = report.libretranslate.closed if report.libretranslate is not None else []
    return [*report.closed, *report.open, *other]


def _load(point: Point) -> str:
    if point.clients is not None:
        return f"{point.clients} clients"
    return f"{point.offered_per_s:g}/s offered"


def _row(point: Point) -> tuple[str, ...]:
    latency = point.latency_ms
    sizes = (point.request_bytes_per_message, point.response_bytes_per_message)
    return (
        _load(point),
        f"{point.messages_per_s:.1f}",
        f"{point.words_per_s:.0f}",
        _figure(point.tokens_per_s, 0),
        _figure(latency.p50 if latency else None),
        _figure(latency.p90 if latency else None),
        _figure(latency.p99 if latency else None),
        _median(point.queue_ms),
        _median(point.model_ms),
        _median(point.batch_fill, 2),
        _figure(point.server_cpu_ms_per_message),
        _figure(None if None in sizes else sum(size or 0.0 for size in sizes), 0),
        str(point.failed),
    )


def _errors(point: Point) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in sorted(point.errors.items()))


def _engine(engine: Engine, report: Report) -> list[str]:
    layouts = ", ".join(
        f"{each.workers} × {each.threads}: {each.messages_per_s:.0f} msg/s and "
        f"{each.single_ms:.1f} ms"
        for each in engine.layouts
    )
    models = ", ".join(f"{name} with beam {beam}" for name, beam in engine.models.items())
    lines = [
        f"engine alone: {engine.messages_per_s:.1f} msg/s, {engine.pieces_per_s:.0f} pieces/s, "
        f"one message {engine.single_ms.p50:.1f} ms (p50); {models}, "
        f"{engine.workers} × {engine.threads} threads, {engine.batch_tokens} tokens a batch",
        f"with token probabilities: {engine.scored_messages_per_s:.1f} msg/s; "
        f"{engine.changed_in_batch_share:.1%} of segments differ in a batch",
        f"batches × threads: {layouts}",
    ]
    if report.engine_ratio is not None:
        lines.append(f"engine_ratio: {report.engine_ratio:.3f}")
    if report.scored_ratio is not None:
        lines.append(f"scored_ratio: {report.scored_ratio:.3f}")
    return lines


def _converse(point: Point, ratio: float | None) -> list[str]:
    lines = ["the same on Converse streams:", *_aligned((_HEAD, _row(point)))]
    if ratio is not None:
        lines.append(f"converse_ratio: {ratio:.3f}")
    return lines


def _goals(goals: Sequence[Goal]) -> list[str]:
    return [
        f"goal {'met' if goal.met else 'MISSED':6}  {goal.name} {goal.limit:g}: {goal.value:.3g}"
        for goal in goals
    ]


def _compared(other: Compared, ratio: float | None) -> list[str]:
    lines = [f"{other.name} {other.version}, same weights, beam and lines:"]
    lines += _aligned((_HEAD, *(_row(point) for point in other.closed)))
    if ratio is not None:
        lines.append(f"libretranslate_ratio: {ratio:.2f}")
    return lines


def _soak(soak: Soak) -> list[str]:
    return [
        f"soak: {soak.messages:,} messages in {soak.duration_s:.0f} s, {soak.failed} failed; "
        f"resident {_mebibytes(soak.first_bytes)} at first, {_mebibytes(soak.last_bytes)} at last, "
        f"{_mebibytes(soak.highest_bytes)} at most; {soak.bytes_per_message:+.1f} bytes a message "
        "over the second half",
    ]


def _mebibytes(size: int | None) -> str:
    return "–" if size is None else f"{size / _MIB:.0f} MiB"


def _figure(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _median(values: Distribution | None, digits: int = 1) -> str:
    return _figure(values.p50 if values is not None else None, digits)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns to the right, the first to the left."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    ]
