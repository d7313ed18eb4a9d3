"""demo: a whole conversation on the embedded default, played through gRPC."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import click

from parley.app import App
from parley.cli.connect import run
from parley.cli.story import seen_by
from parley.client import AsyncParley
from parley.config import ChannelSettings, Settings
from parley.domain.message import Decision
from parley.rpc.gen import channel_pb2, event_pb2, review_pb2

_WAIT_S = 30.0
_SETTLED = {"message_delivered", "message_held"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line to be said, and the translation that the demo's reviewer would write.

    `hands_over`: the service suggests that another person takes over after it.
    """

    role: str
    text: str
    reviewed: str
    aside: str = ""
    hands_over: bool = False


_SCRIPT = (
    _Line(
        "customer",
        "Guten Tag, ich kann mich nicht anmelden.",
        "Hello, I can't sign in.",
        aside="German is detected.",
    ),
    _Line(
        "agent",
        "Good morning. How can I help you today?",
        "Guten Morgen. Wie kann ich Ihnen heute helfen?",
    ),
    _Line(
        "customer",
        "Wo ist meine Bestellung ORD-48213? Ich habe 49,90 € bezahlt.",
        "Where is my order ORD-48213? I paid 49,90 €.",
        aside="Order number and amount pass untouched.",
    ),
    _Line(
        "agent",
        "I'm sorry about that. I'll check your order right away.",
        "Das tut mir leid. Ich prüfe Ihre Bestellung sofort.",
    ),
    _Line(
        "customer",
        "ok 👍",
        "ok 👍",
        aside='"ok" says nothing by itself: the conversation speaks German.',
    ),
    _Line(
        "customer",
        "Bei dieser Anleitung verstehe ich nur Bahnhof.",
        "I don't understand a word of these instructions.",
        aside="This channel holds idioms: word for word they mislead. A reviewer puts it right.",
    ),
    _Line(
        "customer",
        "Ich habe das Ihrem Kollegen schon zweimal erklärt.",
        "I have already explained this to your colleague twice.",
        aside="A second try counts: three in vain, and the conversation is to be handed over.",
    ),
    _Line(
        "customer",
        "Wenn ich mein Geld nicht bekomme, gehe ich zum Anwalt.",
        "If I don't get my money, I will go to a lawyer.",
        aside="A legal threat is held until a person has seen it.",
    ),
    _Line(
        "customer",
        "Ich möchte mit einem Menschen sprechen, nicht mit einer Maschine.",
        "I would like to speak to a person, not to a machine.",
        aside="A wish for a person: the agent's side is told to hand over, with all that was said.",
        hands_over=True,
    ),
    _Line(
        "agent",
        "Thank you for your patience. We will refund you today.",
        "Danke für Ihre Geduld. Wir erstatten Ihnen das Geld noch heute.",
    ),
)


_AMOUNT = "Wir erstatten Ihnen 49,90 €."
_AMOUNT_WRONG = "We will refund you €94.90."
# Under which a stage keeps what is about the conversation as a whole.
_WHOLE = ""


@dataclass(slots=True)
class _Stage:
    """What has happened so far: events by the message they are about, "" for none."""

    events: dict[str, list[event_pb2.Event]] = field(default_factory=dict)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)


@click.command(short_help="Watch a conversation between two languages, with a reviewer.")
def demo() -> None:
    """Start the service on the embedded default and play a conversation through it.

    Nothing is faked: a German customer and an English agent talk through gRPC, a reviewer works
    the queue, and what each side sees is what the service streamed to it.
    """
    run(_play())


async def _play() -> None:
    with tempfile.TemporaryDirectory(prefix="parley-demo-") as scratch:
        settings = Settings(
            listen="127.0.0.1:0",
            console_listen="",
            database=f"{scratch}/parley.db",
            # What the model is unsure of goes out as provisional; only the rules hold.
            channels={
                "chat": ChannelSettings(
                    hold_below=0.0, audit_share=0.0, rules={"idiom": Decision.HOLD}
                )
            },
        )
        async with App(settings).running() as app, AsyncParley(app.address) as client:
            _say(f"Parley serves on {app.address}: SQLite, in-process bus, the shipped model.\n")
            conversation = await client.open_conversation(customer_id="demo-customer")
            stage = _Stage()
            following = asyncio.create_task(
                _follow(stage, client.events(conversation.conversation_id))
            )
            try:
                for line in _SCRIPT:
                    await _perform(line, client, conversation.conversation_id, stage)
                    if line.hands_over:
                        await _hand_over(client, conversation.conversation_id, stage)
                await _check_amount(client)
                await _summary(client, conversation.conversation_id)
            finally:
                following.cancel()


