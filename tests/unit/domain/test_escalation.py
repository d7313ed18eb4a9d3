"""When a conversation should go to another person."""

import pytest

from parley.domain.escalation import (
    EscalationReason,
    anger,
    reasons_to_escalate,
    transcript,
)
from parley.domain.message import AuthorRole, Message, Severity
from support.build import flag, message, translation

WISH, ANGER = EscalationReason.WISH_FOR_PERSON, EscalationReason.RISING_ANGER
DANGER, ATTEMPTS = EscalationReason.DANGER, EscalationReason.FAILED_ATTEMPTS


def says(text: str, *rules: str, **fields: object) -> Message:
    """A customer's message with major flags of some rules."""
    return message(text=text, flags=tuple(flag(rule=rule) for rule in rules), **fields)


@pytest.mark.parametrize(
    ("messages", "reasons"),
    [
        ([says("A person, please.", "wants-a-human")], (WISH,)),
        ([says("Somebody with a pulse?", "likely-wants-a-human")], (WISH,)),
        ([says("Not good.", "sarcasm"), says("Scandal!", "anger-escalation")], ()),
        (
            [says("Bad.", "anger-escalation"), says("Idiots!", "offensive")],
            (ANGER,),
        ),
        ([says("Idiots!!", "offensive")], ()),
        (
            [says("Bad.", "anger-escalation"), says("Idiots!", "offensive"), says("Well, thanks")],
            (),
        ),
        (
            [
                says("Where is my parcel with the lamp"),
                says("So where is the parcel with the lamp?"),
                says("Where is my parcel with the lamp now?"),
            ],
            (ATTEMPTS,),
        ),
        (
            [
                says("Where is my parcel with the lamp"),
                says("I wrote before.", "repeated-contact"),
            ],
            (),
        ),
        (
            [
                says("Where is my parcel with the lamp"),
                says("Where is the parcel with the lamp?"),
                says("Again: nothing.", "repeated-contact"),
                says("Ah, it has come."),
            ],
            (),
        ),
        ([says("ok"), says("ok"), says("ok")], ()),
        ([says("I have explained this three times")], (ATTEMPTS,)),
        ([says("I explained to my kids three times")], ()),
        ([says("Where is my bill?"), says("And?"), says("Hello?")], (ATTEMPTS,)),
        (
            [says("WHERE IS MY BILL"), says("I NEED IT TODAY"), says("WHY DO YOU NOT ANSWER ME")],
            (ANGER,),
        ),
        (
            [
                says("WO IST MEIN GERÄT"),
                says("ICH BRAUCHE ES HEUTE"),
                says("WARUM SAGT NIEMAND WAS"),
            ],
            (ANGER,),
        ),
        ([says("I NEED IT TODAY"), says("Where is my bill?"), says("WHY DO YOU NOT ANSWER")], ()),
        ([says("JOHN SMITH"), says("12 HIGH STREET LONDON"), says("UNITED KINGDOM NW1 5XX")], ()),
        ([says("IT IS HERE NOW"), says("THANK YOU SO MUCH"), says("YOU ARE THE BEST")], ()),
        ([says("It is so pretty!!"), says("I love it!!"), says("Thank you!!")], ()),
        ([], ()),
    ],
)
def test_reasons_come_from_the_conversation(
    messages: list[Message], reasons: tuple[EscalationReason, ...]
) -> None:
    """A wish at once, anger that lasts, a problem put three times; not a single bad moment."""
    assert reasons_to_escalate(messages) == reasons


def test_danger_goes_first() -> None:
    """A critical flag of harm, whatever else is said."""
    grave = message(
        flags=(flag(Severity.CRITICAL, "self-harm"), flag(rule="wants-a-human")), text="…"
    )
    assert reasons_to_escalate([grave]) == (DANGER, WISH)


def test_agents_give_no_reason() -> None:
    """An agent who offers a person is not asking for one."""
    offered = says("Talk to a person?", "wants-a-human", author_role=AuthorRole.AGENT)
    assert reasons_to_escalate([offered]) == ()


@pytest.mark.parametrize(
    ("said", "level"),
    [
        (says("Thank you"), 0),
        (says("THANK YOU"), 0),
        (says("WHERE IS MY PARCEL"), 1),
        (says("WHERE IS MY PARCEL pls"), 1),
        (says("THE ABC-DEF"), 0),
        (says("Where is it?!!"), 1),
        (says("Again.", "repeated-contact"), 1),
        (says("Scandal", "anger-escalation"), 2),
        (says("IDIOTS, ALL OF YOU!!", "offensive"), 3),
    ],
)
def test_anger_counts_words_capitals_and_marks(said: Message, level: int) -> None:
    """From calm to furious."""
    assert anger(said) == level


def test_the_transcript_has_both_languages() -> None:
    """The held message's translation is missing: it is the reviewers' alone."""
    lines = transcript([says("Hallo", translation=translation("Hello")), says("Weg!")])
    assert [(line.text, line.translation) for line in lines] == [("Hallo", "Hello"), ("Weg!", "")]


def test_a_transcript_keeps_the_newest_of_what_would_be_too_long() -> None:
    """By bytes, not characters, of both languages; the newest message always."""
    long = says("ж" * 50_000, translation=translation("x" * 20_000))
    newest = says("Weg!")
    assert [len(line.text) for line in transcript([*[long] * 5, newest])] == [50_000, 50_000, 4]
    assert len(transcript([newest, says("x" * 300_000)])) == 1
