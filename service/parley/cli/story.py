"""Events of a conversation as lines that a person can read."""

from typing import Any

import click

from parley.cli.terminal import shown
from parley.rpc.gen import channel_pb2, event_pb2

# Where a text begins, after its author's name.
_COLUMN = 10
_NAMES = {
    channel_pb2.AUTHOR_ROLE_CUSTOMER: "customer",
    channel_pb2.AUTHOR_ROLE_AGENT: "agent",
}


def for_reader(event: event_pb2.Event, reader: str) -> str | None:
    """What one side should see of an event, after its author's name; None for nothing.

    Args:
        reader: "customer" or "agent".
    """
    seen = seen_by(event, reader)
    return None if seen is None else f"{click.style(f'{seen[0]:>8}', bold=True)}  {seen[1]}"


def seen_by(event: event_pb2.Event, reader: str) -> tuple[str, str] | None:
    """(author, what `reader` should see), or None for nothing."""
    kind = event.WhichOneof("kind")
    if kind == "conversation_closed":
        return "", _dim("— the conversation is closed —")
    if kind in {"escalation_suggested", "escalation_overridden"}:
        return None if reader == "customer" else ("", _escalation(kind, getattr(event, kind)))
    if kind is None or not kind.startswith("message_"):
        return None
    body = getattr(event, kind)
    author = _NAMES.get(body.message.author_role, "?")
    line = _as_author(kind, body) if author == reader else _as_other(kind, body)
    return None if line is None else (author, line)


def _as_author(kind: str, body: Any) -> str | None:
    if kind == "message_held":
        return _dim("(your message waits for a reviewer)")
    return _dim(f"(not sent on: {body.reason})") if kind == "message_rejected" else None


def _as_other(kind: str, body: Any) -> str | None:
    if kind == "message_delivered":
        return f"{shown(body.message.translation.text, _COLUMN)}{_note(body)}"
    if kind == "message_corrected":
        was = click.style(shown(body.previous_text, _COLUMN), strikethrough=True, dim=True)
        text = shown(body.message.translation.text, _COLUMN)
        return f"{text}  {_dim('(corrected, was:')} {was}{_dim(')')}"
    return _dim("(a message was withdrawn)") if kind == "message_rejected" else None


def _escalation(kind: str, body: Any) -> str:
    """For the agent's side alone."""
    if kind == "escalation_overridden":
        return _dim(f"({body.agent} keeps the conversation: {body.reason})")
    lines = len(body.transcript)
    before = f", {body.left_out} earlier ones are not" if body.left_out else ""
    return click.style(f"! hand over? {shown(body.summary, _COLUMN)}", fg="yellow") + _dim(
        f"  ({lines} lines of transcript are with it{before})"
    )


def _note(body: event_pb2.MessageDelivered) -> str:
    if body.reviewed:
        return _dim("  (checked by a reviewer)")
    if body.unreviewed_after_deadline:
        return _dim("  (not checked in time)")
    return _dim("  (provisional)") if body.provisional else ""


def _dim(text: str) -> str:
    return click.style(text, dim=True)
