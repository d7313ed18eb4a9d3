"""models: what the catalogues hold, and what a deployment adds to them."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from parley.cli.catalogs import catalogs_of
from parley.cli.connect import fail, settings_from
from parley.cli.options import config_option
from parley.domain.errors import CorruptModel, ParleyError
from parley.engine.catalog import (
    CatalogEntry,
    find_entry,
    unlisted,
    verify,
)

_ADDING = {
    "add": "Fetch, check and install a model.",
    "convert": "Convert a model to CTranslate2's format.",
}


class _Commands(click.Group):
    """The commands here, and those that import the loaders."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_ADDING])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ADDING:
            return super().get_command(ctx, cmd_name)
        from parley.cli import add

        command: click.Command = getattr(add, cmd_name)
        return command


@click.group(cls=_Commands, short_help="List, add, verify and remove translation models.")
def models() -> None:
    """Translation models: the shipped ones, and those of this deployment."""


@models.command("list", short_help="Show every model, those that are chosen first at the top.")
@click.option("--offers", is_flag=True, help="Also what `add` can fetch by name.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@config_option
def list_models(offers: bool, as_json: bool, config: Path | None) -> None:
    """One model a line: name, directions, licence, format; first those that are chosen first."""
    catalogs = catalogs_of(settings_from(config))
    for catalog in catalogs:
        for entry in catalog.entries:
            if as_json:
                found = _described(entry, catalog.folder_of(entry))
                click.echo(json.dumps(found, ensure_ascii=False))
            else:
                spoken = _spoken(sorted(entry.directions), entry.languages)
                click.echo(f"{entry.name}\t{spoken}\t{entry.licence}\t{entry.format}")
    for offer in [offer for catalog in catalogs for offer in catalog.offers] if offers else []:
        if as_json:
            click.echo(json.dumps({"offer": offer.name, "source": offer.source}))
        else:
            spoken = _spoken(sorted(offer.directions), offer.languages)
            click.echo(f"{offer.name}\t{spoken}\t{offer.licence}\t(to be added)")


@models.command()
@click.argument("name")
@config_option
def show(name: str, config: Path | None) -> None:
    """Everything the catalogue says of a model, as JSON."""
    catalogs = catalogs_of(settings_from(config))
    try:
        entry, folder = find_entry(catalogs, name)
    except ParleyError as error:
        fail(error.reason, error.message)
    click.echo(json.dumps(_described(entry, folder), indent=2, ensure_ascii=False))


@models.command("verify", short_help="Check that models have their files and no others.")
@click.argument("names", nargs=-1)
@click.option("--load", is_flag=True, help="Load each one and translate a few words, too.")
@config_option
def verify_models(names: tuple[str, ...], load: bool, config: Path | None) -> None:
    """Check that models have their files and no others; all of them if none is named."""
    from parley.engine.acquire.trial import try_out

    catalogs = catalogs_of(settings_from(config))
    every = [(entry, c.folder_of(entry)) for c in catalogs for entry in c.entries]
    bad = False
    for name in names or [entry.name for entry, _ in every]:
        try:
            entry, folder = find_entry(catalogs, name)
            verify(entry, folder)
            if more := unlisted(catalogs, folder):
                raise CorruptModel(
                    "FILES_UNLISTED", f"{folder} also holds what is not listed: {', '.join(more)}"
                )
            for doubt in try_out(entry, folder) if load else ():
                click.echo(f"{name}: warning: {doubt}", err=True)
        except ParleyError as error:
            bad = True
            click.echo(f"{name}: {error.reason}: {error.message}", err=True)
        else:
            click.echo(f"{name}: good")
    if bad:
        sys.exit(1)


@models.command(short_help="Take a model that was added away again.")
@click.argument("name")
@config_option
def remove(name: str, config: Path | None) -> None:
    """Take a model that was added away again; a running server stops using it by itself."""
    from parley.engine.acquire.shelf import Shelf

    settings = settings_from(config)
    own, shipped = Shelf(Path(settings.extra_models_folder)), catalogs_of(settings)[-1]
    try:
        if any(entry.name == name for entry in shipped.entries) and all(
            entry.name != name for entry in own.entries()
        ):
            fail("MODEL_SHIPPED", f"{name} belongs to the service and stays")
        own.remove(name)
    except ParleyError as error:
        fail(error.reason, error.message)
    click.echo(f"{name}: removed")


def _spoken(directions: Sequence[str], languages: Sequence[str]) -> str:
    """ "de-en,en-de", and "any of de en fr" for every pair of these."""
    parts = [*directions, *([f"any of {' '.join(languages)}"] if languages else [])]
    return ",".join(parts)


def _described(entry: CatalogEntry, folder: Path) -> dict[str, object]:
    return {
        "name": entry.name,
        "description": entry.description,
        "licence": entry.licence,
        "format": entry.format.value,
        "directions": sorted(entry.directions),
        "languages": list(entry.languages),
        "formality": sorted(entry.formality),
        "codes": dict(entry.codes),
        "source": entry.source,
        "folder": str(folder),
        "bytes": sum(f.stat().st_size for f in folder.iterdir()) if folder.is_dir() else 0,
        "sha256": dict(entry.sha256),
    }
