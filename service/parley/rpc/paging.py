"""Page sizes and tokens."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from parley.domain.errors import InvalidInput

_BEYOND_EVERY_ROW = 2**63


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
