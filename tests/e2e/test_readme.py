"""The README's examples, as they are written there."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from parley.app import App

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
(SNIPPET,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PIPES = re.findall(r"^echo (\".*?\") \| parley (.+)$", README, re.MULTILINE)


async def test_the_python_example_runs(app: App, tmp_path: Path) -> None:
    """Its events arrive, the last with a translation."""
    script = tmp_path / "example.py"
    script.write_text(SNIPPET.replace("localhost:50051", app.address), encoding="utf-8")
    run = await asyncio.to_thread(
        subprocess.run, [sys.executable, str(script)], capture_output=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr.decode()
    lines = run.stdout.decode().splitlines()
    assert lines[0] == "1 message_accepted"
    assert any(line.endswith(" message_delivered") for line in lines)
    assert lines[-1]


@pytest.mark.parametrize(("text", "arguments"), PIPES)
def test_the_shell_examples_run(text: str, arguments: str) -> None:
    """One line in, one object out."""
    run = subprocess.run(
        [sys.executable, "-m", "parley", *arguments.split()],
        input=text.strip('"').encode(), capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr.decode()
    assert len(run.stdout.splitlines()) == 1


def test_every_link_leads_somewhere() -> None:
    """Files that the README names are there."""
    root = Path(__file__).resolve().parents[2]
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (root / target).exists(), target
