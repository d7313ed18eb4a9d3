"""When a conversation should go to another person, and what that person needs to know.

Nothing here looks at one line alone: a wish for a person counts at once, anger when it lasts or
grows, and a problem when the customer has put it in vain for the third time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.domain.attempts import attempts_in, is_prose, is_thankful
from parley.domain.message import AuthorRole, Message, Severity


class EscalationReason(StrEnum):
    DANGER = "danger"
    WISH_FOR_PERSON = "wish_for_person"
    RISING_ANGER = "rising_anger"
    FAILED_ATTEMPTS = "failed_attempts"


@dataclass(frozen=True, slots=True)
class Escalation:
    """What was suggested for a conversation so far; `overridden_by` is the agent who kept it."""

    reasons: tuple[EscalationReason, ...] = ()
    overridden_by: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """`translation` is empty where none was sent on."""

    author_role: AuthorRole
    text: str
    translation: str = ""


_DANGER_RULES = frozenset(["self-harm", "violence", "medical-emergency"])
_WISH_RULE = "wants-a-human"
_REPEATED_RULE = "repeated-contact"
# How angry a message with such a flag is; a message's anger is that of its worst, and a bit more.
_ANGER = {
    "anger-escalation": 2,
    "offensive": 2,
    "legal-threat": 2,
    "violence": 3,
    "repeated-contact": 1,
    "sarcasm": 1,
}
_MOST_ANGER = 3
_LASTING = 2
_WINDOW = 3
_RISEN = 4
# Attempts after which a problem was put in vain.
_IN_VAIN = 3
# A shouted message has so many words and letters, all but a few of them capitals.
_SHOUTED_WORDS, _SHOUTED_LETTERS, _SHOUTED_SHARE = 3, 9, 0.8
_SHOUTED_IN_A_ROW = 3
# An event has to fit into what a gRPC client takes, 4 MiB unless told otherwise.
_TRANSCRIPT_BYTES = 256_000


def anger(message: Message) -> int:
    """How angry a message is, from 0 to 3: by its flags, its capitals and exclamation marks."""
    flagged = max((_ANGER.get(flag.theme, 0) for flag in message.flags), default=0)
    return min(_MOST_ANGER, flagged + (_is_shouted(message.text) or "!!" in message.text))


def reasons_to_escalate(messages: Iterable[Message]) -> tuple[EscalationReason, ...]:
    """Every reason that a conversation gives, the gravest first.

    Args:
        messages: oldest first, flags included; those of agents give no reason.
    """
    said = [message for message in messages if message.author_role is AuthorRole.CUSTOMER]
    if not said:
        return ()
    themes = {flag.theme for flag in said[-1].flags}
    dangers = [
        flag
        for flag in said[-1].flags
        if flag.theme in _DANGER_RULES and flag.severity is Severity.CRITICAL
    ]
    found = {
        EscalationReason.DANGER: bool(dangers),
        EscalationReason.WISH_FOR_PERSON: _WISH_RULE in themes,
        EscalationReason.RISING_ANGER: (
            _anger_rises([anger(message) for message in said[-_WINDOW:]])
            or _keeps_shouting([message.text for message in said])
        ),
        EscalationReason.FAILED_ATTEMPTS: attempts_in(said) >= _IN_VAIN,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _anger_rises(levels: Sequence[int]) -> bool:
    """Whether the newest is no calmer than those before, and they are more than a bad moment."""
    angry = [level for level in levels if level]
    return (
        len(angry) >= _LASTING
        and levels[-1] == max(levels)
        and levels[-1] >= _LASTING
        and sum(levels) >= _RISEN
    )


def _keeps_shouting(texts: Sequence[str]) -> bool:
    """Whether the newest was shouted, and those before it, thanks aside."""
    recent = texts[-_SHOUTED_IN_A_ROW:]
    return len(recent) == _SHOUTED_IN_A_ROW and all(
        _is_shouted(text) and not is_thankful(text) for text in recent
    )


def _is_shouted(text: str) -> bool:
    """In capitals, and more than a word or two; most names and addresses are not shouted."""
    letters = [character for character in text if character.isalpha()]
    capitals = sum(map(str.isupper, letters))
    return (
        len(letters) >= _SHOUTED_LETTERS
        and capitals >= _SHOUTED_SHARE * len(letters)
        and len(text.split()) >= _SHOUTED_WORDS
        and is_prose(text)
    )


def transcript(messages: Iterable[Message]) -> tuple[TranscriptLine, ...]:
    """What was said last, with what the other side read of it; see `last_lines`."""
    return last_lines(
        TranscriptLine(
            message.author_role,
            message.text,
            "" if message.translation is None else message.translation.text,
        )
        for message in messages
    )


def last_lines(lines: Iterable[TranscriptLine]) -> tuple[TranscriptLine, ...]:
    """As many of the last lines as have 256,000 bytes of UTF-8 together, and one at the least."""
    kept: list[TranscriptLine] = []
    room = _TRANSCRIPT_BYTES
    for line in reversed(tuple(lines)):
        room -= len(line.text.encode()) + len(line.translation.encode())
        if kept and room < 0:
            break
        kept.append(line)
    return tuple(reversed(kept))
