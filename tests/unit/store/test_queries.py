"""Named statements in `.sql` files."""

from pathlib import Path

import pytest

from parley.store.queries import load_queries


def test_statements_are_found_by_name(tmp_path: Path) -> None:
    """Each name gives the text up to the next one, without the semicolon; every file counts."""
    (tmp_path / "a.sql").write_text(
        "-- name: one\nSELECT 1;\n\n-- name: two\nSELECT\n  2; -- not a name: x\n"
    )
    (tmp_path / "b.sql").write_text("-- name: three\nSELECT 3;\n")
    (tmp_path / "notes.txt").write_text("-- name: four\nSELECT 4;\n")
    queries = load_queries(tmp_path)
    assert queries["one"] == "SELECT 1"
    assert queries["two"].startswith("SELECT\n  2")
    assert set(queries) == {"one", "two", "three"}


def test_a_name_is_given_once(tmp_path: Path) -> None:
    """Two files that name a statement alike are a mistake that shows at once."""
    for name in ("a.sql", "b.sql"):
        (tmp_path / name).write_text("-- name: one\nSELECT 1;\n")
    with pytest.raises(ValueError, match=r"b\.sql: a second statement is named one"):
        load_queries(tmp_path)


@pytest.mark.parametrize("text", ["", "SELECT 1;\n"])
def test_what_has_no_name_is_no_statement(tmp_path: Path, text: str) -> None:
    """An empty file, or one without names, holds nothing to run."""
    (tmp_path / "queries.sql").write_text(text)
    assert load_queries(tmp_path) == {}
