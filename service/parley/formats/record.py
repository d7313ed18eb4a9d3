"""What a file of translations holds, whatever its format."""

from dataclasses import dataclass
from datetime import datetime

from parley.domain.errors import InvalidInput
from parley.domain.message import Formality


@dataclass(frozen=True, slots=True)
class Record:
    """A text and its translation, as a person reads them; `line` is where the file has it.

    `state` is one of XLIFF's, and `etag` is in XLIFF alone.
    """

    source_language: str
    target_language: str
    source: str
    target: str
    formality: Formality | None = None
    author: str = ""
    created_at: datetime | None = None
    record_id: str = ""
    note: str = ""
    state: str = "final"
    etag: str = ""
    line: int = 0


def refused(reason: str, message: str, line: int) -> InvalidInput:
    """The error for a bad file: what is wrong and in which line, without its text."""
    return InvalidInput(reason, f"line {line}: {message}", field="file", line=str(line))


def formality_from(text: str, line: int) -> Formality | None:
    """A form of address by its name; None for an empty one.

    Raises:
        InvalidInput: INVALID_FILE.
    """
    try:
        return Formality(text.strip().lower()) if text.strip() else None
    except ValueError:
        raise refused("INVALID_FILE", "a formality is formal, informal or empty", line) from None
