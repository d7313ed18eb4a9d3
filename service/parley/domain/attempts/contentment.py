"""Thanks, and what is more than thanks: that one was helped well, or that all is well by now."""

import re

from parley.domain.attempts.paraphrase import complains
from parley.domain.attempts.plain import plain
from parley.domain.attempts.wording import WORDINGS

_THANKS = re.compile(" (?:" + "|".join(wording.thanks for wording in WORDINGS) + ")(?= )")
_START = r"(?:(?<=^ )|(?<=\. ))"
# By language: "mas" is "but" in Portuguese and "more" in Spanish.
_PRAISE_AND_RESERVATIONS = tuple(
    (
        re.compile(f" (?:{'|'.join(wording.praise)})(?= )".replace("{start}", _START)),
        re.compile(f" (?:{wording.reservations})(?= )"),
    )
    for wording in WORDINGS
)

_PRAISED = " !"


def is_thankful(text: str) -> bool:
    """Whether a text has a word of thanks or of contentment in it, in one of five languages."""
    return _THANKS.search(plain(text)) is not None


def is_content(text: str) -> bool:
    """Whether a text praises or says that a matter is settled, without reserve.

    "I called three times, and you were always helpful" does, in any of the five languages. "You
    were helpful, but it is still broken" does not, nor does what asks for anything; thanks by
    themselves end complaints as well.
    """
    if "?" in text:
        return False
    said = plain(text)
    for praise, reservations in _PRAISE_AND_RESERVATIONS:
        # What praise itself denies or sets apart ("but now it works") is no reserve.
        rest, praised = praise.subn(_PRAISED, said)
        if praised and reservations.search(rest) is None and not complains(rest):
            return not _goes_on(rest)
    return False


def _goes_on(said: str) -> bool:
    """Whether another sentence comes after the praise, without thanks: it is about something."""
    _, _, after = said[said.rindex(_PRAISED) :].partition(" .")
    return after.strip(" .,") != "" and _THANKS.search(after) is None