async def _follow(stage: _Stage, events: AsyncIterator[event_pb2.Event]) -> None:
    """Keep what the service streams, and wake whoever waits for it."""
    async for event in events:
        kind = event.WhichOneof("kind") or ""
        if kind.startswith(("message_", "escalation_")):
            body = getattr(event, kind)
            key = body.message.message_id if kind.startswith("message_") else _WHOLE
            async with stage.news:
                stage.events.setdefault(key, []).append(event)
                stage.news.notify_all()


async def _perform(line: _Line, client: AsyncParley, conversation_id: str, stage: _Stage) -> None:
    """Say a line, show what both sides see of it, and let the reviewer decide if asked."""
    if line.aside:
        _say(click.style(f"# {line.aside}", fg="cyan"))
    sent = await client.send(conversation_id, line.role, line.text)
    message_id = sent.message.message_id
    settled = await _until(stage, message_id, _SETTLED)
    message = getattr(settled, settled.WhichOneof("kind") or "").message
    found = message.detection
    where = "conversation" if found.from_conversation else "text"
    _say(
        f"{click.style(f'{line.role:>8}', bold=True)}  {line.text}  "
        + click.style(f"[{found.language}, {found.confidence:.0%}, by {where}]", dim=True)
    )
    _show(settled, line.role)
    for flag in message.flags:
        _say(click.style(f"          ! {flag.reason}", fg="yellow"))
    item = await _queued(client, message_id)
    if item is not None:
        await _review(line, item, client, stage)
    _say("")


async def _review(
    line: _Line, item: review_pb2.ReviewItem, client: AsyncParley, stage: _Stage
) -> None:
    """The reviewer takes the item, edits or releases it, and the other side is told."""
    claimed = await client.claim("Rita", item.review_item_id)
    if not claimed.sent_already:
        _say(click.style(f"          Rita sees: {item.translation.text}", fg="magenta"))
    edited = None if item.translation.text == line.reviewed else line.reviewed
    await client.release(claimed, edited)
    verb = "finds it good as it is" if edited is None else "edits it and releases it"
    _say(click.style(f"          Rita, the reviewer, {verb}", fg="magenta"))
    wanted = {"message_delivered"}
    if claimed.sent_already:
        wanted = {"message_corrected", "message_confirmed"}
    _show(await _until(stage, item.message_id, wanted), line.role)


def _show(event: event_pb2.Event, author: str) -> None:
    for reader in ("customer", "agent"):
        seen = seen_by(event, reader)
        if seen is not None:
            who = f"the {author} is told" if reader == author else f"the {reader} reads"
            _say(f"          {who}: {seen[1]}")


async def _until(stage: _Stage, message_id: str, kinds: set[str]) -> event_pb2.Event:
    """The first event of one of `kinds` about a message."""

    def found() -> event_pb2.Event | None:
        return next(
            (e for e in stage.events.get(message_id, ()) if e.WhichOneof("kind") in kinds), None
        )

    async with asyncio.timeout(_WAIT_S), stage.news:
        await stage.news.wait_for(lambda: found() is not None)
    event = found()
    assert event is not None
    return event


async def _queued(client: AsyncParley, message_id: str) -> review_pb2.ReviewItem | None:
    items = await client.review_items()
    return next((item for item in items if item.message_id == message_id), None)


async def _hand_over(client: AsyncParley, conversation_id: str, stage: _Stage) -> None:
    """Show the suggestion to hand over, and an agent who keeps the conversation."""
    _show(await _until(stage, _WHOLE, {"escalation_suggested"}), "customer")
    await client.override_escalation(
        conversation_id, "Ann", "I am a person, and the refund is on its way."
    )
    _show(await _until(stage, _WHOLE, {"escalation_overridden"}), "customer")
    _say("")


async def _check_amount(client: AsyncParley) -> None:
    """Have a translation judged that a person wrote, with two digits the wrong way round."""
    _say(click.style("# An amount that somebody mistyped is never sent.", fg="cyan"))
    assessed = await client.assess(
        _AMOUNT, source="de", translation=_AMOUNT_WRONG, target="en", role="agent"
    )
    _say(f"          {_AMOUNT}  =>  {_AMOUNT_WRONG}")
    for flag in assessed.flags:
        _say(click.style(f"          ! {flag.reason}", fg="yellow"))
    decision = channel_pb2.Decision.Name(assessed.decision).removeprefix("DECISION_").lower()
    _say(f"          decision: {decision}\n")


async def _summary(client: AsyncParley, conversation_id: str) -> None:
    messages = await client.messages(conversation_id)
    conversation = await client.conversation(conversation_id)
    _say(
        f"{len(messages)} messages, {conversation.last_sequence} events, customer's language: "
        f"{conversation.customer_language}. Every event can be read again from any cursor."
    )


def _say(text: str) -> None:
    click.echo(text)
