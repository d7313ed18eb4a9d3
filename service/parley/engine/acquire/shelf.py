"""The deployment's own models: a folder with a catalogue that is replaced in one step."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from parley.domain.errors import AlreadyExists, CorruptModel, NotFound, Unavailable
from parley.engine.acquire.incoming import sweep, take_scratch
from parley.engine.acquire.listing import as_toml
from parley.engine.catalog import CATALOG_FILE, Catalog, CatalogEntry, Offer, verify

_HEAD = """\
# Models of this deployment, written by `parley models add` and `remove`; a running server takes
# up every change. Of two models for one pair the first here serves it.
"""


@contextmanager
def storing() -> Iterator[None]:
    """What the file system refuses, as an error with a reason.

    Raises:
        Unavailable: STORAGE_FAILED.
    """
    try:
        yield
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise Unavailable("STORAGE_FAILED", f"{error.strerror or error}{where}") from error


def _is_sound(entry: CatalogEntry, folder: Path) -> bool:
    try:
        verify(entry, folder)
    except (CorruptModel, OSError):
        return False
    return True


class Shelf:
    """Puts models on, and takes them off."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first model comes."""
        self.folder = folder

    @property
    def incoming(self) -> Path:
        """Where downloads grow; on the same file system, so that moving is one step."""
        return self.folder / ".incoming"

    def entries(self) -> tuple[CatalogEntry, ...]:
        """Raises CorruptModel: CATALOG_INVALID."""
        return self._read()[0]

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder to work in; what killed processes left of theirs is cleared up first.

        Raises:
            Unavailable: STORAGE_FAILED.
        """
        with ExitStack() as stack:
            with self._locked():
                self.incoming.mkdir(exist_ok=True)
                sweep(self.incoming)
                folder = take_scratch(self.incoming, stack)
            yield folder

    def put(self, entry: CatalogEntry, files: Path, *, replace: bool) -> None:
        """Move a model's files in and list it, before all others.

        Files of the same digests that are there already stay, unless they are damaged.

        Raises:
            AlreadyExists: MODEL_EXISTS, without `replace`.
            Unavailable: STORAGE_FAILED.
        """
        with self._locked():
            entries = self.entries()
            old = [known for known in entries if known.name == entry.name]
            if old and not replace:
                raise AlreadyExists("MODEL_EXISTS", f"there is a model {entry.name}: see --replace")
            target = self.folder / entry.folder
            if target.exists() and all(known.folder != entry.folder for known in entries):
                shutil.rmtree(target)
            if not target.exists():
                files.rename(target)
            elif not _is_sound(entry, target):
                self._exchange(files, target)
            self._write([entry, *(known for known in entries if known.name != entry.name)])
            self._sweep(old)

    def _exchange(self, files: Path, target: Path) -> None:
        """Put files in the place of damaged ones; who has those loaded finishes with them."""
        aside = self.folder / f".{target.name}.damaged"
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        files.rename(target)
        shutil.rmtree(aside, ignore_errors=True)

    def remove(self, name: str) -> None:
        """Take a model off the list, then its files; who has it loaded finishes with it.

        Raises:
            NotFound: MODEL_NOT_FOUND.
            Unavailable: STORAGE_FAILED.
        """
        with self._locked():
            entries = self.entries()
            gone = [entry for entry in entries if entry.name == name]
            if not gone:
                raise NotFound("MODEL_NOT_FOUND", f"no model {name[:60]!r} was added here")
            self._write([entry for entry in entries if entry.name != name])
            self._sweep(gone)

    def _sweep(self, gone: Sequence[CatalogEntry]) -> None:
        kept = {entry.folder for entry in self.entries()}
        for entry in gone:
            # Only what `put` made: a hand-written entry may point at anything below.
            if entry.folder not in kept and Path(entry.folder).name == entry.folder:
                shutil.rmtree(self.folder / entry.folder, ignore_errors=True)

    def _write(self, entries: Sequence[CatalogEntry]) -> None:
        """Replace the list of models; the offers beside it are a person's, and stay."""
        text = f"{_HEAD}\n{as_toml(entries, self._read()[1])}"
        draft = self.folder / f".{CATALOG_FILE}"
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / CATALOG_FILE)

    def _read(self) -> tuple[tuple[CatalogEntry, ...], tuple[Offer, ...]]:
        if not (self.folder / CATALOG_FILE).is_file():
            return (), ()
        catalog = Catalog(self.folder)
        return catalog.entries, catalog.offers

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with storing():
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / ".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
