"""How often a customer has put the problem: by the conversation, and by the customer's word."""

import re
from collections.abc import Iterator, Sequence

from parley.domain.attempts.contentment import is_content, is_thankful
from parley.domain.attempts.paraphrase import Gist, gist, same_request
from parley.domain.attempts.plain import plain
from parley.domain.attempts.stated import stated_attempts
from parley.domain.attempts.wording import FUNCTION_WORDS, LANGUAGES, WORDINGS
from parley.domain.language import primary
from parley.domain.message import Message

__all__ = ["attempts_in", "is_content", "is_prose", "is_thankful"]

_REPEATED_RULE = "repeated-contact"
_NUDGES = frozenset().union(*(wording.nudges for wording in WORDINGS))
_ASKED = frozenset().union(*(wording.asked for wording in WORDINGS))
_PERSISTING = re.compile(
    " (?:" + "|".join(form for wording in WORDINGS for form in wording.persisting) + ")(?= )"
)
# "Hellooooo" is three letters long in what it is compared with.
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")
_LONGEST_NUDGE = 80


def is_prose(text: str) -> bool:
    """Whether a text has words of grammar in it, in one of five languages; few names have any."""
    return any(word in FUNCTION_WORDS for word in plain(text).replace("'", "").split())


def attempts_in(said: Sequence[Message]) -> int:
    """How often the customer has put the problem; 0 unless the last message puts it again.

    A message puts it again that says so, that asks no more than where the answer is ("And?"), that
    says that nothing has changed, or that asks for the same as an earlier one. Attempts that the
    customer counts ("this is the third time") are taken at the customer's word. What ends in
    thanks starts anew, and who praises puts nothing again, however often they called.

    Args:
        said: the customer's messages, oldest first, flags included.
    """
    if not said:
        return 0
    conversation = _Conversation(said)
    # Most messages say nothing again, and then the others need not be looked at.
    newest = conversation.again(len(said) - 1)
    if not newest:
        return 0
    attempts = 1
    for index, message in enumerate(said[:-1]):
        again = conversation.again(index)
        if again:
            attempts = max(attempts + 1, again)
        elif is_thankful(message.text) or is_content(_readable(message)):
            attempts = 1
    return max(attempts + 1, newest)


class _Conversation:
    """A customer's messages; what each is about is made out when it is asked for, and once."""

    def __init__(self, said: Sequence[Message]) -> None:
        self._said = said
        self._gists: dict[int, tuple[tuple[str, Gist], ...]] = {}

    def again(self, index: int) -> int:
        """Attempts that the message counts; 1 where it says again without a count, else 0."""
        message = self._said[index]
        said = plain(_readable(message))
        stated = stated_attempts(said)
        flagged = any(flag.theme == _REPEATED_RULE for flag in message.flags)
        if (stated or flagged) and is_content(_readable(message)):
            return 0
        if stated:
            return stated
        if flagged or (index and (_is_nudge(message.text) or _PERSISTING.search(said))):
            return 1
        return int(any(self._alike(earlier, index) for earlier in range(index)))

    def _alike(self, earlier: int, later: int) -> bool:
        """In the customer's language, or in the one that both were translated into."""
        texts = dict(self._of(earlier))
        return any(
            language in texts and same_request(texts[language], about)
            for language, about in self._of(later)
        )

    def _of(self, index: int) -> tuple[tuple[str, Gist], ...]:
        if index not in self._gists:
            self._gists[index] = tuple(
                (language, gist(text)) for language, text in _texts(self._said[index])
            )
        return self._gists[index]


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    """What was said, and what the other side reads, by its language."""
    yield "", message.text
    made = message.translation
    if made is not None and made.text:
        yield primary(made.target_language), made.text


def _readable(message: Message) -> str:
    """The translation of what is in a language without wording; else what was said."""
    spoken = message.detection.language if message.detection else ""
    made = message.translation
    if made is None or not spoken or primary(spoken) in LANGUAGES:
        return message.text
    return made.text


def _is_nudge(text: str) -> bool:
    if len(text) > _LONGEST_NUDGE:
        return False
    words = _DRAWN_OUT.sub(r"\1\1\1", plain(text)).replace(" .", "").replace(" ,", "").strip()
    if not words:
        return "?" in text
    return words in _NUDGES or (words in _ASKED and "?" in text)
