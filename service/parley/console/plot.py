"""Lines over time: where the points of a chart lie, for a template to draw as SVG."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH, HEIGHT = 420, 150
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 8, 20
_GRID = 4
# Steps that people count in.
_STEPS = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """Where a value lies, in the drawing's units, and how it is told: "3 March: 98%"."""

    x: float
    y: float
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series; `runs` are its stretches without a gap."""

    name: str
    runs: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark at an axis; `at` is x or y."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of `WIDTH` by `HEIGHT`; without any value `lines` are empty."""

    title: str
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    told: Callable[[float], str],
    *,
    top: float | None = None,
    least_step: float = 0.0,
) -> Chart:
    """Lay out series over the same labels.

    Args:
        series: name and values, none of them negative; None is a gap.
        told: how a value is written.
        top: the end of the scale; without it round steps lead over the largest value.
        least_step: what one step is at least, 1 where things are counted.
    """
    values = [value for _, line in series for value in line if value is not None]
    if not values:
        return Chart(title, (), (), ())
    scale = top or _GRID * max(least_step, _rounded_up(max(values) / _GRID))
    lines = tuple(Line(name, _runs(labels, line, scale, told)) for name, line in series)
    up = tuple(
        Tick(_y(scale * step / _GRID, scale), told(scale * step / _GRID))
        for step in range(_GRID + 1)
    )
    shown = sorted({0, len(labels) // 2, len(labels) - 1})
    across = tuple(Tick(_x(index, len(labels)), labels[index]) for index in shown)
    return Chart(title, lines, across, up)


def _runs(
    labels: Sequence[str],
    values: Sequence[float | None],
    scale: float,
    told: Callable[[float], str],
) -> tuple[tuple[Point, ...], ...]:
    points = [
        None
        if value is None
        else Point(_x(index, len(values)), _y(value, scale), f"{label}: {told(value)}")
        for index, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    return tuple(
        tuple(point for point in run if point is not None)
        for there, run in groupby(points, key=lambda point: point is not None)
        if there
    )


def _x(index: int, count: int) -> float:
    share = index / (count - 1) if count > 1 else 0.5
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, scale: float) -> float:
    return round(HEIGHT - BOTTOM - value / scale * (HEIGHT - TOP - BOTTOM), 1)


def _rounded_up(value: float) -> float:
    """The least of `_STEPS` times a power of ten that is not under the value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in _STEPS if step * power >= value), 10 * power)
