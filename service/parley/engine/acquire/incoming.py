"""Where models grow before they are on the shelf: in use, left to be gone on with, or abandoned."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_SCRATCH = "tmp"
_LOCK = ".lock"
# How long an interrupted download waits to be gone on with.
_KEPT_S = 7 * 86_400.0


def take_scratch(incoming: Path, stack: ExitStack) -> Path:
    """A new folder in `incoming` that goes with `stack`, and is known to be in use until then.

    A process that is killed leaves its folder behind, but not its lock on it.
    """
    folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=incoming))
    lock = stack.enter_context((folder / _LOCK).open("w"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return folder


@contextmanager
def alone(lock: Path) -> Iterator[bool]:
    """Whether this process has the lock, which is gone at the end; False while another has it."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever had it before may have removed it since it was opened here.
            free = os.path.samestat(os.fstat(file.fileno()), lock.stat())
        except (BlockingIOError, FileNotFoundError):
            free = False
        try:
            yield free
        finally:
            if free:
                lock.unlink(missing_ok=True)


def sweep(incoming: Path) -> None:
    """Remove the folders of processes that are gone, and downloads that nobody went on with.

    Nobody may take a folder meanwhile: between its making and its lock it looks abandoned.
    """
    oldest = time.time() - _KEPT_S
    for path in list(incoming.iterdir()):
        try:
            if path.name.startswith(_SCRATCH) and (path / _LOCK).is_file():
                with _unused(path / _LOCK) as unused:
                    if unused:
                        shutil.rmtree(path)
            elif _last_change(path) < oldest:
                _remove(path)
        except OSError:
            # Whoever owns it may clear it up; it is no reason to add nothing.
            continue


@contextmanager
def _unused(lock: Path) -> Iterator[bool]:
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _last_change(path: Path) -> float:
    """When a download last grew: of a folder anything in it, of a mark the part that it is of."""
    related = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.stem}.*")
    return max((one.lstat().st_mtime for one in (path, *related)), default=0.0)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
