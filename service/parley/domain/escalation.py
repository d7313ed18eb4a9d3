"""When a conversation should go to another person, and what that person needs to know.

Nothing here looks at one line alone: a wish for a person counts at once, anger when it lasts or
grows, and a problem when the customer has put it in vain for the third time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

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
# A problem that is put once and repeated twice was put in vain three times.
_REPEATS = 2
# Share of the shorter message's words that the other has as well.
_ALIKE = 0.7
_FEWEST_WORDS = 4
_SHOUTED_LETTERS = 12


def anger(message: Message) -> int:
    """How angry a message is, from 0 to 3: by its flags, its capitals and exclamation marks."""
    flagged = max((_ANGER.get(flag.theme, 0) for flag in message.flags), default=0)
    letters = [character for character in message.text if character.isalpha()]
    shouted = len(letters) >= _SHOUTED_LETTERS and all(map(str.isupper, letters))
    return min(_MOST_ANGER, flagged + (shouted or "!!" in message.text))


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
        EscalationReason.RISING_ANGER: _anger_rises([anger(message) for message in said]),
        EscalationReason.FAILED_ATTEMPTS: _repeats(said) >= _REPEATS,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _anger_rises(levels: Sequence[int]) -> bool:
    """Whether the newest is no calmer than those before, and they are more than a bad moment."""
    recent = levels[-_WINDOW:]
    angry = [level for level in recent if level]
    return (
        len(angry) >= _LASTING
        and recent[-1] == max(recent)
        and recent[-1] >= _LASTING
        and sum(recent) >= _RISEN
    )


def _repeats(said: Sequence[Message]) -> int:
    """Messages that say again what was said, or say that they do; 0 unless the last does."""
    bags = [frozenset(_words(message.text)) for message in said]

    def is_again(index: int) -> bool:
        flagged = any(flag.theme == _REPEATED_RULE for flag in said[index].flags)
        return flagged or any(_alike(bags[index], before) for before in bags[:index])

    # Most messages say nothing again, and then the others need not be held against each other.
    last = len(said) - 1
    return 1 + sum(map(is_again, range(last))) if is_again(last) else 0


def _words(text: str) -> Iterable[str]:
    letters = "".join(c if c.isalnum() else " " for c in text.casefold())
    return (word for word in letters.split() if len(word) > 2)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= _FEWEST_WORDS and len(one & other) >= _ALIKE * shorter


def transcript(messages: Iterable[Message]) -> tuple[TranscriptLine, ...]:
    """What was said, with what the other side read of it."""
    return tuple(
        TranscriptLine(
            message.author_role,
            message.text,
            "" if message.translation is None else message.translation.text,
        )
        for message in messages
    )
