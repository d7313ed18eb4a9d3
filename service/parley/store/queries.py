"""Named SQL from files: `-- name: what_it_does` starts a statement."""

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def load_queries(folder: Traversable) -> Mapping[str, str]:
    """Statements of a folder's `.sql` files by name.

    Raises:
        ValueError: two statements have the same name.
    """
    statements: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        pieces = _NAME.split(file.read_text(encoding="utf-8"))
        for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in statements:
                raise ValueError(f"{file.name}: a second statement is named {name}")
            statements[name] = text.strip().rstrip(";")
    return statements
