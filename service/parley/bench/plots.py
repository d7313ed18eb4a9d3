"""Latency against load and throughput against concurrency, as PNG and SVG."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from parley.bench.errors import BenchFailed
from parley.bench.report import Point, Report

_SIZE_INCHES = (7.0, 4.2)
_DOTS_PER_INCH = 150


def require_plots(folder: Path) -> None:
    """Check that plots can be drawn, and written to `folder`, which is made if it is not there.

    Raises:
        BenchFailed: NO_MATPLOTLIB, PLOTS_UNWRITABLE.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise BenchFailed(
            "NO_MATPLOTLIB", "plots need the extra: pip install -e '.[bench]' in the checkout"
        ) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(error) from error


def plots(report: Report, folder: Path) -> list[Path]:
    """Draw what the report has points for; gives the files.

    Raises:
        BenchFailed: NO_MATPLOTLIB, PLOTS_UNWRITABLE.
    """
    require_plots(folder)
    import matplotlib

    matplotlib.use("agg")
    # Text stays text: small files that can be searched.
    matplotlib.rcParams["svg.fonttype"] = "none"
    try:
        return _all_drawn(report, folder)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> BenchFailed:
    return BenchFailed("PLOTS_UNWRITABLE", f"no plots can be written: {error}")


def _all_drawn(report: Report, folder: Path) -> list[Path]:
    files: list[Path] = []
    if report.open:
        files += _drawn(folder / "latency-against-load", lambda axes: _latency(axes, report))
    if report.closed:
        files += _drawn(
            folder / "throughput-against-concurrency", lambda axes: _throughput(axes, report)
        )
    return files


def _drawn(stem: Path, draw: Callable[[Any], None]) -> list[Path]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    draw(axes)
    axes.grid(visible=True, alpha=0.3)
    axes.legend(frameon=False)
    files = [stem.with_suffix(".png"), stem.with_suffix(".svg")]
    for file in files:
        # Without the date, the same report gives the same file.
        metadata = {"Date": None} if file.suffix == ".svg" else None
        figure.savefig(file, dpi=_DOTS_PER_INCH, metadata=metadata)
    return files


def _latency(axes: Any, report: Report) -> None:
    from matplotlib.ticker import ScalarFormatter

    points = sorted(report.open, key=lambda point: point.offered_per_s or 0.0)
    known = [(point.offered_per_s, point.latency_ms) for point in points if point.latency_ms]
    rates = [rate for rate, _ in known]
    axes.plot(rates, [latency.p99 for _, latency in known], "o-", label="p99")
    axes.plot(rates, [latency.p90 for _, latency in known], "o-", label="p90")
    axes.plot(rates, [latency.p50 for _, latency in known], "o-", label="p50")
    # Beyond saturation latency only tells how long the run was: a linear axis would show no more.
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.yaxis.set_minor_formatter(ScalarFormatter())
    axes.set_xlabel("messages a second offered, Poisson arrivals")
    axes.set_ylabel("ms from the intended sending")
    axes.set_title("Latency against load")


def _throughput(axes: Any, report: Report) -> None:
    _line(axes, report.closed, f"Parley, {report.mode}")
    if report.libretranslate is not None:
        other = report.libretranslate
        _line(axes, other.closed, f"{other.name} {other.version}")
    if report.engine is not None:
        axes.axhline(
            report.engine.messages_per_s,
            linestyle="--",
            color="grey",
            label="engine alone, offline",
        )
    axes.set_xscale("log", base=2)
    ticks = sorted({point.clients for point in report.closed if point.clients is not None})
    axes.set_xticks(ticks, [str(clients) for clients in ticks])
    axes.set_ylim(bottom=0)
    axes.set_xlabel("clients, each with one message under way")
    axes.set_ylabel("messages a second")
    axes.set_title("Throughput against concurrency")


def _line(axes: Any, points: list[Point], label: str) -> None:
    known = sorted(
        (point.clients, point.messages_per_s) for point in points if point.clients is not None
    )
    axes.plot([c for c, _ in known], [per_s for _, per_s in known], "o-", label=label)
