"""Files that come in through a form and go out as a download."""

import re
from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import IO

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from parley.domain.errors import InvalidInput
from parley.formats.kinds import FileFormat

_MEDIA = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.TMX: "application/x-tmx+xml",
    FileFormat.TBX: "application/x-tbx+xml",
    FileFormat.XLIFF: "application/xliff+xml",
}
_SUFFIXES = {**{f".{kind.value}": kind for kind in FileFormat}, ".xlf": FileFormat.XLIFF}
_SAFE = re.compile(r"[^a-z-]")


async def uploaded(request: Request) -> tuple[IO[bytes], FileFormat]:
    """The file of a form, and its format by its name.

    Raises:
        InvalidInput: MISSING_FILE, UNSUPPORTED_FORMAT.
    """
    file = (await request.form()).get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise InvalidInput("MISSING_FILE", "choose a file", field="file")
    kind = _SUFFIXES.get(PurePath(file.filename).suffix.lower())
    if kind is None:
        raise InvalidInput(
            "UNSUPPORTED_FORMAT", f"the name ends in one of {', '.join(_SUFFIXES)}", field="file"
        )
    return file.file, kind


def format_of(request: Request) -> FileFormat:
    """The format in a query string.

    Raises:
        InvalidInput: UNSUPPORTED_FORMAT.
    """
    try:
        return FileFormat(request.query_params.get("format", ""))
    except ValueError:
        raise InvalidInput("UNSUPPORTED_FORMAT", "no such format", field="format") from None


async def download(pieces: AsyncIterator[bytes], name: str, kind: FileFormat) -> Response:
    """A file in pieces; what is wrong with the request shows before its first one."""
    first = await anext(pieces, b"")

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    disposition = f'attachment; filename="{_SAFE.sub("", name)}.{kind.value}"'
    return StreamingResponse(
        body(), media_type=_MEDIA[kind], headers={"content-disposition": disposition}
    )
