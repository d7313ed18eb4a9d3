"""`parley` and `python -m parley`."""

import os
import sys
import traceback

import click

from parley.cli.main import cli


def main() -> None:
    """Run the command line; a fault of ours ends it with its place, and without its text.

    PARLEY_DEBUG=1 has the traceback, text and all, before that.
    """
    # What gRPC's core logs for its developers stands in our refusals with a reason; it is read
    # once, before the first call.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        cli(prog_name="parley")
    except Exception as error:
        if os.environ.get("PARLEY_DEBUG", "") not in {"", "0"}:
            traceback.print_exc()
        click.echo(f"parley: INTERNAL: a fault of ours, {_placed(error)}", err=True)
        sys.exit(1)


def _placed(error: Exception) -> str:
    """What and where; the text may hold anything, a customer's words too."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}parley{os.sep}" in frame.filename] or frames
    module = own[-1].filename.rpartition(f"{os.sep}parley{os.sep}")[2]
    return f"{type(error).__name__} at {module}:{own[-1].lineno}"


if __name__ == "__main__":
    main()
