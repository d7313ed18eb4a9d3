"""The plots."""

from pathlib import Path

import pytest

from parley.bench.callers import Answer
from parley.bench.load import Sample
from parley.bench.plots import plots
from parley.bench.report import Lines, Point, Report
from parley.bench.run import this_machine
from parley.bench.texts import Line

pytest.importorskip("matplotlib")


def samples(count: int, latency_s: float) -> list[Sample]:
    line = Line("de", "en", "Danke")
    return [
        Sample(line, n / count, n / count, n / count + latency_s, Answer("Thanks"), "")
        for n in range(count)
    ]


def report(closed: list[Point], opened: list[Point]) -> Report:
    return Report(
        machine=this_machine(),
        target="own server",
        mode="unary",
        seed=1,
        lines=Lines("built-in", "chat", ["de-en"], 0, 0.0),
        start=None,
        closed=closed,
        open=opened,
    )


def test_each_plot_comes_as_png_and_svg_with_its_axes_named(tmp_path: Path) -> None:
    """The text of an SVG can be searched."""
    closed = [Point.of(samples(20, 0.02), 1.0, clients=n) for n in (1, 8)]
    opened = [Point.of(samples(20, 0.05), 1.0, offered_per_s=rate) for rate in (10.0, 20.0)]
    files = plots(report(closed, opened), tmp_path / "new")
    assert {file.name for file in files} == {
        f"{stem}.{kind}"
        for stem in ("latency-against-load", "throughput-against-concurrency")
        for kind in ("png", "svg")
    }
    drawn = (tmp_path / "new" / "latency-against-load.svg").read_text()
    assert "messages a second offered" in drawn
    assert "p99" in drawn
    assert (tmp_path / "new" / "latency-against-load.png").read_bytes().startswith(b"\x89PNG")


def test_what_was_not_measured_is_not_drawn(tmp_path: Path) -> None:
    """No open loop, no plot of it."""
    closed = [Point.of(samples(5, 0.02), 1.0, clients=1)]
    files = plots(report(closed, []), tmp_path)
    assert {file.stem for file in files} == {"throughput-against-concurrency"}
