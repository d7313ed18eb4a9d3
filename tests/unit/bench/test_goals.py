"""Goals: each is stated when the run has its figures, and judged the right way round."""

from typing import Any

import pytest

from parley.bench.goals import goals
from parley.bench.report import Lines, Machine, Point, Report, Start
from parley.bench.statistics import Distribution

MODEL_BYTES = 10_000_000


def point(per_s: float, p50: float, p99: float = 0.0, **load: Any) -> Point:
    spread = Distribution(100, p50, p50, p50, p99 or p50, p99 or p50)
    empty = Point.of([], 10.0, clients=load.get("clients"), offered_per_s=load.get("offered_per_s"))
    return Point(
        **{name: getattr(empty, name) for name in Point.__struct_fields__}
        | {"messages_per_s": per_s, "latency_ms": spread, "resident_bytes": 100_000_000}
    )


def report(**found: Any) -> Report:
    known: dict[str, Any] = {"start": None, "closed": [], "open": [], **found}
    return Report(
        machine=Machine(2, "cpu", "3.11", "0"),
        target="own server",
        mode="unary",
        seed=1,
        lines=Lines("built-in", "chat", [], 0, 0.0),
        **known,
    )


def met(found: Report) -> dict[str, bool]:
    return {goal.name.split(":")[0]: goal.met for goal in goals(found, MODEL_BYTES)}


def test_a_run_without_figures_states_no_goal() -> None:
    """Nothing measured is nothing met, and nothing missed."""
    assert met(report()) == {}


@pytest.mark.parametrize(("ratio", "expected"), [(0.94, False), (0.95, True), (1.2, True)])
def test_a_ratio_to_the_engine_is_to_be_high(ratio: float, expected: bool) -> None:
    """At the limit it is met."""
    assert met(report(engine_ratio=ratio)) == {"throughput over the engine's": expected}


@pytest.mark.parametrize(("seconds", "expected"), [(0.9, True), (1.6, False)])
def test_a_start_is_to_be_short(seconds: float, expected: bool) -> None:
    """Until the first translation, not until it listens."""
    found = met(report(start=Start(0.5, seconds, None)))
    assert found == {"start to first translation, s": expected}


def test_the_tail_is_judged_at_seventy_percent_of_saturation_only() -> None:
    """Other rates say nothing of that goal."""
    closed = [point(100, 50, clients=64)]
    opened = [
        point(40, 10, 90, offered_per_s=40),
        point(70, 10, 30, offered_per_s=70),
        point(95, 10, 900, offered_per_s=95),
    ]
    found = met(report(closed=closed, open=opened))
    assert found == {"p99 over p50 at 70% of saturation": True, "resident memory, MB": True}


def test_memory_is_judged_by_the_model_s_size() -> None:
    """100 MB is within 2.5 times 10 MB and 120 MB."""
    found = goals(report(closed=[point(100, 50, clients=64)]), MODEL_BYTES)
    assert [(goal.value, goal.limit) for goal in found] == [(100.0, 145.0)]
