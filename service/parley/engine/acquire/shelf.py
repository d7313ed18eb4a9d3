"""The deployment's own models: a folder with a catalogue that is replaced in one step."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from parley.domain.errors import AlreadyExists, NotFound
from parley.engine.catalog import CATALOG_FILE, Catalog, CatalogEntry

_HEAD = """\
# Models of this deployment, written by `parley models add` and `remove`; a running server takes
# up every change. Of two models for one pair the first here serves it.
"""
# In the order of a person's interest; tables last, as TOML wants it.
_FIELDS = (
    "name", "folder", "description", "licence", "format", "directions", "languages", "formality",
    "vocabulary", "target_vocabulary", "source_prefix", "source_suffix", "target_prefix",
    "compute_type", "source", "codes", "sha256",
)  # fmt: skip


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
        if not (self.folder / CATALOG_FILE).is_file():
            return ()
        return Catalog(self.folder).entries

    def put(self, entry: CatalogEntry, files: Path, *, replace: bool) -> None:
        """Move a model's files in and list it, before all others.

        Raises:
            AlreadyExists: MODEL_EXISTS, without `replace`.
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
            self._write([entry, *(known for known in entries if known.name != entry.name)])
            self._sweep(old)

    def remove(self, name: str) -> None:
        """Take a model off the list, then its files; who has it loaded finishes with it.

        Raises:
            NotFound: MODEL_NOT_FOUND.
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
        text = _HEAD + ("".join(f"\n{_as_toml(entry)}" for entry in entries) or "model = []\n")
        draft = self.folder / f".{CATALOG_FILE}"
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / CATALOG_FILE)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _as_toml(entry: CatalogEntry) -> str:
    lines = ["[[model]]"]
    tables = []
    for name in _FIELDS:
        value = getattr(entry, name)
        if isinstance(value, Mapping):
            if value:
                rows = [f"{_text(key)} = {_text(value[key])}" for key in sorted(value)]
                tables += ["", f"[model.{name}]", *rows]
        elif isinstance(value, str):
            if value:
                lines.append(f"{name} = {_text(value)}")
        elif value:
            items = sorted(value) if isinstance(value, frozenset) else value
            lines.append(f"{name} = [{', '.join(map(_text, items))}]")
    return "\n".join([*lines, *tables]) + "\n"


def _text(value: str) -> str:
    # A JSON string is a TOML one, but for the one control character that JSON lets stand.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
