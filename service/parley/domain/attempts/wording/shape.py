"""What the attempts' wording has in each language.

All of it is about text as `plain` makes it: every word has a space before it, nothing has an
accent, and pauses and sentence ends are words.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claims:
    """Patterns for how often somebody has asked already.

    Attributes:
        words: pieces by name, for the forms, which have them as {name}.
        two: how often, for two attempts: "times", "number" and "ordinal" by these names.
        more: the same for three and more.
        forms: what counts attempts. Beside the names there are {gap}, some words of which none
            is about others; {own}, that none follows that is; {start} and {end} of a clause.
        unbounded: forms that stand for three attempts without a count.
        others: whom one may also explain things to, and what makes a statement none.
    """

    words: Mapping[str, str]
    two: Mapping[str, str]
    more: Mapping[str, str]
    forms: tuple[str, ...]
    unbounded: tuple[str, ...]
    others: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One language.

    Attributes:
        claims: of a number of attempts.
        nudges: whole messages that only ask for an answer.
        asked: the same where they end in a question mark.
        persisting: patterns for what is still not as it should be.
        thanks: words of which one tells that a matter is settled, or that somebody is content.
        praise: patterns for how well one was helped, that all is well by now, or that each time
            had a matter of its own; unlike thanks, which end many a complaint, none of them is
            mere courtesy. {start} is a sentence's.
        reservations: words of which one, beside praise, makes it none.
        function_words: that say nothing of what a message is about.
        concepts: patterns by the thing that they are words for, of what customers mostly write
            about; the names are the same in every language.
    """

    claims: Claims
    nudges: frozenset[str]
    asked: frozenset[str]
    persisting: tuple[str, ...]
    thanks: str
    praise: tuple[str, ...]
    reservations: str
    function_words: frozenset[str]
    concepts: Mapping[str, str]


def lines(text: str) -> frozenset[str]:
    """Entries that are written one after another with bars between."""
    return frozenset(" ".join(entry.split()) for entry in text.split("|"))


def words(text: str) -> frozenset[str]:
    """Words that are written with spaces between."""
    return frozenset(text.split())
