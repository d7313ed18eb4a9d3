"""The commands by name; each is imported when it is called."""

import click

from parley.cli.lazy import LazyGroup

_COMMANDS = {
    "assess": ("lines", "assess", "Flag what is risky in each line of standard input."),
    "bench": ("bench", "bench", "Measure a server, the engine alone, and others beside it."),
    "chat": ("chat", "chat", "Talk in a conversation, as the customer or the agent."),
    "demo": ("demo", "demo", "Watch a conversation between two languages, with a reviewer."),
    "detect": ("lines", "detect", "Name the language of each line of standard input."),
    "eval": ("eval", "evaluate", "Measure how far confidence and flags can be trusted."),
    "glossary": ("glossary", "glossary", "Keep the words that are translated one way."),
    "health": ("serve", "health", "Ask a server how it is."),
    "memory": ("memory", "memory", "Look into, exchange and measure the translation memory."),
    "migrate": ("serve", "migrate", "Bring the database's schema up to date."),
    "models": ("models", "models", "List, add, verify and remove translation models."),
    "review": ("review", "review", "Work through the review queue."),
    "serve": ("serve", "serve", "Run the service."),
    "translate": ("lines", "translate", "Translate each line of standard input."),
}


@click.command(cls=LazyGroup, lazy=_COMMANDS)
@click.version_option(package_name="parley")
def cli() -> None:
    """Parley: translation and review between customers and agents who share no language."""
