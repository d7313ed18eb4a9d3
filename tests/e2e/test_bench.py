"""`parley bench` against real servers: what its JSON says must add up."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parley.app import App


def bench(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run `parley bench` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "parley", "bench", *arguments],
        capture_output=True,
        timeout=110,
        check=False,
    )


def report_of(run: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    assert run.returncode == 0, run.stderr.decode()
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def assert_consistent(point: dict[str, Any]) -> None:
    """Counts add up, percentiles rise, and no intended moment lies after the sending."""
    assert point["sent"] == point["answered"] + point["failed"]
    assert point["failed"] == sum(point["errors"].values())
    assert 0 < point["answered_in_window"] <= point["answered"]
    assert point["messages_per_s"] * point["window_s"] == pytest.approx(point["answered_in_window"])
    for name in ("latency_ms", "service_ms", "queue_ms", "model_ms", "batch_fill"):
        spread = point[name]
        if spread is not None:
            assert 0 <= spread["p50"] <= spread["p90"] <= spread["p99"] <= spread["max"], name
    for statistic in ("mean", "p50", "p90", "p99", "max"):
        assert point["latency_ms"][statistic] >= point["service_ms"][statistic]
    assert point["latency_ms"]["count"] == point["service_ms"]["count"] == point["answered"]


def test_closed_and_open_loops_of_three_seconds_add_up() -> None:
    """One server of its own, both loops, every figure present and in proportion."""
    found = report_of(bench("--clients", "2,4", "--rate", "8", "--duration", "3", "--json"))
    (two, four), (offered,) = found["closed"], found["open"]
    assert (two["clients"], four["clients"], offered["offered_per_s"]) == (2, 4, 8.0)
    for point in (two, four, offered):
        assert_consistent(point)
        assert point["window_s"] == 3.0
        assert point["server_cpu_ms_per_message"] > 0
        assert point["request_bytes_per_message"] > 20
        assert point["response_bytes_per_message"] > point["request_bytes_per_message"]
        # What a cache knew went through no queue.
        assert 0 < point["queue_ms"]["count"] <= point["answered"]
        # What the server spends is part of what the client waits for.
        assert point["model_ms"]["mean"] < point["service_ms"]["mean"]
        assert 0 < point["batch_fill"]["max"] <= 1
    assert found["mode"] == "unary"
    assert found["lines"]["dealt"] >= two["sent"] + four["sent"] + offered["sent"]
    assert {"de-en", "en-de", "pt-en"} <= set(found["lines"]["directions"])
    assert 0 < found["start"]["serving_s"] < found["start"]["first_translation_s"]
    assert found["machine"]["cores"] >= 1


def test_streams_the_engine_and_a_soak_share_a_run() -> None:
    """Converse is measured like Translate, and the ratio is that of the two throughputs."""
    found = report_of(
        bench(
            "--stream", "--engine", "--clients", "6", "--messages", "60", "--soak", "60", "--json"
        )
    )
    (point,), engine, soak = found["closed"], found["engine"], found["soak"]
    assert found["mode"] == "stream"
    assert_consistent(point)
    assert point["answered"] == 60
    assert point["request_bytes_per_message"] > 20
    assert found["engine_ratio"] == pytest.approx(
        point["messages_per_s"] / engine["messages_per_s"]
    )
    assert engine["batch_tokens"] in map(int, engine["tried"])
    assert engine["segments"] >= engine["messages"]
    assert engine["single_ms"]["p50"] > 0
    assert (soak["messages"], soak["failed"]) == (60, 0)
    assert soak["first_bytes"] <= soak["highest_bytes"]
    assert [count for count, _ in soak["readings"]] == sorted(c for c, _ in soak["readings"])


def test_one_run_states_every_goal_that_it_has_figures_for() -> None:
    """Shares of the closed loop become rates, and Converse is held against Translate."""
    found = report_of(
        bench("--clients", "1,4", "--rate", "70%", "--converse", "--engine", "--duration", "3",
              "--json")
    )  # fmt: skip
    best = max(point["messages_per_s"] for point in found["closed"])
    assert [point["offered_per_s"] for point in found["open"]] == [pytest.approx(0.7 * best)]
    assert_consistent(found["converse"])
    assert found["converse"]["clients"] == 4
    engine = found["engine"]
    assert engine["scored_messages_per_s"] > 0
    assert 0 <= engine["changed_in_batch_share"] < 0.2
    assert [layout["workers"] * layout["threads"] for layout in engine["layouts"]]
    assert found["scored_ratio"] > found["engine_ratio"]
    assert len(found["goals"]) == 6
    assert all(goal["name"] and goal["limit"] > 0 for goal in found["goals"])


async def test_a_running_server_is_measured_on_lines_of_a_file(app: App, tmp_path: Path) -> None:
    """The table is for people; a server that is not ours has no start, and no CPU figure."""
    file = tmp_path / "lines.txt"
    file.write_text("Wo ist mein Paket?\nIch warte seit gestern.\n", encoding="utf-8")
    arguments = ("--target", app.address, "--lines", str(file), "--from", "de", "--to", "en")
    run = await asyncio.to_thread(bench, *arguments, "--clients", "2", "--messages", "10")
    text = run.stdout.decode()
    assert run.returncode == 0, run.stderr.decode()
    assert app.address in text
    assert "2 clients" in text
    assert "start:" not in text
    # There are two lines, and the warm-up sent both: a cache would have known every one.
    assert "100% sent before" in text


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--from", "de"), b"go together"),
        (("--messages", "5", "--duration", "5"), b"not both"),
        (("--clients", "1,0"), b"over 0"),
        (("--clients", "many"), b"is not"),
        (("--target", "127.0.0.1:1", "--messages", "1"), b"UNAVAILABLE"),
        (("--config", "nowhere.toml"), b"INVALID_CONFIG"),
    ],
)
def test_what_cannot_be_measured_is_said_at_once(arguments: tuple[str, ...], reason: bytes) -> None:
    """One line, no traceback."""
    run = bench(*arguments)
    assert run.returncode != 0
    assert reason in run.stderr
    assert b"Traceback" not in run.stderr


async def test_a_soak_without_the_process_to_watch_is_refused(app: App) -> None:
    """A slope of nothing is no finding."""
    run = await asyncio.to_thread(bench, "--target", app.address, "--soak", "10")
    assert run.returncode == 1
    assert b"NO_SERVER_PROCESS" in run.stderr
