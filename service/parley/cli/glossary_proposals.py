"""glossary proposals, accept, dismiss: terms that reviewers' edits suggest."""

import click

from parley.cli.connect import connected, run
from parley.cli.exchange import from_option, to_option
from parley.cli.options import server_option
from parley.config import Settings

_who = click.option("--as", "author", required=True, help="Who decides.")


@click.command()
@from_option
@to_option
@server_option
def proposals(source: str, into: str, target: str) -> None:
    """One proposal a line: id, direction, source, what was replaced, by what, how often."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            for found in await client.glossary_proposals(source=source, target=into):
                click.echo(
                    f"{found.proposal_id}\t{found.source_language}-{found.target_language}"
                    f"\t{found.source_text}\t{found.replaced_text}\t{found.target_text}"
                    f"\t{len(found.review_item_ids)}"
                )

    run(work())


@click.command()
@click.argument("proposal")
@_who
@click.option("--source", "source_text", default="", help="In the place of the one proposed.")
@server_option
def accept(proposal: str, author: str, source_text: str, target: str) -> None:
    """Make a term of a proposal, or change the term that has its source; prints its number."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            term = await client.accept_proposal(proposal, author, source_text=source_text)
            click.echo(term.term_id)

    run(work())


@click.command()
@click.argument("proposal")
@_who
@click.option("--why", "reason", default="", help="For the audit log.")
@server_option
def dismiss(proposal: str, author: str, reason: str, target: str) -> None:
    """Never be proposed it again."""

    async def work() -> None:
        async with connected(target, Settings()) as client:
            await client.dismiss_proposal(proposal, author, reason)

    run(work())
