"""Named SQL from a file: `-- name: what_it_does` starts a statement."""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def load_queries(file: Traversable) -> Mapping[str, str]:
    """Statements of one `.sql` file by name."""
    pieces = _NAME.split(file.read_text(encoding="utf-8"))
    named = zip(pieces[1::2], pieces[2::2], strict=True)
    return {name: text.strip().rstrip(";") for name, text in named}
