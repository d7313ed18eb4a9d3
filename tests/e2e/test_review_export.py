"""What reviewers decided, out of the command line as files."""

import asyncio
import csv
import json
from pathlib import Path

from click.testing import CliRunner

from parley.app import App
from parley.cli.main import cli
from parley.client import AsyncParley
from parley.formats.kinds import FileFormat, read_memory
from support.events import next_of


async def release_two(client: AsyncParley) -> None:
    """One item released as proposed, one edited."""
    await client.open_conversation("c1", customer_language="de")
    for number in range(2):
        await client.send("c1", "customer", f"Wenn Nummer {number} fehlt, gehe ich zum Anwalt.")
    events = client.events("c1")
    await next_of(events, "message_held")
    await next_of(events, "message_held")
    await client.release(await client.claim("rita"))
    await client.release(await client.claim("rita"), "I will see a\tlawyer.")


async def command(app: App, *arguments: str) -> str:
    """The output of a command that reaches the server."""
    result = await asyncio.to_thread(
        CliRunner().invoke, cli, [*arguments, "--target", app.address], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.output


async def test_released_items_become_training_pairs(
    app: App, client: AsyncParley, tmp_path: Path
) -> None:
    """JSONL and TSV have source, machine translation, released text and reasons."""
    await release_two(client)
    file = tmp_path / "pairs.jsonl"
    assert await command(app, "review", "export", str(file)) == "2 items\n"
    pairs = [json.loads(line) for line in file.read_text().splitlines()]
    (edited,) = [pair for pair in pairs if pair["edited"]]
    assert edited["released"] == "I will see a\tlawyer."
    assert edited["source"].endswith("gehe ich zum Anwalt.")
    assert edited["machine"] != edited["released"]
    assert "legal-threat" in edited["rules"]
    assert edited["edit_distance"] > 0
    table = tmp_path / "pairs.tsv"
    assert await command(app, "review", "export", str(table), "--edited") == "1 items\n"
    with table.open(newline="") as opened:
        (row,) = csv.DictReader(opened, dialect="excel-tab")
    assert (row["released"], row["source_language"]) == ("I will see a\tlawyer.", "de")


async def test_released_items_become_units_of_other_tools(
    app: App, client: AsyncParley, tmp_path: Path
) -> None:
    """TMX and XLIFF that a memory can take in."""
    await release_two(client)
    for kind in (FileFormat.TMX, FileFormat.XLIFF):
        file = tmp_path / f"released.{kind.value}"
        await command(app, "review", "export", str(file), "--from", "de", "--to", "en")
        records = list(read_memory(kind, [file.read_bytes()]))
        assert "I will see a\tlawyer." in {record.target for record in records}
        assert {record.author for record in records} == {"rita"}


async def test_causes_are_counted_by_week(app: App, client: AsyncParley) -> None:
    """Both items are untagged, one of them was edited."""
    await release_two(client)
    header, line = (await command(app, "review", "causes")).splitlines()
    assert header.split("\t")[0] == "week"
    assert line.split("\t")[1:] == ["de-en", "untagged", "", "2", "1"]
