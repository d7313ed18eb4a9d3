"""Which formats there are, and how each is written and read."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from parley.domain.errors import InvalidInput
from parley.formats import table, tmx, xliff
from parley.formats.record import Record


class FileFormat(StrEnum):
    """Files that memories and glossaries are exchanged in."""

    TMX = "tmx"
    XLIFF = "xliff"
    CSV = "csv"
    TBX = "tbx"


_READERS: dict[FileFormat, Callable[[Iterable[bytes]], Iterator[Record]]] = {
    FileFormat.TMX: tmx.read,
    FileFormat.XLIFF: xliff.read,
    FileFormat.CSV: table.read,
}


def read_memory(kind: FileFormat, chunks: Iterable[bytes]) -> Iterator[Record]:
    """The translations in a file.

    Raises:
        InvalidInput: UNSUPPORTED_FORMAT, INVALID_FILE, UNSAFE_FILE.
    """
    if kind not in _READERS:
        raise unsupported(kind)
    return _READERS[kind](chunks)


class MemoryWriter:
    """Writes a file of translations, piece by piece."""

    def __init__(self, kind: FileFormat, source_language: str, target_language: str) -> None:
        """Raises InvalidInput: UNSUPPORTED_FORMAT, or DIRECTION_NEEDED for XLIFF without one."""
        if kind not in _READERS:
            raise unsupported(kind)
        if kind is FileFormat.XLIFF and not (source_language and target_language):
            raise InvalidInput(
                "DIRECTION_NEEDED", "XLIFF holds one direction: name it", field="source_language"
            )
        self._kind = kind
        self._direction = source_language, target_language
        self._written = 0

    def begin(self) -> str:
        """What comes before the records."""
        if self._kind is FileFormat.XLIFF:
            return xliff.begin(*self._direction)
        return tmx.BEGIN if self._kind is FileFormat.TMX else table.BEGIN

    def write(self, record: Record) -> str:
        """One record."""
        self._written += 1
        if self._kind is FileFormat.XLIFF:
            return xliff.write(record, self._written)
        return tmx.write(record) if self._kind is FileFormat.TMX else table.write(record)

    def end(self) -> str:
        """What comes after the records."""
        if self._kind is FileFormat.XLIFF:
            return xliff.END
        return tmx.END if self._kind is FileFormat.TMX else ""


def unsupported(kind: FileFormat) -> InvalidInput:
    """The error for a format that does not hold what it should."""
    return InvalidInput(
        "UNSUPPORTED_FORMAT", f"{kind.value.upper()} is not for this", field="format"
    )
