"""Options and kinds of values that commands share."""

import math
from datetime import datetime
from pathlib import Path
from typing import Any

import click

_LARGEST = 2**63 - 1
_YEARS = range(1970, 9999)


def not_empty(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """Refuse what a script's unset variable leaves: the default would be taken in its place."""
    if value == "":
        raise click.BadParameter("it is empty", context, option)
    return value


config_option = click.option(
    "--config",
    "config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings file (TOML); PARLEY_* variables override it.",
)
database_option = click.option(
    "--database",
    type=click.Path(dir_okay=False),
    callback=not_empty,
    help="Instead of the configured file.",
)
target_option = click.option(
    "--target",
    metavar="HOST:PORT",
    callback=not_empty,
    help="A running server; without it, one in this process.",
)
server_option = click.option(
    "--target",
    metavar="HOST:PORT",
    default="127.0.0.1:50051",
    show_default=True,
    callback=not_empty,
)


class Finite(click.FloatRange):
    """A number within a range; click's own lets nan through every range, and inf over its top."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        number = click.FLOAT.convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is no finite number", param, ctx)
        found: float = super().convert(number, param, ctx)
        return found


class Number(click.ParamType[int]):
    """What numbers units, terms and events: a whole number that the API can hold."""

    name = "integer"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        number = click.INT.convert(value, param, ctx)
        if not 0 <= number <= _LARGEST:
            self.fail(f"{value!r} is not between 0 and {_LARGEST:,}", param, ctx)
        return number


class Moment(click.DateTime):
    """A day or moment, and not at an end of the calendar, where another time zone has none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        moment: datetime = super().convert(value, param, ctx)
        if moment.year not in _YEARS:
            self.fail(f"{value!r} is not between {_YEARS[0]} and {_YEARS[-1]}", param, ctx)
        return moment
