"""Queries that must stay quick when a hundred thousand items wait."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from parley.store.queries import load_queries
from parley.store.sqlite.database import connect, migrate

QUERIES = load_queries(files("parley.store.sqlite") / "queries")


def plan(path: Path, name: str) -> str:
    """What SQLite says of how it would run a query."""
    migrate(path)
    connection = connect(path)
    parameters = dict.fromkeys(re.findall(r":(\w+)", QUERIES[name]), 1)
    rows = connection.execute(f"EXPLAIN QUERY PLAN {QUERIES[name]}", parameters).fetchall()
    connection.close()
    return "\n".join(row[3] for row in rows)


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("head_of_line", "review_items_by_line (line=?)"),
        ("first_of_line", "review_items_by_line (line=?)"),
        ("open_lines", "review_items_by_line (line>?)"),
        ("open_review_items_page", "review_items_by_urgency"),
        ("open_review_items", "review_items_by_urgency"),
        ("open_review_items_after", "review_items_by_urgency ((rank,due"),
        ("changed_review_items", "review_items_by_change (changed>?)"),
        ("open_claims", "review_items_by_holder (claimed_by=? AND lease_until>?)"),
        ("past_deadline", "review_items_by_deadline (deadline>? AND deadline<?)"),
        ("items_to_release", "review_items_by_release (release_at<?)"),
        ("alike", "review_items_by_likeness (likeness=?"),
        ("report_keys", "review_facts USING PRIMARY KEY (kind=? AND key>?)"),
        ("report_items", "PRIMARY KEY (kind=? AND key=? AND created_at>? AND created_at<?)"),
        ("audit_entries_of", "audit_log_by_subject (subject=? AND sequence>?)"),
    ],
)
def test_the_queue_is_read_by_index(path: Path, name: str, index: str) -> None:
    """In the index's order: a claim or a page never sorts or reads what it does not give."""
    steps = plan(path, name)
    assert index in steps
    if name != "alike":
        assert "TEMP B-TREE" not in steps


def test_a_report_reads_no_message(path: Path) -> None:
    """What it counts stands in the index."""
    assert "USING COVERING INDEX messages_by_time" in plan(path, "report_messages")
