"""The loaded models, kept in step with the catalogues while the service runs."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from parley.domain.errors import CorruptModel, ParleyError
from parley.engine.catalog import (
    CATALOG_FILE,
    Catalog,
    CatalogEntry,
    reachable_pairs,
    read_catalogs,
)
from parley.engine.model import Ct2Model
from parley.engine.routes import Pair

_log = logging.getLogger(__name__)

# A model's place in the catalogues: its catalogue's folder and its name there.
_Place = tuple[Path, str]


class Library:
    """Loads what the catalogues list, and again what changed in them.

    A model that cannot be loaded is refused and logged with its reason; if one of its name was
    serving, that one stays. A catalogue that cannot be read changes nothing.
    """

    def __init__(
        self, shipped: Path, extra: Path, load: Callable[[CatalogEntry, Path], Ct2Model]
    ) -> None:
        """Read the catalogues of two folders; `extra` may be missing, and wins over `shipped`.

        Args:
            load: what makes a model of an entry and its folder; raises CorruptModel.

        Raises:
            CorruptModel: CATALOG_MISSING, CATALOG_INVALID.
        """
        self._shipped = shipped
        self._extra = extra
        self._load = load
        self._loaded: dict[_Place, Ct2Model] = {}
        self._seen = self._signature()
        self._listed = read_catalogs(shipped, extra)

    def pairs(self) -> frozenset[Pair]:
        """(source, target) primary tags that the models first listed lead between."""
        return reachable_pairs(self._listed)

    def load(self) -> list[Ct2Model]:
        """Every model first listed, in the order of choice.

        Raises:
            CorruptModel: a shipped model's own reason; a model of the deployment's own that is
                refused is only logged.
        """
        self._take(self._listed, strict=True)
        return list(self._loaded.values())

    def refresh(self) -> list[Ct2Model] | None:
        """The models as they are now, or None if no catalogue changed since the last look."""
        signature = self._signature()
        if signature == self._seen:
            return None
        self._seen = signature
        try:
            catalogs = read_catalogs(self._shipped, self._extra)
        except CorruptModel as error:
            _log.error("models stay as they are: %s: %s", error.reason, error.message)
            return None
        self._take(catalogs, strict=False)
        return list(self._loaded.values())

    async def watch(self, serve: Callable[[list[Ct2Model]], None], every_s: float) -> None:
        """Look for changes until cancelled, and give `serve` the models after each."""
        while True:
            await asyncio.sleep(every_s)
            try:
                models = await asyncio.to_thread(self.refresh)
            except Exception:
                # The watch must outlive whatever a strange folder does to it.
                _log.exception("could not look for models")
                continue
            if models is not None:
                serve(models)

    def _take(self, catalogs: list[Catalog], *, strict: bool) -> None:
        loaded: dict[_Place, Ct2Model] = {}
        for catalog in catalogs:
            own = catalog.folder == self._extra
            for entry in catalog.entries:
                place = (catalog.folder, entry.name)
                before = self._loaded.get(place)
                if before is not None and before.entry == entry:
                    loaded[place] = before
                    continue
                try:
                    loaded[place] = self._load(entry, catalog.folder_of(entry))
                except ParleyError as error:
                    if strict and not own:
                        raise
                    _log.error("model refused: %s: %s", error.reason, error.message)
                    if before is not None:
                        loaded[place] = before
                else:
                    _log.info("model %s is loaded", entry.name)
        for place in self._loaded.keys() - loaded.keys():
            _log.info("model %s is no longer served", place[1])
        self._loaded = loaded

    def _signature(self) -> list[tuple[int, int, int] | None]:
        """What changes when a catalogue is written or replaced."""
        found: list[tuple[int, int, int] | None] = []
        for folder in (self._extra, self._shipped):
            try:
                status = (folder / CATALOG_FILE).stat()
            except OSError:
                found.append(None)
            else:
                found.append((status.st_mtime_ns, status.st_size, status.st_ino))
        return found
