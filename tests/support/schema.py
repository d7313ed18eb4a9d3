"""Databases as earlier versions of Parley left them."""

import sqlite3
from importlib.resources import files
from pathlib import Path


def older_copy(path: Path, copy: Path, version: int) -> None:
    """What a database holds, in a new file with the schema of an earlier version."""
    connection = sqlite3.connect(copy)
    folder = files("parley.store.sqlite") / "migrations"
    scripts = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    for name in scripts[:version]:
        connection.executescript((folder / name).read_text(encoding="utf-8"))
    connection.execute("ATTACH ? AS newer", (str(path),))
    tables = connection.execute(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (table,) in tables:
        columns = ", ".join(
            row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")
        )
        connection.execute(
            f"INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}"
        )
    connection.execute(f"PRAGMA user_version = {version}")
    connection.commit()
    connection.close()
