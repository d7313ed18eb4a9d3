"""A catalogue as text: what `engine.catalog` reads back unchanged."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from parley.engine.catalog import CatalogEntry, Offer


def as_toml(entries: Sequence[CatalogEntry], offers: Sequence[Offer]) -> str:
    """The TOML of a catalogue with these models and offers, every field of them."""
    models = [_table("model", entry) for entry in entries] or ["model = []\n"]
    return "\n".join([*models, *(_table("offer", offer) for offer in offers)])


def _table(kind: str, what: msgspec.Struct) -> str:
    lines = [f"[[{kind}]]"]
    # TOML wants the tables of a table after its values.
    tables: list[str] = []
    for field in msgspec.structs.fields(what):
        value = getattr(what, field.name)
        if not value and value == _usual(field):
            continue
        if isinstance(value, Mapping):
            rows = [f"{toml_string(key)} = {_value(value[key])}" for key in sorted(value)]
            tables += ["", f"[{kind}.{field.name}]", *rows]
        else:
            lines.append(f"{field.name} = {_value(value)}")
    return "\n".join([*lines, *tables]) + "\n"


def _usual(field: msgspec.structs.FieldInfo) -> Any:
    """What a field is where the catalogue does not have it."""
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _value(value: object) -> str:
    match value:
        case str():
            return toml_string(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case frozenset():
            return f"[{', '.join(map(_value, sorted(value)))}]"
        case tuple():
            return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def toml_string(value: str) -> str:
    """A text as TOML has it, in quotes."""
    # A JSON string is a TOML one, but for the one control character that JSON lets stand.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
