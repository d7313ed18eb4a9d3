"""The catalogues that commands read."""

from pathlib import Path

from parley.cli.connect import fail
from parley.config import Settings
from parley.domain.errors import ParleyError
from parley.engine.catalog import Catalog, find_models_folder, read_catalogs


def catalogs_of(settings: Settings) -> list[Catalog]:
    """The deployment's catalogue and the shipped one, or a line that says what is wrong."""
    try:
        return read_catalogs(
            find_models_folder(settings.models_folder), Path(settings.extra_models_folder)
        )
    except ParleyError as error:
        fail(error.reason, error.message)
