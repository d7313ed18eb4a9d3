"""models: what the catalogue holds."""

import json
import sys
from pathlib import Path

import click

from parley.cli.connect import config_option, fail, settings_from
from parley.domain.errors import CorruptModel, NotFound
from parley.engine.catalog import Catalog, CatalogEntry, find_models_folder, verify


@click.group(short_help="List, show and verify translation models.")
def models() -> None:
    """Translation models of the catalogue."""


def _catalog(config: Path | None) -> Catalog:
    try:
        return Catalog(find_models_folder(settings_from(config).models_folder))
    except CorruptModel as error:
        fail(error.reason, error.message)


def _entry(catalog: Catalog, name: str) -> CatalogEntry:
    try:
        return catalog.entry(name)
    except NotFound as error:
        fail(error.reason, error.message)


@models.command("list")
@config_option
def list_models(config: Path | None) -> None:
    """One model a line: name, directions, licence."""
    for entry in _catalog(config).entries:
        click.echo(f"{entry.name}\t{','.join(sorted(entry.directions))}\t{entry.licence}")


@models.command()
@click.argument("name")
@config_option
def show(name: str, config: Path | None) -> None:
    """Everything the catalogue says of a model, as JSON."""
    catalog = _catalog(config)
    entry = _entry(catalog, name)
    folder = catalog.folder_of(entry)
    click.echo(json.dumps(_described(entry, folder), indent=2, ensure_ascii=False))


@models.command("verify")
@click.argument("names", nargs=-1)
@config_option
def verify_models(names: tuple[str, ...], config: Path | None) -> None:
    """Check the files of models against their digests; all of them if none is named."""
    catalog = _catalog(config)
    damaged = False
    for entry in [_entry(catalog, name) for name in names] if names else catalog.entries:
        try:
            verify(entry, catalog.folder_of(entry))
        except CorruptModel as error:
            damaged = True
            click.echo(f"{entry.name}: {error.reason}: {error.message}", err=True)
        else:
            click.echo(f"{entry.name}: good")
    if damaged:
        sys.exit(1)


def _described(entry: CatalogEntry, folder: Path) -> dict[str, object]:
    return {
        "name": entry.name,
        "description": entry.description,
        "licence": entry.licence,
        "directions": sorted(entry.directions),
        "formality": sorted(entry.formality),
        "folder": str(folder),
        "bytes": sum(f.stat().st_size for f in folder.iterdir()) if folder.is_dir() else 0,
        "sha256": dict(entry.sha256),
    }
