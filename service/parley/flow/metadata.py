"""What a channel says of a conversation or a text, by key."""

import re
from collections.abc import Mapping

from parley.domain.errors import InvalidInput

_ENTRIES = 32
_KEY = re.compile(r"[A-Za-z0-9._-]{1,64}")
_VALUE_LIMIT = 256


def require_metadata(metadata: Mapping[str, str]) -> None:
    """Refuse what is too much to keep, or to look through for every message.

    Raises:
        InvalidInput: INVALID_METADATA.
    """
    fits = len(metadata) <= _ENTRIES and all(
        _KEY.fullmatch(key) and len(value) <= _VALUE_LIMIT for key, value in metadata.items()
    )
    if not fits:
        raise InvalidInput(
            "INVALID_METADATA",
            f"at most {_ENTRIES} entries, a key of 1 to 64 letters, digits and . _ - , "
            f"a value of at most {_VALUE_LIMIT} characters",
            field="metadata",
        )
