"""What a channel says of a conversation or a text, by key."""

import re
from collections.abc import Iterable, Mapping

from parley.domain.errors import InvalidInput

_ENTRIES = 32
_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_VALUE_LIMIT = 256


def can_be(key: str, values: Iterable[str] = ()) -> bool:
    """Whether a channel can say this key, with each of these values."""
    return _KEY.fullmatch(key) is not None and all(len(value) <= _VALUE_LIMIT for value in values)


def require_metadata(metadata: Mapping[str, str]) -> None:
    """Refuse what is too much to keep, or to look through for every message.

    Raises:
        InvalidInput: INVALID_METADATA.
    """
    fits = all(can_be(key, (value,)) for key, value in metadata.items())
    if not fits or len(metadata) > _ENTRIES:
        raise InvalidInput(
            "INVALID_METADATA",
            f"at most {_ENTRIES} entries, a key of 1 to 64 letters, digits and . _ - , "
            f"a value of at most {_VALUE_LIMIT} characters",
            field="metadata",
        )
