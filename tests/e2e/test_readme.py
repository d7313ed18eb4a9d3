"""The README's examples, as they are written there."""

import asyncio
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from parley.app import App

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
(SNIPPET,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
PIPES = re.findall(r"^echo (\".*?\") \| parley (.+)$", README, re.MULTILINE)


CLIENTS = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")


async def test_the_stubs_of_another_client_are_made_and_work(app: App, tmp_path: Path) -> None:
    """As docs/clients.md says, where the package of the service is not installed."""
    install, making = re.findall(r"```sh\n(.*?)```", CLIENTS, re.DOTALL)[0].split("\n", 1)
    assert install == "python -m pip install grpcio-tools googleapis-common-protos"
    (tmp_path / "proto").symlink_to(ROOT / "proto")
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = tmp_path / "example.py"
    (snippet,) = re.findall(r"```python\n(.*?)```", CLIENTS, re.DOTALL)
    script.write_text(snippet.replace("localhost:50051", app.address), encoding="utf-8")
    # Neither what is on the tests' path nor what is installed as a link to sources.
    packages = f"{tmp_path / 'stubs'}{os.pathsep}{sysconfig.get_path('purelib')}"
    for command, path in (
        (["bash", "-ec", making], ""),
        ([sys.executable, "-S", str(script)], packages),
    ):
        run = await asyncio.to_thread(
            subprocess.run, command, cwd=tmp_path, capture_output=True, timeout=60, check=False,
            env={**os.environ, "PATH": programs, "PYTHONPATH": path},
        )  # fmt: skip
        assert run.returncode == 0, run.stderr.decode()
    assert run.stdout.decode().strip()


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
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
