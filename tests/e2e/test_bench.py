"""`parley bench` against real servers: what its JSON says must add up."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from parley.app import App
from parley.config import Settings
from support import tiny


def bench(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run `parley bench` to its end."""
    return parley("bench", *arguments)


def parley(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "parley", *arguments],
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
        assert point["tokens_per_s"] > 0
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


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff", b"INVALID_LINES"), (b"de\tHallo\n", b"INVALID_LINES"), (b"\n", b"NO_LINES")],
)
def test_lines_that_cannot_be_sent_are_refused_before_a_server_starts(
    tmp_path: Path, content: bytes, reason: bytes
) -> None:
    """A mistake in the file costs no time."""
    file = tmp_path / "lines.txt"
    file.write_bytes(content)
    run = bench("--lines", str(file))
    assert run.returncode == 1
    assert run.stderr.startswith(b"parley: " + reason)
    assert b"starting a server" not in run.stderr


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
        (("--rate", "nan"), b"finite"),
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
    """A slope of nothing is no finding; it is said before the closed loops, not after them."""
    arguments = ("--target", app.address, "--soak", "10", "--clients", "1")
    run = await asyncio.to_thread(bench, *arguments)
    assert run.returncode == 1
    assert run.stderr.startswith(b"parley: NO_SERVER_PROCESS")
    assert run.stdout == b""


async def test_a_comparison_that_breaks_does_not_take_the_report_along(
    app: App, tmp_path: Path
) -> None:
    """An installation that is there and cannot be used: its fault is said after the figures."""
    broken = tmp_path / "python"
    broken.write_text('#!/bin/sh\ncase "$2" in *find_spec*) echo 1.9;; *) exit 3;; esac\n')
    broken.chmod(0o755)
    arguments = ("--target", app.address, "--clients", "2", "--messages", "8", "--warmup", "0")
    run = await asyncio.to_thread(
        bench, *arguments, "--directions", "de-en,en-de", "--json",
        "--compare", "libretranslate", "--libretranslate-python", str(broken),
    )  # fmt: skip
    assert run.returncode == 1
    assert b"parley: NO_LIBRETRANSLATE: " in run.stderr
    assert b"Traceback" not in run.stderr
    found = json.loads(run.stdout)
    assert found["lines"]["directions"] == ["de-en", "en-de"]
    assert_consistent(found["closed"][0])
    assert found["closed"][0]["answered"] == 8


async def test_every_direction_can_be_measured(app: App) -> None:
    """Pivots through two models, on demand."""
    arguments = ("--target", app.address, "--clients", "4", "--messages", "40", "--warmup", "0")
    run = await asyncio.to_thread(bench, *arguments, "--directions", "all", "--json")
    found = report_of(run)
    assert {"de-en", "en-de", "de-fr", "es-pt"} <= set(found["lines"]["directions"])
    assert found["closed"][0]["answered"] == 40
    refused = await asyncio.to_thread(bench, *arguments, "--directions", "de-fr", "--engine")
    assert refused.returncode == 1
    assert b"NO_SINGLE_MODEL: de-fr" in refused.stderr
    assert b"closed loop" not in refused.stderr


@pytest.mark.timeout(240)
async def test_the_engine_runs_what_the_server_serves(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model of the deployment's own is measured by its side, and only under its settings."""
    monkeypatch.setenv("PARLEY_EXTRA_MODELS_FOLDER", settings.extra_models_folder)
    package = tiny.argos(tmp_path / "translate-en_de.argosmodel")
    added = await asyncio.to_thread(
        parley, "models", "add", str(package), "--name", "mine", "--licence", "MIT"
    )
    assert added.returncode == 0, added.stderr.decode()
    async with App(settings).running() as app:
        arguments = ("--target", app.address, "--clients", "2", "--messages", "10", "--engine",
                     "--warmup", "0", "--directions", "en-de,de-en", "--json")  # fmt: skip
        found = report_of(await asyncio.to_thread(bench, *arguments))
        monkeypatch.setenv("PARLEY_EXTRA_MODELS_FOLDER", str(tmp_path / "elsewhere"))
        refused = await asyncio.to_thread(bench, *arguments)
    assert set(found["engine"]["models"]) == {"mine", tiny.embedded()[0].name}
    assert found["engine_ratio"] > 0
    assert refused.returncode == 1
    assert b"OTHER_MODEL: en-de" in refused.stderr
    assert b"closed loop" not in refused.stderr


def test_an_interrupted_run_reports_what_it_has() -> None:
    """Ctrl-C at a terminal reaches the server, too; the loads that are done are not lost."""
    command = [sys.executable, "-m", "parley", "bench", "--clients", "1,2", "--duration", "2"]
    command += ["--warmup", "0", "--engine", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if b"2 clients" in line:
                os.killpg(run.pid, signal.SIGINT)
                break
        out, err = run.communicate(timeout=110)
    assert run.returncode == 1, err.decode()
    assert b"parley: INTERRUPTED: " in err
    found = json.loads(out)
    assert [point["clients"] for point in found["closed"]] == [1]
    assert found["engine"] is None
