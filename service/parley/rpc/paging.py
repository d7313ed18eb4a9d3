"""Page sizes and tokens."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Generic, TypeVar

from google.protobuf.message import Message as ProtoMessage

from parley.domain.errors import InvalidInput

M = TypeVar("M", bound=ProtoMessage)

_BEYOND_EVERY_ROW = 2**63
# Half of what a gRPC client takes unless told otherwise: the rest of the answer fits, too.
_PAGE_BYTES = 2_000_000


class Page(Generic[M]):
    """Items of one answer: so many, and 2 MB on the wire, at the most, and one at the least.

    Attributes:
        items: what was taken, in order.
        is_full: whether there was an item that it did not take.
    """

    def __init__(self, size: int) -> None:
        self.items: list[M] = []
        self.is_full = False
        self._size = size
        self._room = _PAGE_BYTES

    def take(self, item: M) -> bool:
        """Whether it still fits; what comes after one that does not is of the next page."""
        self._room -= item.ByteSize()
        if self.items and (self._room < 0 or len(self.items) == self._size):
            self.is_full = True
            return False
        self.items.append(item)
        return True

    def take_all(self, items: Iterable[M]) -> None:
        """As many of the first as fit; no more are made than one beyond these."""
        for item in items:
            if not self.take(item):
                return


def page_size(asked: int, default: int, largest: int) -> int:
    """The size to use; 0 asks for the default.

    Raises:
        InvalidInput: INVALID_PAGE_SIZE, if negative.
    """
    if asked < 0:
        raise InvalidInput("INVALID_PAGE_SIZE", "a page size is not negative", field="page_size")
    return min(asked or default, largest)


def token_of(position: int) -> str:
    """The token to go on after `position`."""
    return urlsafe_b64encode(f"after:{position}".encode()).decode()


def position_of(token: str) -> int:
    """The position that a token stands for; 0 for an empty one.

    Raises:
        InvalidInput: INVALID_PAGE_TOKEN.
    """
    if not token:
        return 0
    try:
        kind, _, text = urlsafe_b64decode(token.encode()).decode().partition(":")
        position = int(text)
        if kind != "after" or not 0 <= position < _BEYOND_EVERY_ROW:
            raise ValueError(kind)
        return position
    except ValueError:
        raise InvalidInput(
            "INVALID_PAGE_TOKEN", "this page token is not one of ours", field="page_token"
        ) from None
