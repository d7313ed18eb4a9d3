"""`parley` and `python -m parley`."""

from parley.cli.main import cli


def main() -> None:
    """Run the command line."""
    cli(prog_name="parley")


if __name__ == "__main__":
    main()
