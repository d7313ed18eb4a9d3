"""eval: what confidence and flags catch and what they miss, on labelled data."""

import click

from parley.cli.lazy import LazyGroup

_COMMANDS: dict[str, tuple[str, str, str]] = {
    "bound": ("confidence", "bound", "What the random audit says of what nobody reviews."),
    "calibrate": (
        "calibrate",
        "calibrate",
        "Correct the confidence by what reviewers decided.",
    ),
    "confidence": ("confidence", "confidence", "Confidence and flags against labelled data."),
    "limits": ("confidence", "limits", "The thresholds that budgets and bounds come to."),
    "risk": ("eval_risk", "eval_risk", "Score the risk rules, or show what they would flag."),
}


@click.command(
    cls=LazyGroup, lazy=_COMMANDS, short_help="Measure how far confidence and flags can be trusted."
)
def evaluate() -> None:
    """Measure what is caught, what is missed, and what that costs in reviews."""
