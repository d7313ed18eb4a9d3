"""What reviewers decided, out of the command line as files."""

import asyncio
import csv
import json
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner

from parley.app import App
from parley.cli.main import cli
from parley.client import AsyncParley
from parley.formats.kinds import FileFormat, read_memory
from parley.rpc.gen import review_pb2
from support.events import next_of

XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"


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


async def test_what_another_tool_reviewed_is_released(
    app: App, client: AsyncParley, tmp_path: Path
) -> None:
    """What is marked as reviewed, unless the item changed since; the rest stays in the queue."""
    await client.open_conversation("c1", customer_language="de")
    for name in ("Auto", "Rad", "Boot"):
        await client.send("c1", "customer", f"Wenn mein {name} fehlt, gehe ich zum Anwalt.")
    events = client.events("c1")
    for _ in range(3):
        await next_of(events, "message_held")
    file = tmp_path / "open.xlf"
    said = await command(app, "review", "export", str(file), "--open", "--from", "de", "--to", "en")
    assert said == "3 items\n"
    items = {item.source_text.split()[2]: item for item in await client.review_items()}
    root = ElementTree.parse(file)
    for unit in root.iter(f"{XLIFF}unit"):
        source, target = unit.find(f".//{XLIFF}source"), unit.find(f".//{XLIFF}target")
        if "Boot" not in source.text:
            unit.find(f"{XLIFF}segment").set("state", "reviewed")
            target.text = "If it is missing, I see a lawyer."
    root.write(file, encoding="utf-8", xml_declaration=True)
    # Somebody else had one in hand meanwhile.
    await client.give_back(await client.claim("sam", items["Rad"].review_item_id))
    done = await asyncio.to_thread(
        CliRunner().invoke,
        cli,
        ["review", "import", str(file), "--as", "rita", "--target", app.address],
    )
    assert done.exit_code == 1
    assert f"{items['Auto'].review_item_id}\treleased" in done.output
    assert f"{items['Rad'].review_item_id}\tETAG_MISMATCH" in done.output
    assert done.output.endswith("1 released, 1 failed, 1 left\n")
    event = await next_of(events, "message_delivered")
    assert event.message_delivered.message.translation.text == "If it is missing, I see a lawyer."
    left = {item.review_item_id: item for item in await client.review_items()}
    assert set(left) == {items["Rad"].review_item_id, items["Boot"].review_item_id}
    assert all(item.state == review_pb2.REVIEW_STATE_PENDING for item in left.values())
