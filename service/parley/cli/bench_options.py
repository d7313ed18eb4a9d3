"""What the options of bench take."""

import math
from typing import Any

import click

from parley.bench.plan import Directions


class Numbers(click.ParamType[tuple[float, ...]]):
    """Positive numbers with commas between them."""

    def __init__(self, kind: type[int] | type[float], name: str) -> None:
        self._kind = kind
        self.name = name

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(self._kind(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is not {self.name}", param, ctx)
        # Not min(): nothing is less than nan.
        if not all(0 < number < math.inf for number in numbers):
            self.fail("every number must be finite and over 0", param, ctx)
        return numbers


class Rates(click.ParamType[tuple[tuple[float, ...], tuple[float, ...]]]):
    """Rates, and shares of what the closed loops reach: "20,70%"."""

    name = "R,P%,…"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        if isinstance(value, tuple):
            return value
        numbers = Numbers(float, self.name)
        parts = str(value).split(",")
        rates = [part for part in parts if not part.endswith("%")]
        shares = [part.rstrip("%") for part in parts if part.endswith("%")]
        return (
            numbers.convert(",".join(rates), param, ctx) if rates else (),
            tuple(n / 100 for n in numbers.convert(",".join(shares), param, ctx)) if shares else (),
        )


class Which(click.ParamType[Directions]):
    """Directions by name, or one of the words for many of them."""

    name = "all|english|S-T,…"

    def convert(self, value: Any, param: Any, ctx: Any) -> Directions:
        if isinstance(value, tuple):
            return value
        if value == "all":
            return "all"
        if value == "english":
            return "english"
        found = []
        for part in str(value).split(","):
            source, _, target = part.partition("-")
            if not (source.isalpha() and target.isalpha()):
                self.fail(f"{part!r} is no direction such as de-en", param, ctx)
            found.append((source, target))
        return tuple(found)
