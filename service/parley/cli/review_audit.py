"""review audit: what was done, by whom, and whether the log still holds."""

import json
import re

import click

from parley.cli.connect import connected, fail, run
from parley.cli.options import Number, server_option
from parley.cli.terminal import shown
from parley.config import Settings
from parley.domain.audit import AuditEntry, AuditText, ChainCheck
from parley.rpc.gen import audit_pb2

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


@click.command(short_help="Show the log of every action, or verify it.")
@click.option("--verify", is_flag=True, help="Check every hash from the first entry on.")
@click.option("--head", metavar="SEQUENCE:HASH", help="With --verify: an earlier head.")
@click.option("--item", metavar="ID", help="Only what happened to this review item.")
@click.option("--reviewer", metavar="NAME", help="Only changes of this reviewer's profile.")
@click.option("--after", default=0, type=Number(), help="Only later entries.")
@click.option("--json", "as_json", is_flag=True, help="One entry a line.")
@server_option
def audit(
    verify: bool,
    head: str | None,
    item: str | None,
    reviewer: str | None,
    after: int,
    as_json: bool,
    target: str,
) -> None:
    """Print entries of the audit log, oldest first.

    --verify computes the chain of hashes anew on this side and prints its head; keep it
    elsewhere, and give it to a later --verify, which tells whether history was rewritten since.
    """
    if head is not None and not verify:
        raise click.UsageError("--head goes with --verify")
    if verify and (item or reviewer or after):
        raise click.UsageError("--verify looks at every entry: leave the other choices out")
    if item and reviewer:
        raise click.UsageError("--item or --reviewer, not both")
    if verify:
        run(_verify(target, _parsed(head)))
    else:
        subject = f"review_item/{item}" if item else f"reviewer/{reviewer}" if reviewer else ""
        run(_show(target, subject, after, as_json))


def _parsed(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    match = _HEAD.fullmatch(head.strip())
    if match is None:
        fail("INVALID_HEAD", "a head is written SEQUENCE:HASH")
    return int(match[1]), match[2]


async def _verify(target: str, head: tuple[int, str] | None) -> None:
    check = ChainCheck()
    async with connected(target, Settings()) as client:
        async for entry in client.audit_entries():
            fault = check.fault(_entry(entry))
            if fault:
                fail("AUDIT_BROKEN", fault)
            if head is not None and head[0] == check.sequence and head[1] != check.hash:
                fail("AUDIT_HEAD_GONE", f"entry {head[0]} is another than it was")
    if head is not None and head[0] > check.sequence:
        fail("AUDIT_HEAD_GONE", f"the log ends at {check.sequence}, before entry {head[0]}")
    click.echo(f"{check.sequence} entries hold, {check.erased} texts in them were erased.")
    click.echo(f"head {check.sequence}:{check.hash}")


def _entry(entry: audit_pb2.AuditEntry) -> AuditEntry:
    return AuditEntry(
        entry.sequence,
        entry.content,
        entry.previous_hash,
        entry.hash,
        {
            text.name: AuditText(
                text.text if text.HasField("text") else None,
                text.salt if text.HasField("salt") else None,
            )
            for text in entry.texts
        },
    )


async def _show(target: str, subject: str, after: int, as_json: bool) -> None:
    async with connected(target, Settings()) as client:
        async for entry in client.audit_entries(after, subject=subject):
            click.echo(_line_of_json(entry) if as_json else _line(entry))


def _line(entry: audit_pb2.AuditEntry) -> str:
    changes = ", ".join(
        f"{change.field} {change.before} → {change.after}"
        if change.HasField("before")
        else f"{change.field} {change.after}"
        for change in entry.changes
    )
    texts = "".join(
        f"\n        {text.name}: {shown(text.text, 10) if text.HasField('text') else '(erased)'}"
        for text in entry.texts
    )
    moment = entry.create_time.ToDatetime().isoformat(sep=" ", timespec="seconds")
    actor = entry.actor or "(Parley)"
    return f"{entry.sequence:6}  {moment}  {actor}  {entry.verb}  {entry.subject}  {changes}{texts}"


def _line_of_json(entry: audit_pb2.AuditEntry) -> str:
    shown = json.loads(entry.content)
    shown["texts"] = {
        text.name: text.text if text.HasField("text") else None for text in entry.texts
    }
    return json.dumps({**shown, "hash": entry.hash}, ensure_ascii=False)
