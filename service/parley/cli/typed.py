"""Lines that somebody types into a command, or pipes to it."""

import sys
from io import BytesIO
from typing import BinaryIO

from parley.domain.errors import InvalidInput


def standard_input() -> BinaryIO:
    """Standard input as bytes; without any where it is closed (`<&-`)."""
    # Python has no stream then, which its types do not say.
    return BytesIO() if sys.stdin is None else sys.stdin.buffer


def typed_line(prompt: str = "") -> str | None:
    """The next line of standard input without its end; None when there are no more.

    Raises:
        InvalidInput: INVALID_UTF8; the line after it can still be read.
    """
    sys.stdout.write(prompt)
    sys.stdout.flush()
    raw = standard_input().readline()
    if not raw:
        return None
    try:
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        said = f"byte {error.start + 1} is not UTF-8"
        raise InvalidInput("INVALID_UTF8", said, field="line") from None
