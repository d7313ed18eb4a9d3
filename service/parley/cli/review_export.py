"""review export and causes: what reviewers decided, for those who train and tune."""

import csv
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TextIO

import click

from parley.cli.connect import connected, run
from parley.cli.exchange import from_option, to_option
from parley.cli.options import server_option
from parley.config import Settings
from parley.domain.language import primary
from parley.domain.message import Formality
from parley.formats.kinds import FileFormat, MemoryWriter
from parley.formats.record import Record
from parley.rpc.gen import channel_pb2, review_pb2

_FORMATS = ["jsonl", "tsv", "tmx", "xliff", "csv"]
_SUFFIXES = {".xlf": "xliff"}
_FORMALITIES = {
    channel_pb2.FORMALITY_FORMAL: Formality.FORMAL,
    channel_pb2.FORMALITY_INFORMAL: Formality.INFORMAL,
}


@click.command(short_help="Write what was released as training pairs.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "chosen", type=click.Choice(_FORMATS), help="If the name does not say.")
@click.option("--edited", is_flag=True, help="Only what a reviewer changed.")
@click.option("--open", "waiting", is_flag=True, help="What waits instead, for `review import`.")
@from_option
@to_option
@server_option
def export(
    file: Path,
    chosen: str | None,
    edited: bool,
    waiting: bool,
    source: str,
    into: str,
    target: str,
) -> None:
    """One item a line or unit: source, machine translation, released text, and why.

    JSONL and TSV hold all of it, for fine-tuning and for fitting confidence anew; TMX, XLIFF (with
    --from and --to) and CSV hold source and released text.

    With --open, the open items in XLIFF, to be reviewed in another tool and imported again.
    """
    suffix = file.suffix.lower()
    kind = chosen or _SUFFIXES.get(suffix, suffix.removeprefix("."))
    if kind not in _FORMATS:
        raise click.UsageError(f"say --format: {file.name} does not tell it")
    if waiting and (kind != "xliff" or edited):
        raise click.UsageError("--open goes with XLIFF, and not with --edited")

    async def work() -> None:
        count = 0
        writer = _Lines(kind) if kind in ("jsonl", "tsv") else _Units(kind, source, into)
        async with connected(target, Settings(), patient=True) as client:
            if waiting:
                items = client.open_items(source=source, target=into)
            else:
                items = _by_people(client.released_items(source=source, target=into), edited)
            with file.open("w", encoding="utf-8", newline="") as opened:
                writer.begin(opened)
                async for item in items:
                    writer.write(opened, item)
                    count += 1
                writer.end(opened)
        click.echo(f"{count} items")

    run(work())


@click.command(short_help="Count why translations were changed, by week.")
@from_option
@to_option
@server_option
def causes(source: str, into: str, target: str) -> None:
    """Tab-separated: ISO week, direction, category, cause, items, how many of them were edited.

    An item counts once for each of its tags; one without a tag counts as untagged.
    """

    async def work() -> None:
        items: Counter[tuple[str, str, str, str]] = Counter()
        edits: Counter[tuple[str, str, str, str]] = Counter()
        async with connected(target, Settings(), patient=True) as client:
            released = client.released_items(source=source, target=into)
            async for item in _by_people(released, edited_only=False):
                made = item.translation
                year, week, _ = item.decide_time.ToDatetime().isocalendar()
                direction = f"{primary(made.source_language)}-{primary(made.target_language)}"
                for category, cause in _tags(item) or [("untagged", "")]:
                    key = f"{year}-W{week:02}", direction, category, cause
                    items[key] += 1
                    edits[key] += item.released_text != made.text
        click.echo("week\tdirection\tcategory\tcause\titems\tedited")
        for key, count in sorted(items.items()):
            click.echo("\t".join((*key, str(count), str(edits[key]))))

    run(work())


async def _by_people(
    items: AsyncIterator[review_pb2.ReviewItem], edited_only: bool
) -> AsyncIterator[review_pb2.ReviewItem]:
    """Without those that went out by their deadline: nobody vouches for their text."""
    async for item in items:
        if item.decided_by and not (edited_only and item.released_text == item.translation.text):
            yield item


def _tags(item: review_pb2.ReviewItem) -> list[tuple[str, str]]:
    return [
        (tag.category, review_pb2.ReviewCause.Name(tag.cause).removeprefix("REVIEW_CAUSE_").lower())
        for tag in item.tags
    ]


class _Lines:
    """JSONL, or TSV with the same fields."""

    _COLUMNS = (
        "source_language",
        "target_language",
        "formality",
        "source",
        "machine",
        "released",
        "edited",
        "edit_distance",
        "confidence",
        "rules",
        "tags",
        "channel",
        "decided_at",
    )

    def __init__(self, kind: str) -> None:
        self._json = kind == "jsonl"

    def begin(self, file: TextIO) -> None:
        if not self._json:
            csv.writer(file, "excel-tab").writerow(self._COLUMNS)

    def write(self, file: TextIO, item: review_pb2.ReviewItem) -> None:
        pair = _pair(item)
        if self._json:
            file.write(json.dumps(pair, ensure_ascii=False) + "\n")
            return
        row = [" ".join(v) if isinstance(v, list) else v for v in map(pair.get, self._COLUMNS)]
        csv.writer(file, "excel-tab").writerow(row)

    def end(self, file: TextIO) -> None:
        """Nothing comes after the lines."""


class _Units:
    """TMX, XLIFF or CSV."""

    def __init__(self, kind: str, source: str, target: str) -> None:
        self._writer = MemoryWriter(FileFormat(kind), primary(source), primary(target))

    def begin(self, file: TextIO) -> None:
        file.write(self._writer.begin())

    def write(self, file: TextIO, item: review_pb2.ReviewItem) -> None:
        made = item.translation
        file.write(
            self._writer.write(
                Record(
                    source_language=made.source_language,
                    target_language=made.target_language,
                    source=item.source_text,
                    target=_text_of(item),
                    formality=_FORMALITIES.get(made.formality),
                    author=item.decided_by,
                    record_id=item.review_item_id,
                    note=" ".join(f"{category}:{cause}" for category, cause in _tags(item)),
                    state="final" if item.released_text else "translated",
                    etag="" if item.released_text else item.etag,
                )
            )
        )

    def end(self, file: TextIO) -> None:
        file.write(self._writer.end())


def _text_of(item: review_pb2.ReviewItem) -> str:
    """What was released, or would be."""
    return item.released_text or item.approved_text or item.translation.text


def _pair(item: review_pb2.ReviewItem) -> dict[str, Any]:
    made = item.translation
    formality = _FORMALITIES.get(made.formality)
    return {
        "source_language": made.source_language,
        "target_language": made.target_language,
        "formality": formality.value if formality else "",
        "source": item.source_text,
        "machine": made.text,
        "released": item.released_text,
        "edited": item.released_text != made.text,
        "edit_distance": round(item.edit_distance, 4) if item.HasField("edit_distance") else None,
        "confidence": round(made.confidence, 4),
        "rules": sorted({flag.rule for flag in item.flags}),
        "tags": [f"{category}:{cause}" for category, cause in _tags(item)],
        "channel": item.channel,
        "decided_at": item.decide_time.ToJsonString(),
    }
