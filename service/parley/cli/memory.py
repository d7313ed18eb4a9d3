"""memory: the translations that people confirmed."""

from pathlib import Path

import click

from parley.cli.connect import connected, run
from parley.cli.exchange import (
    author_option,
    format_of,
    from_option,
    pieces_of,
    save,
    to_option,
)
from parley.cli.lazy import LazyGroup
from parley.cli.options import Number, server_option
from parley.config import Settings

_COMMANDS = {
    "bench": ("memory_bench", "bench", "Measure lookups in a memory of a million units."),
    "delete": ("memory", "delete", "Delete units by their numbers."),
    "export": ("memory", "export", "Write the units to a file."),
    "import": ("memory", "take_in", "Add the translations of a file."),
    "list": ("memory", "list_units", "Show units, or those that hold a text."),
    "suggest": ("memory", "suggest", "Show what is like a text."),
}
_FORMATS = click.Choice(["tmx", "xliff", "csv"])
_SUFFIXES = {".tmx": "tmx", ".xlf": "xliff", ".xliff": "xliff", ".csv": "csv"}


@click.command(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Look into, exchange and measure the translation memory.",
)
def memory() -> None:
    """The translation memory: what reviewers released, and what was imported."""


@click.command("list")
@click.option("--text", default="", help="Only units that hold this text, in any case.")
@from_option
@to_option
@server_option
def list_units(text: str, source: str, into: str, target: str) -> None:
    """One unit a line: number, direction, form of address, source, target."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            async for unit in client.memory_units(source=source, target=into, text=text):
                formality = {1: "formal", 2: "informal"}.get(unit.formality, "-")
                direction = f"{unit.source_language}-{unit.target_language}"
                click.echo(
                    f"{unit.unit_id}\t{direction}\t{formality}"
                    f"\t{_one_line(unit.source_text)}\t{_one_line(unit.target_text)}"
                )

    run(work())


@click.command()
@click.argument("text")
@click.option("--from", "source", required=True, help="Language of the text.")
@click.option("--to", "into", required=True, help="Language of the translations.")
@server_option
def suggest(text: str, source: str, into: str, target: str) -> None:
    """One suggestion a line: similarity, the line that is like the text, its translation."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            for found in await client.suggest(text, source=source, target=into):
                click.echo(
                    f"{found.similarity:.0%}\t{_one_line(found.source_text)}"
                    f"\t{_one_line(found.target_text)}"
                )

    run(work())


@click.command()
@click.argument("units", nargs=-1, type=Number(), required=True)
@author_option
@server_option
def delete(units: tuple[int, ...], author: str, target: str) -> None:
    """Delete units by the numbers that `list` shows."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            for unit_id in units:
                unit = await client.memory_unit(unit_id)
                await client.delete_memory_unit(unit, author=author)

    run(work())


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "file_format", type=_FORMATS, help="If the file's name does not say.")
@click.option("--author", default="", help="Whom to name where the file names nobody.")
@server_option
def take_in(file: Path, file_format: str | None, author: str, target: str) -> None:
    """Add the translations of a TMX, XLIFF 2 or CSV file: all of them, or with an error none."""
    chosen = file_format or format_of(file, _SUFFIXES)

    async def work() -> None:
        with file.open("rb") as opened:
            async with connected(target, Settings(), patient=True) as client:
                done = await client.import_memory(
                    pieces_of(opened), file_format=chosen, author=author
                )
        click.echo(f"{done.read_count} translations, {done.added_count} of them new")

    run(work())


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "file_format", type=_FORMATS, help="If the file's name does not say.")
@from_option
@to_option
@server_option
def export(file: Path, file_format: str | None, source: str, into: str, target: str) -> None:
    """Write the units to a TMX, XLIFF 2 or CSV file; XLIFF needs --from and --to."""
    chosen = file_format or format_of(file, _SUFFIXES)

    async def work() -> None:
        async with connected(target, Settings(), patient=True) as client:
            pieces = client.export_memory(file_format=chosen, source=source, target=into)
            await save(pieces, file)

    run(work())


def _one_line(text: str) -> str:
    return " ".join(text.split())
