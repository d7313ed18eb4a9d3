"""What commands share that carry files to a server and back."""

from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO

import click

_PIECE_BYTES = 1 << 18

author_option = click.option("--author", default="", help="Whom to name, here and in the log.")
from_option = click.option("--from", "source", default="", help="Only from this language.")
to_option = click.option("--to", "into", default="", help="Only into this language.")


def format_of(file: Path, suffixes: Mapping[str, str]) -> str:
    """The format that a file's name tells, or a usage error."""
    if file.suffix.lower() not in suffixes:
        raise click.UsageError(f"say --format: {file.name} does not tell it")
    return suffixes[file.suffix.lower()]


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces."""
    return iter(partial(file.read, _PIECE_BYTES), b"")


async def save(pieces: AsyncIterator[bytes], file: Path) -> None:
    """Write what a server sends; a call that fails at once leaves an existing file as it is."""
    first = await anext(pieces)
    with file.open("wb") as opened:
        opened.write(first)
        async for piece in pieces:
            opened.write(piece)
