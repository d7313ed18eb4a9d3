"""A file that comes in pieces."""

from collections.abc import AsyncIterator
from typing import IO, Protocol, TypeVar

from parley.domain.errors import InvalidInput

# A million units are some 300 MB of TMX.
_LARGEST_FILE_BYTES = 1 << 30


class _Piece(Protocol):
    @property
    def data(self) -> bytes: ...


P = TypeVar("P", bound=_Piece)


async def receive(pieces: AsyncIterator[P], file: IO[bytes]) -> P | None:
    """Write the pieces to a file; gives the first one, None if there was none.

    Raises:
        InvalidInput: FILE_TOO_LARGE.
    """
    first: P | None = None
    size = 0
    async for piece in pieces:
        first = first or piece
        size += len(piece.data)
        if size > _LARGEST_FILE_BYTES:
            raise InvalidInput("FILE_TOO_LARGE", "a file has 1 GiB at most", field="data")
        file.write(piece.data)
    return first
