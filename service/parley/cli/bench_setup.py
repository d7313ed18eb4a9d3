"""The models that a server serves, read from its settings as it reads them."""

from pathlib import Path

from parley.bench.setup import Direction, EngineSetup, Served, Weights
from parley.config import Settings
from parley.domain.errors import CorruptModel
from parley.engine.catalog import (
    Catalog,
    CatalogEntry,
    find_models_folder,
    read_catalogs,
    verify,
)
from parley.engine.cores import usable_cores
from parley.engine.formats import DIALECTS
from parley.engine.model import adds_end
from parley.engine.threads import Threads


def engine_setup(settings: Settings) -> EngineSetup:
    """What a server with these settings runs its engine with.

    The deployment's own models come before the shipped ones, and one that is damaged serves
    nothing, as with `engine.library`.

    Raises:
        CorruptModel: CATALOG_MISSING, CATALOG_INVALID, or a shipped model's own reason.
    """
    extra = Path(settings.extra_models_folder)
    served: dict[Direction, Served] = {}
    for catalog in read_catalogs(find_models_folder(settings.models_folder), extra):
        for entry in catalog.entries:
            if catalog.folder == extra and not _is_whole(entry, catalog):
                continue
            folder = catalog.folder_of(entry)
            weights = Weights(
                entry.name,
                folder,
                entry.vocabulary,
                entry.target_vocabulary,
                entry.compute_type,
                settings.beam_size or entry.beam_size,
            )
            dialect = DIALECTS[entry.format](entry, engine_ends=adds_end(folder))
            for pair in entry.pairs - served.keys():
                served[pair] = Served(
                    weights,
                    tuple(dialect.before(*pair, None)),
                    tuple(dialect.after(*pair)),
                    tuple(dialect.prefix(*pair)),
                )
    threads = Threads.chosen(
        usable_cores(),
        batches=settings.parallel_batches,
        per_batch=settings.threads_per_batch,
    )
    return EngineSetup(served, threads.per_batch, threads.batches)


def _is_whole(entry: CatalogEntry, catalog: Catalog) -> bool:
    try:
        verify(entry, catalog.folder_of(entry))
    except CorruptModel:
        return False
    return True
