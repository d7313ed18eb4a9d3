"""Named statements in `.sql` files."""

from pathlib import Path

import pytest

from parley.store.queries import load_queries


def test_statements_are_found_by_name(tmp_path: Path) -> None:
    """Each name gives the text up to the next one, without the semicolon."""
    file = tmp_path / "queries.sql"
    file.write_text("-- name: one\nSELECT 1;\n\n-- name: two\nSELECT\n  2; -- not a name: x\n")
    queries = load_queries(file)
    assert queries["one"] == "SELECT 1"
    assert queries["two"].startswith("SELECT\n  2")
    assert set(queries) == {"one", "two"}


@pytest.mark.parametrize("text", ["", "SELECT 1;\n"])
def test_what_has_no_name_is_no_statement(tmp_path: Path, text: str) -> None:
    """An empty file, or one without names, holds nothing to run."""
    file = tmp_path / "queries.sql"
    file.write_text(text)
    assert load_queries(file) == {}
