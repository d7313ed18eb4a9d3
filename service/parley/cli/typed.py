"""Lines that somebody types into a command, or pipes to it."""

import sys

from parley.domain.errors import InvalidInput


def typed_line(prompt: str = "") -> str | None:
    """The next line of standard input without its end; None when there are no more.

    Raises:
        InvalidInput: INVALID_UTF8; the line after it can still be read.
    """
    sys.stdout.write(prompt)
    sys.stdout.flush()
    raw = sys.stdin.buffer.readline()
    if not raw:
        return None
    try:
        return raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        said = f"byte {error.start + 1} is not UTF-8"
        raise InvalidInput("INVALID_UTF8", said, field="line") from None
