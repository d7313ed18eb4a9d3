"""glossary: the words that a deployment wants translated its way."""

from collections.abc import Iterable
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
from parley.rpc.gen import glossary_pb2

_COMMANDS = {
    "accept": ("glossary_proposals", "accept", "Make a term of a proposal."),
    "add": ("glossary", "add", "Add a term."),
    "delete": ("glossary", "delete", "Delete terms by their numbers."),
    "dismiss": ("glossary_proposals", "dismiss", "Never be proposed something again."),
    "export": ("glossary", "export", "Write the terms to a file."),
    "import": ("glossary", "take_in", "Add the terms of a file."),
    "proposals": ("glossary_proposals", "proposals", "Show what reviewers' edits suggest."),
    "list": ("glossary", "list_terms", "Show the terms."),
}
_FORMATS = click.Choice(["tbx", "csv"])
_SUFFIXES = {".tbx": "tbx", ".csv": "csv"}


@click.command(cls=LazyGroup, lazy=_COMMANDS, short_help="Keep the glossary in order.")
def glossary() -> None:
    """Terms that are translated one way, or not at all."""


@click.command("list")
@from_option
@to_option
@server_option
def list_terms(source: str, into: str, target: str) -> None:
    """One term a line: number, direction, source, target, channel, note."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            for term in await client.glossary_terms(source=source, target=into):
                direction = f"{term.source_language}-{term.target_language or '*'}"
                sources = "|".join((term.source_text, *term.variants))
                targets = "|".join((term.target_text, *term.target_variants))
                click.echo(
                    f"{term.term_id}\t{direction}\t{sources}"
                    f"\t{'(not translated)' if term.do_not_translate else targets}"
                    f"\t{term.channel or '-'}\t{' '.join(term.note.split())}"
                )

    run(work())


@click.command()
@click.argument("term")
@click.argument("translation", required=False)
@click.option("--from", "source", required=True, help="Language of the term.")
@click.option("--to", "into", default="", help="Language of its translation.")
@click.option("--variant", "variants", multiple=True, help="Another form of the term.")
@click.option("--target-variant", "target_variants", multiple=True, help="... of the translation.")
@click.option("--case-sensitive", is_flag=True, help='Where "Apple" is not "apple".')
@click.option("--channel", default="", help="Only on this channel.")
@click.option("--note", default="", help="For reviewers.")
@author_option
@server_option
def add(
    term: str,
    translation: str | None,
    source: str,
    into: str,
    variants: tuple[str, ...],
    target_variants: tuple[str, ...],
    case_sensitive: bool,
    channel: str,
    note: str,
    author: str,
    target: str,
) -> None:
    """Add a term; without a translation it is copied as it stands."""
    if translation is None and target_variants:
        raise click.UsageError("--target-variant goes with a translation")
    made = glossary_pb2.GlossaryTerm(
        source_language=source,
        target_language=into,
        source_text=term,
        target_text=translation or "",
        variants=variants,
        target_variants=target_variants,
        do_not_translate=translation is None,
        case_sensitive=case_sensitive,
        channel=channel,
        note=note,
        author=author,
    )

    async def work() -> None:
        async with connected(target, Settings()) as client:
            created = await client.create_term(made)
        click.echo(created.term_id)
        _warn(created.unspoken_languages)

    run(work())


def _warn(unspoken: Iterable[str]) -> None:
    if languages := ", ".join(unspoken):
        said = f"no model speaks {languages}: until one does, such terms are for reviewers alone"
        click.echo(f"parley: {said}", err=True)


@click.command()
@click.argument("terms", nargs=-1, type=Number(), required=True)
@author_option
@server_option
def delete(terms: tuple[int, ...], author: str, target: str) -> None:
    """Delete terms by the numbers that `list` shows."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            known = {term.term_id: term for term in await client.glossary_terms()}
            for term_id in terms:
                await client.delete_term(
                    known.get(term_id, glossary_pb2.GlossaryTerm(term_id=term_id, etag="0")),
                    author=author,
                )

    run(work())


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "file_format", type=_FORMATS, help="If the file's name does not say.")
@author_option
@server_option
def take_in(file: Path, file_format: str | None, author: str, target: str) -> None:
    """Add the terms of a TBX or CSV file: all of them, or with an error none."""
    chosen = file_format or format_of(file, _SUFFIXES)

    async def work() -> None:
        with file.open("rb") as opened:
            async with connected(target, Settings(), patient=True) as client:
                done = await client.import_glossary(
                    pieces_of(opened), file_format=chosen, author=author
                )
        click.echo(f"{done.read_count} terms, {done.added_count} of them new")
        _warn(done.unspoken_languages)

    run(work())


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "file_format", type=_FORMATS, help="If the file's name does not say.")
@from_option
@to_option
@server_option
def export(file: Path, file_format: str | None, source: str, into: str, target: str) -> None:
    """Write the terms to a TBX or CSV file."""
    chosen = file_format or format_of(file, _SUFFIXES)

    async def work() -> None:
        async with connected(target, Settings(), patient=True) as client:
            pieces = client.export_glossary(file_format=chosen, source=source, target=into)
            await save(pieces, file)

    run(work())
