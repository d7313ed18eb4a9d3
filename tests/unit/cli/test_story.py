"""What each side of a conversation sees of its events."""

from dataclasses import replace

import click
import pytest

from parley.cli.story import for_reader
from parley.domain import conversation as conv
from parley.domain.escalation import EscalationReason, TranscriptLine
from parley.domain.message import AuthorRole
from parley.rpc.convert import event
from support.build import NOW, full_message

MESSAGE = full_message()


def seen(body: conv.EventBody, reader: str) -> str | None:
    """The line for a reader, without its colours."""
    line = for_reader(event(conv.Event("e1", "c1", 1, NOW, body)), reader)
    return None if line is None else click.unstyle(line).strip()


@pytest.mark.parametrize(
    ("body", "author_sees", "other_sees"),
    [
        (conv.MessageAccepted(MESSAGE), None, None),
        (conv.MessageDelivered(MESSAGE), None, "The parcel is late."),
        (
            conv.MessageDelivered(MESSAGE, provisional=True),
            None,
            "The parcel is late.  (provisional)",
        ),
        (
            conv.MessageDelivered(MESSAGE, reviewed=True),
            None,
            "The parcel is late.  (checked by a reviewer)",
        ),
        (
            conv.MessageDelivered(MESSAGE, unreviewed_after_deadline=True),
            None,
            "The parcel is late.  (not checked in time)",
        ),
        (conv.MessageHeld(MESSAGE), "(your message waits for a reviewer)", None),
        (
            conv.MessageCorrected(MESSAGE, "The package is lost."),
            None,
            "The parcel is late.  (corrected, was: The package is lost.)",
        ),
        (conv.MessageConfirmed(MESSAGE), None, None),
        (
            conv.MessageRejected(MESSAGE, "too rude"),
            "(not sent on: too rude)",
            "(a message was withdrawn)",
        ),
    ],
)
def test_each_side_sees_its_own_part(
    body: conv.EventBody, author_sees: str | None, other_sees: str | None
) -> None:
    """The other side reads the translation, the author learns what became of the message."""
    expected = [line and f"customer  {line}" for line in (author_sees, other_sees)]
    assert [seen(body, "customer"), seen(body, "agent")] == expected


def test_only_the_end_of_a_conversation_is_told_to_both() -> None:
    """What was learnt of its language is nobody's business."""
    for reader in ("customer", "agent"):
        assert seen(conv.ConversationClosed(), reader) == "— the conversation is closed —"
        assert seen(conv.CustomerLanguageChanged(None, "de"), reader) is None


def test_escalation_is_the_agents_affair() -> None:
    """The agent is told why and by whom it was overridden; the customer is not."""
    line = TranscriptLine(AuthorRole.CUSTOMER, "Hallo", "Hello")
    suggestion = conv.EscalationSuggested(
        (EscalationReason.WISH_FOR_PERSON,), "The customer asks for a person.", (line,)
    )
    overridden = conv.EscalationOverridden("ann", "I know the case")
    for body, shown in (
        (suggestion, "! hand over? The customer asks for a person."),
        (overridden, "(ann keeps the conversation: I know the case)"),
    ):
        assert shown in (seen(body, "agent") or "")
        assert seen(body, "customer") is None


def test_a_text_orders_the_terminal_nothing() -> None:
    """A customer who writes escape codes changes neither the title nor the lines before."""
    made = replace(MESSAGE.translation, text="\x1b]0;paid\x07fine\r\n   agent  I agree")
    body = conv.MessageDelivered(replace(MESSAGE, translation=made))
    line = for_reader(event(conv.Event("e1", "c1", 1, NOW, body)), "agent")
    assert line is not None
    assert click.unstyle(line).splitlines() == [
        "customer  \N{REPLACEMENT CHARACTER}]0;paid\N{REPLACEMENT CHARACTER}fine",
        "             agent  I agree",
    ]
