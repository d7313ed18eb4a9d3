"""memory: the translations that people confirmed."""

import click

from parley.cli.lazy import LazyGroup

_COMMANDS = {
    "bench": ("memory_bench", "bench", "Measure lookups in a memory of a million units."),
}


@click.command(
    cls=LazyGroup,
    lazy=_COMMANDS,
    short_help="Look into, exchange and measure the translation memory.",
)
def memory() -> None:
    """The translation memory: what reviewers released, and what was imported."""
