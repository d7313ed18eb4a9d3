"""The commands by name; each is imported when it is called, so that `--help` is quick."""

import importlib

import click

_COMMANDS = {
    "assess": ("lines", "Flag what is risky in each line of standard input."),
    "bench": ("bench", "Measure a server, the engine alone, and others beside it."),
    "chat": ("chat", "Talk in a conversation, as the customer or the agent."),
    "demo": ("demo", "Watch a conversation between two languages, with a reviewer."),
    "detect": ("lines", "Name the language of each line of standard input."),
    "health": ("serve", "Ask a server how it is."),
    "migrate": ("serve", "Bring the database's schema up to date."),
    "models": ("models", "List, add, verify and remove translation models."),
    "review": ("review", "Work through the review queue."),
    "serve": ("serve", "Run the service."),
    "translate": ("lines", "Translate each line of standard input."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"parley.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(_COMMANDS.items())])


@click.command(cls=_Commands)
@click.version_option(package_name="parley")
def cli() -> None:
    """Parley: translation and review between customers and agents who share no language."""
