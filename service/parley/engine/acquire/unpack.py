"""Archives from strangers: only plain files, only below the folder, only so many bytes."""

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Self

from parley.domain.errors import CorruptModel

# A member's name and what opens it; None for a folder.
_Member = tuple[str, Callable[[], IO[bytes]] | None]

_BLOCK = 1 << 20
_ZIP_HEAD = b"PK\x03\x04"
_MOST_FILES = 5_000
# A model's weights hardly shrink; text shrinks tenfold. What shrinks more is a bomb.
_MOST_EXPANSION = 40
_EXPANSION_COUNTS_FROM = 64 << 20
# What a tar file says of its members, in headers that are read into memory: of one, and of all.
_LONGEST_HEADER = 1 << 20
_MOST_OF_HEADERS = 16 << 20
_HEADER_TYPES = frozenset(
    {
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
    }
)


def require_archive(path: Path) -> None:
    """Refuse a file that `unpack` cannot open.

    Raises:
        CorruptModel: ARCHIVE_DAMAGED if it is empty or only begins as a zip archive, whose
            directory stands at its end; UNSAFE_ARCHIVE; FORMAT_UNSUPPORTED for anything else.
    """
    if zipfile.is_zipfile(path) or _is_tar(path):
        return
    with path.open("rb") as file:
        head = file.read(len(_ZIP_HEAD))
    if not head:
        raise CorruptModel("ARCHIVE_DAMAGED", f"{path.name} is empty")
    if head == _ZIP_HEAD:
        raise CorruptModel(
            "ARCHIVE_DAMAGED", f"{path.name} is a zip archive without its end: cut short or damaged"
        )
    raise CorruptModel("FORMAT_UNSUPPORTED", "neither a folder nor a zip or tar archive")


def unpack(archive: Path, folder: Path, max_bytes: int) -> None:
    """Unpack a zip or tar file into a new folder.

    Modes, owners and times are not taken over; what stands in the headers about sizes is not
    believed but counted.

    Args:
        max_bytes: for all files together.

    Raises:
        CorruptModel: UNSAFE_ARCHIVE, ARCHIVE_TOO_LARGE, ARCHIVE_DAMAGED.
    """
    folder.mkdir(parents=True)
    allowed = min(max_bytes, max(_EXPANSION_COUNTS_FROM, archive.stat().st_size * _MOST_EXPANSION))
    try:
        with _opened(archive) as members:
            _write_all(members, folder, allowed)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError,
            NotImplementedError, RuntimeError, ValueError) as error:  # fmt: skip
        raise CorruptModel(
            "ARCHIVE_DAMAGED", f"{archive.name} cannot be unpacked: {error}"
        ) from error


def _write_all(members: Iterator[_Member], folder: Path, allowed: int) -> None:
    written = 0
    for number, (name, opened) in enumerate(members):
        if number >= _MOST_FILES:
            raise CorruptModel("ARCHIVE_TOO_LARGE", f"more than {_MOST_FILES:,} files")
        target = _inside(folder, name)
        if opened is None:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened() as content, target.open("xb") as file:
            while block := content.read(_BLOCK):
                written += len(block)
                if written > allowed:
                    raise CorruptModel(
                        "ARCHIVE_TOO_LARGE", f"its files have more than {allowed:,} bytes"
                    )
                file.write(block)


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[_Member]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as zipped:
            yield _zip_members(zipped)
    else:
        with tarfile.open(archive, tarinfo=_bounded_header()) as tarred:
            yield _tar_members(tarred)


def _is_tar(path: Path) -> bool:
    try:
        with tarfile.open(path, tarinfo=_bounded_header()):
            return True
    except tarfile.TarError:
        return False
    except (RecursionError, ValueError) as error:
        raise CorruptModel("ARCHIVE_DAMAGED", f"{path.name} has headers without end") from error


def _bounded_header() -> type[tarfile.TarInfo]:
    """Headers for one tar file, which refuse what would fill the memory before any file is read.

    `tarfile` reads a long name or extended header by the size that it declares.
    """
    left = _MOST_OF_HEADERS

    class Header(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
            nonlocal left
            found = super().frombuf(buf, encoding, errors)
            if found.type in _HEADER_TYPES:
                left -= found.size
                if found.size > _LONGEST_HEADER or left < 0:
                    raise CorruptModel("UNSAFE_ARCHIVE", "a header in it is too long")
            if found.size < 0:
                raise CorruptModel("UNSAFE_ARCHIVE", "a member in it has a negative size")
            if found.type == tarfile.GNUTYPE_SPARSE:
                raise _sparse()
            return found

        def _proc_gnusparse_10(self, *_: object) -> None:
            raise _sparse()

    return Header


def _sparse() -> CorruptModel:
    # The list of a sparse file's holes has no bound.
    return CorruptModel("UNSAFE_ARCHIVE", "a file in it is sparse")


def _zip_members(archive: zipfile.ZipFile) -> Iterator[_Member]:
    for member in archive.infolist():
        kind = (member.external_attr >> 16) & 0o170000
        if kind not in {0, 0o100000, 0o040000}:
            raise CorruptModel("UNSAFE_ARCHIVE", f"{member.filename[:80]!r} is a link or a device")
        yield member.filename, None if member.is_dir() else partial(archive.open, member)


def _tar_members(archive: tarfile.TarFile) -> Iterator[_Member]:
    for member in archive:
        if not (member.isreg() or member.isdir()):
            raise CorruptModel("UNSAFE_ARCHIVE", f"{member.name[:80]!r} is a link or a device")
        yield member.name, partial(_content, archive, member) if member.isreg() else None


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    assert content is not None
    return content


def _inside(folder: Path, name: str) -> Path:
    path = PurePosixPath(name)
    # A backslash or a drive is harmless here and a path elsewhere: nobody needs one.
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise CorruptModel("UNSAFE_ARCHIVE", f"{name[:80]!r} points outside the archive")
    return folder / path
