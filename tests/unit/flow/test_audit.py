"""Following the audit log's chain."""

import sqlite3
from pathlib import Path

import pytest

from parley.domain.reviewer import Reviewer
from parley.flow.review import AuditFlow, audit
from support.flows import Service


@pytest.fixture(autouse=True)
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that five entries take several steps."""
    monkeypatch.setattr(audit, "_STEP", 2)


@pytest.fixture
async def log(service: Service) -> AuditFlow:
    """Five entries."""
    for number in range(5):
        await service.reviewers.create(Reviewer(f"r{number}"), "root")
    return AuditFlow(service.store, service.clock)


async def test_the_chain_is_followed_to_its_end_in_steps(log: AuditFlow) -> None:
    """And stays verified until somebody asks anew."""
    steps = [
        await log.verify(),
        await log.verify_on(),
        await log.verify_on(),
        await log.verify_on(),
    ]
    assert [(step.entries, step.is_done) for step in steps] == [
        (2, False),
        (4, False),
        (5, True),
        (5, True),
    ]
    (last,) = await log.entries(4, "", 1)
    assert (steps[-1].head, steps[-1].fault) == (last.hash, "")
    assert log.verification == steps[-1]


async def test_a_changed_entry_is_named(log: AuditFlow, path: Path) -> None:
    """What stands before it holds."""
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TRIGGER audit_log_keeps_words;"
        "UPDATE audit_log SET content = replace(content, 'root', 'toor') WHERE sequence = 4;"
    )
    connection.close()
    await log.verify()
    found = await log.verify_on()
    assert (found.entries, found.fault, found.is_done) == (3, "entry 4 was changed", True)
