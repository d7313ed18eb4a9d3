"""What is wrong with a setting, for people and for programs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

_LONGEST_SHOWN = 40


class ConfigError(Exception):
    """The settings cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A setting that cannot be used.

    Attributes:
        setting: its name, "scopes.0.direction" within others; empty for a table as a whole.
        reason: UPPER_SNAKE, for programs.
        said: what is wrong, in words.
    """

    setting: str
    reason: str
    said: str

    def within(self, place: str) -> "Fault":
        """The same of a table that stands in another one."""
        return replace(self, setting=f"{place}.{self.setting}" if self.setting else place)

    def __str__(self) -> str:
        return f"{self.setting}: {self.said}" if self.setting else self.said


def unknown(kind: str, name: str, known: Collection[str]) -> str:
    """ "no severity is named 'fatal'; there are minor, major, critical", or what looks like it."""
    near = get_close_matches(name, known, n=2)
    there = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
    return f"no {kind} is named {name[:_LONGEST_SHOWN]!r}; {there}"


def not_one_of(allowed: Collection[str], found: object) -> str:
    """ "one of deliver, escalate, not 'shrug'"."""
    return f"one of {', '.join(allowed)}, not {shown(found)}"


def shown(value: object) -> str:
    """A value as a file has it, or what it is where that is long."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
