"""`parley` and `python -m parley`."""

import os

from parley.cli.main import cli


def main() -> None:
    """Run the command line."""
    # What gRPC's core logs for its developers stands in our refusals with a reason; it is read
    # once, before the first call.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    cli(prog_name="parley")


if __name__ == "__main__":
    main()
