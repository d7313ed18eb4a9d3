"""CSV (RFC 4180, UTF-8, with a header) of translations and of terms."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from parley.formats.record import Record, formality_from, refused

_REQUIRED = ("source_language", "target_language", "source", "target")
_COLUMNS = (*_REQUIRED, "formality", "author", "created_at", "note")
_LARGEST_FIELD_CHARACTERS = 1_000_000

BEGIN = ",".join(_COLUMNS) + "\r\n"


def write(record: Record) -> str:
    """One row of a memory."""
    return row(
        (
            record.source_language,
            record.target_language,
            record.source,
            record.target,
            record.formality.value if record.formality else "",
            record.author,
            record.created_at.astimezone(UTC).isoformat() if record.created_at else "",
            record.note,
        )
    )


def read(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The rows of a memory; columns that are not known are passed over.

    Raises:
        InvalidInput: INVALID_FILE.
    """
    for line, values in rows(chunks, _REQUIRED):
        yield Record(
            source_language=values["source_language"],
            target_language=values["target_language"],
            source=values["source"],
            target=values["target"],
            formality=formality_from(values.get("formality", ""), line),
            author=values.get("author", ""),
            created_at=_moment(values.get("created_at", ""), line),
            note=values.get("note", ""),
            line=line,
        )


def row(values: Sequence[str]) -> str:
    """One row."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()


def rows(
    chunks: Iterable[bytes], required: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows by column name, with the line that each ends on.

    Raises:
        InvalidInput: INVALID_FILE, for a file that is not UTF-8, lacks a column or has a row of
            another length than its header.
    """
    csv.field_size_limit(_LARGEST_FIELD_CHARACTERS)
    reader = csv.reader(_lines(chunks), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in required if name not in header]
        if missing:
            raise refused("INVALID_FILE", f"there is no column {missing[0]}", 1)
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                raise refused(
                    "INVALID_FILE",
                    f"{len(values)} columns, the header has {len(header)}",
                    reader.line_num,
                )
            yield reader.line_num, dict(zip(header, values, strict=True))
    except csv.Error as error:
        raise refused("INVALID_FILE", f"no good CSV: {error}", reader.line_num) from None


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines with their ends, as the reader of CSV wants them."""
    pending, number = b"", 0
    for chunk in chunks:
        *complete, pending = (pending + chunk).split(b"\n")
        for line in complete:
            number += 1
            yield _decoded(line + b"\n", number)
    if pending:
        yield _decoded(pending, number + 1)


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise refused("INVALID_FILE", "not UTF-8", number) from None


def _moment(text: str, line: int) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refused("INVALID_FILE", "created_at is no ISO 8601 time", line) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
