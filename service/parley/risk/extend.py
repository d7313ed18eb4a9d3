"""A deployment's own lists on top of the packaged ones."""

from collections.abc import Mapping
from typing import Any

# What makes two entries the same one, so that a deployment can replace it.
_IDENTITY = {"idiom": ("phrase",), "pair": ()}


def extended(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """A list's table with another's: sections and phrases are joined, none comes twice.

    An idiom of a phrase that the base has takes that one's place.
    """
    joined = dict(base)
    for key, value in extra.items():
        before = joined.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            joined[key] = extended(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            joined[key] = _joined(before, value, _IDENTITY.get(key, ()))
        else:
            joined[key] = value
    return joined


def _joined(base: list[Any], extra: list[Any], identity: tuple[str, ...]) -> list[Any]:
    replaced = {
        tuple(entry.get(key) for key in identity)
        for entry in extra
        if identity and isinstance(entry, dict)
    }
    kept = [
        entry
        for entry in base
        if not (
            identity
            and isinstance(entry, dict)
            and tuple(entry.get(key) for key in identity) in replaced
        )
    ]
    return [*kept, *(entry for entry in extra if entry not in kept)]
