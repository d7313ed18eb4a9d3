"""How many attempts a customer says there were: "I have explained this three times"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from parley.domain.attempts.wording import WORDINGS, Claims

_TWO, _MORE = 2, 3


class _Count:
    """A number of attempts in one language.

    All forms of all languages together take longer to compile than the rest of the service, and
    few texts count anything: each is compiled when one does.
    """

    def __init__(self, claims: Claims, words: Mapping[str, str]) -> None:
        """Take the count's words: "times", "number" and "ordinal" by these names."""
        self._claims = claims
        self._words = words

    def stands_in(self, said: str) -> bool:
        """Whether a text counts so many attempts of the customer's own."""
        return bool(self._counts.search(said) and self._forms.search(said))

    @cached_property
    def _counts(self) -> re.Pattern[str]:
        return re.compile("|".join(_spelled(self._claims, _COUNTS, self._words)))

    @cached_property
    def _forms(self) -> re.Pattern[str]:
        return re.compile("|".join(_spelled(self._claims, self._claims.forms, self._words)))


def stated_attempts(said: str) -> int:
    """2 or, for three and more, 3; 0 where a text counts no attempts of the customer's own.

    What was said to others ("I told my children three times"), by others ("you told me twice") or
    not at all ("if I called three times") is no attempt; nor is anything else that was done so
    often.

    Args:
        said: as `plain` makes it, in any of the five languages.
    """
    if _UNBOUNDED.search(said):
        return _MORE
    # Most texts count nothing at all.
    if _COUNT.search(said) is None:
        return 0
    if any(count.stands_in(said) for count in _THREE_AND_MORE):
        return _MORE
    return _TWO if any(count.stands_in(said) for count in _TWICE) else 0


def _spelled(
    claims: Claims, forms: Iterable[str], counts: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Forms with each {name} replaced by the words that it stands for."""
    others = rf"(?:{claims.others})\b"
    names = {
        **{name: f"(?:{words})" for name, words in {**claims.words, **counts}.items()},
        # Some words between, and none after, that speak of somebody else.
        "gap": rf"(?: (?!{others})[^ .]+){{0,7}}?",
        "own": rf"(?= )(?!(?: [^ .,]+){{0,4}} {others})",
        "start": r"(?:^|(?<= [.,]))",
        "end": r"(?= (?:\.|,(?! (?:dass|that|que) )|$))",
    }
    for form in forms:
        spelled = form
        # Words may name other words.
        while (again := _NAME.sub(lambda match: names[match[1]], spelled)) != spelled:
            spelled = again
        yield spelled


_NAME = re.compile(r"\{([a-z]+)\}")
_ALL = tuple(wording.claims for wording in WORDINGS)
# What every form has in it.
_COUNTS = (
    r" (?:{times}|{ordinal})(?= )",
    r" {number}(?: [^ .,]+){0,2} (?:{contacts}|{staff})(?= )",
)
_COUNT = re.compile(
    "|".join(
        form
        for claims in _ALL
        for counts in (claims.two, claims.more)
        for form in _spelled(claims, _COUNTS, counts)
    )
)
_UNBOUNDED = re.compile(
    "|".join(form for claims in _ALL for form in _spelled(claims, claims.unbounded))
)
_TWICE = tuple(_Count(claims, claims.two) for claims in _ALL)
_THREE_AND_MORE = tuple(_Count(claims, claims.more) for claims in _ALL)
