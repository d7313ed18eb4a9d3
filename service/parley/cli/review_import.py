"""review import: what was reviewed in another tool, released item by item."""

from collections import Counter
from pathlib import Path

import click

from parley.cli.connect import connected, run
from parley.cli.exchange import pieces_of
from parley.cli.options import server_option
from parley.client import AsyncParley, CallFailed
from parley.config import Settings
from parley.domain.errors import Conflict, InvalidInput, ParleyError
from parley.formats.kinds import FileFormat, read_memory
from parley.formats.record import Record
from parley.rpc.gen import review_pb2

# What a tool marks as done; an item that was exported is "translated".
_DONE = ("reviewed", "final")


@click.command("import", short_help="Release what another tool reviewed, from XLIFF.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "reviewer", required=True, help="Who reviewed.")
@click.option("--all", "every", is_flag=True, help="Also units that are not marked as reviewed.")
@server_option
def take_in(file: Path, reviewer: str, every: bool, target: str) -> None:
    """Release the units of a file of `review export --open` that are reviewed or final.

    One line an item: its id and what became of it. Each is claimed and released by itself; an item
    that changed since it was exported stays where it is, and the command ends with status 1.
    """

    outcomes: Counter[str] = Counter()

    async def work() -> None:
        with file.open("rb") as opened:
            records = list(read_memory(FileFormat.XLIFF, pieces_of(opened)))
        async with connected(target, Settings()) as client:
            for record in records:
                if not every and record.state not in _DONE:
                    outcomes["left"] += 1
                    continue
                outcome = await _outcome(client, record, reviewer)
                click.echo(f"{record.record_id}\t{outcome}")
                outcomes["released" if outcome in _RELEASED.values() else "failed"] += 1

    run(work())
    click.echo(
        f"{outcomes['released']} released, {outcomes['failed']} failed, {outcomes['left']} left"
    )
    if outcomes["failed"]:
        raise SystemExit(1)


_RELEASED = {
    review_pb2.REVIEW_STATE_RELEASED: "released",
    review_pb2.REVIEW_STATE_RELEASING: "goes out when the undo window ends",
    review_pb2.REVIEW_STATE_PENDING: "approved, waits for a second person",
}


async def _outcome(client: AsyncParley, record: Record, reviewer: str) -> str:
    try:
        return _RELEASED[(await _release(client, record, reviewer)).state]
    except (CallFailed, ParleyError) as error:
        return f"{error.reason}: {error.message}"


async def _release(client: AsyncParley, record: Record, reviewer: str) -> review_pb2.ReviewItem:
    item = (await client.review_item(record.record_id)).review_item
    if item.source_text != record.source:
        raise InvalidInput("SOURCE_DIFFERS", "the item has another source", field="source")
    if item.etag != record.etag:
        raise _changed()
    mine = await client.claim(reviewer, item.review_item_id)
    if _seen(mine) != _seen(item):
        await client.give_back(mine)
        raise _changed()
    proposed = mine.approved_text or mine.translation.text
    try:
        return await client.release(mine, None if record.target == proposed else record.target)
    except CallFailed:
        await client.give_back(mine)
        raise


def _seen(item: review_pb2.ReviewItem) -> tuple[str, ...]:
    """What a reviewer decides by; a claim changes the etag, and nothing of it."""
    return item.translation.text, item.approved_text, item.approved_by, item.escalation_note


def _changed() -> Conflict:
    return Conflict("ETAG_MISMATCH", "the item changed since it was exported")
