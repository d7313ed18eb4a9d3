"""Texts that somebody else chose, on a terminal."""

import re

_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def shown(text: str, indent: int) -> str:
    """A text for the terminal, which obeys none of its control characters.

    Args:
        indent: columns before every line but the first, so that none passes for one of ours.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    between = "\n" + " " * indent
    return between.join(_OBEYED.sub("\N{REPLACEMENT CHARACTER}", line) for line in lines)
