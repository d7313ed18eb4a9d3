"""What is wrong with a setting, for people and for programs."""

from dataclasses import dataclass, replace


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
