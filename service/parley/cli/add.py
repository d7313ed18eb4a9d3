"""models add and models convert: models of other people."""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from parley.cli.catalogs import catalogs_of
from parley.cli.connect import fail, settings_from
from parley.cli.options import config_option
from parley.domain.errors import InvalidInput, ParleyError
from parley.domain.language import normalise_tag, primary
from parley.engine.acquire.add import Adder, Request, with_offer
from parley.engine.acquire.convert import QUANTIZATIONS
from parley.engine.acquire.convert import convert as convert_folder
from parley.engine.acquire.recognise import Wish, root_of
from parley.engine.acquire.shelf import Shelf
from parley.engine.catalog import Format

_GIGABYTE = 1_000_000_000


class _Bar:
    """Progress on standard error, where somebody watches."""

    def __init__(self) -> None:
        self._bar: Any = None

    def begin(self, name: str, total: int | None, done: int) -> None:
        self._bar = tqdm(
            desc=name, total=total, initial=done, unit="B", unit_scale=True, file=sys.stderr,
            disable=not sys.stderr.isatty(),
        )  # fmt: skip

    def advance(self, count: int) -> None:
        self._bar.update(count)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()


@click.command(short_help="Fetch, check and install a model.")
@click.argument("source")
@click.option("--name", default="", help="In the catalogue; default: from the source.")
@click.option("--sha256", default="", help="Of the file, or of a folder's weights.")
@click.option("--licence", default="", help="SPDX name, where the files do not say it.")
@click.option("--accept-licence", is_flag=True, help="Yes to non-commercial and unknown licences.")
@click.option("--format", "kind", default="", show_choices=False,
              type=click.Choice(["", *map(str, Format)]),
              help=f"{', '.join(Format)}; default: recognised.")  # fmt: skip
@click.option("--directions", default="", help="en-de,de-en,… where the files do not say it.")
@click.option("--languages", default="", help="en,de,…: every pair of these.")
@click.option("--code", "codes", multiple=True, metavar="TAG=CODE",
              help="What the model calls a language, as zh=zho_Hant.")  # fmt: skip
@click.option(
    "--source-prefix", multiple=True, help="Token before each source; {source}, {target}."
)
@click.option("--source-suffix", multiple=True, help="Token after each source.")
@click.option("--target-prefix", multiple=True, help="Token before each translation.")
@click.option("--revision", default="", help="Commit or tag, of a Hugging Face id.")
@click.option("--mirror", default="", help="URL to fetch from instead; default: models_mirror.")
@click.option("--quantization", default="int8", type=click.Choice(QUANTIZATIONS), show_default=True,
              help="Of what has to be converted.")  # fmt: skip
@click.option("--max-gigabytes", default=20.0, show_default=True, help="Refuse anything larger.")
@click.option("--replace", is_flag=True, help="In place of the model of that name.")
@config_option
def add(
    source: str,
    accept_licence: bool,
    kind: str,
    directions: str,
    languages: str,
    codes: tuple[str, ...],
    mirror: str,
    max_gigabytes: float,
    config: Path | None,
    **known: Any,
) -> None:
    """Install a model from a path, an https URL, a Hugging Face id, or an offer's name.

    OPUS-MT, Argos, NLLB-200 and M2M-100 models and CTranslate2 folders are recognised; what is
    not in CTranslate2's format is converted. A running server takes the model up by itself.
    """
    settings = settings_from(config)
    catalogs = catalogs_of(settings)
    # Not a number is not above 0 either.
    if not 0 < max_gigabytes < math.inf:
        fail("INVALID_LIMIT", f"--max-gigabytes {max_gigabytes:g}: a size is more than 0")
    wish = Wish(
        Format(kind) if kind else None, _split(directions), _split(languages), _codes(codes)
    )
    request = Request(
        source=source,
        mirror=mirror or settings.models_mirror,
        max_bytes=round(max_gigabytes * _GIGABYTE),
        wish=wish,
        **known,
    )

    def accept(licence: str, why: str) -> bool:
        if accept_licence:
            return True
        if not sys.stdin.isatty():
            click.echo("parley: --accept-licence says yes to this", err=True)
            return False
        click.echo(f"{why}: {licence}", err=True)
        return click.confirm("Use it all the same?", err=True)

    adder = Adder(
        Shelf(Path(settings.extra_models_folder)),
        accept=accept,
        progress=_Bar(),
        say=lambda line: click.echo(line, err=True),
        shipped=[entry.name for entry in catalogs[-1].entries],
    )
    try:
        entry = adder.add(with_offer(request, [o for c in catalogs for o in c.offers]))
    except ParleyError as error:
        fail(error.reason, error.message)
    click.echo(f"{entry.name}: added, {entry.format}, {len(entry.pairs)} directions")


@click.command(short_help="Convert a model to CTranslate2's format.")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--quantization", default="int8", type=click.Choice(QUANTIZATIONS), show_default=True)
def convert(folder: Path, output: Path, quantization: str) -> None:
    """Convert a Hugging Face folder or an OPUS-MT package, without installing it."""
    try:
        if output.exists():
            fail("OUTPUT_EXISTS", f"{output} is there already")
        convert_folder(root_of(folder), output, quantization)
    except ParleyError as error:
        fail(error.reason, error.message)
    click.echo(f"{output}: converted")


def _codes(given: Sequence[str]) -> dict[str, str]:
    """Code by primary tag, of "zh=zho_Hant"."""
    found = {}
    for text in given:
        tag, _, code = text.partition("=")
        if not code.strip():
            fail("INVALID_CODE", f"--code {text[:40]!r}: written TAG=CODE, as zh=zho_Hant")
        try:
            found[primary(normalise_tag(tag, "code"))] = code.strip()
        except InvalidInput as error:
            fail(error.reason, f"--code {text[:40]!r}: {error.message}")
    return found


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
