"""The lists' TOML, read fast.

`tomllib` is plain Python and would take most of the time that loading may take. The lists are
written one value a line in few shapes; whatever has another shape goes to `tomllib`, as a whole.
"""

import re
import tomllib
from typing import Any

_TEXT = r'"([^"\\\x00-\x1f\x7f]*)"'
_LINE = re.compile(
    rf"(?P<key>[a-z_-]+) = (?:{_TEXT}|(?P<number>0|[1-9]\d{{0,8}})|(?P<list>\[)"
    rf"|\{{ (?P<table>[a-z]+ = {_TEXT}(?:, [a-z]+ = {_TEXT})*) \}})"
    r"|\[\[(?P<entry>[a-z_-]+)\]\]|\[(?P<section>[a-z_-]+)\]"
)
_ITEM = re.compile(rf"  {_TEXT},")
_PAIR = re.compile(rf"([a-z]+) = {_TEXT}")


def read_table(text: str) -> dict[str, Any]:
    """A document's top-level table.

    Raises:
        tomllib.TOMLDecodeError: if it is not TOML.
    """
    table = read_plain(text)
    return tomllib.loads(text) if table is None else table


def read_plain(text: str) -> dict[str, Any] | None:
    """The table, or None if a line has a shape that is not known here."""
    reader = _Reader()
    return reader.top if all(map(reader.read, text.split("\n"))) and reader.items is None else None


class _Reader:
    """One document, line by line; `items` is the list that is open."""

    def __init__(self) -> None:
        self.top: dict[str, Any] = {}
        self.items: list[str] | None = None
        self._current = self.top
        self._entries: dict[str, list[dict[str, Any]]] = {}

    def read(self, line: str) -> bool:
        """Take a line; False if its shape is unknown."""
        if self.items is not None:
            return self._item(line, self.items)
        match = _LINE.fullmatch(line)
        if match is None:
            return not line or line.startswith("#")
        if match["entry"]:
            return self._entry(match["entry"])
        if match["section"]:
            self._current = self.top
            return self._put(match["section"], {})
        return self._value(match)

    def _item(self, line: str, items: list[str]) -> bool:
        if item := _ITEM.fullmatch(line):
            items.append(item[1])
            return True
        self.items = None
        return line == "]"

    def _entry(self, name: str) -> bool:
        if name not in self._entries:
            if name in self.top:
                return False
            self.top[name] = self._entries[name] = []
        self._current = {}
        self._entries[name].append(self._current)
        return True

    def _put(self, key: str, value: Any) -> bool:
        if key in self._current:
            return False
        self._current[key] = value
        if isinstance(value, dict) and self._current is self.top:
            self._current = value
        return True

    def _value(self, match: re.Match[str]) -> bool:
        value: Any = match[2]
        if match["list"]:
            value = self.items = []
        elif match["number"]:
            value = int(match["number"])
        elif match["table"]:
            pairs = _PAIR.findall(match["table"])
            value = dict(pairs)
            if len(value) < len(pairs) or self._current is self.top:
                return False
        return self._put(match["key"], value)
