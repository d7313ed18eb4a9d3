"""How many attempts a customer says there were: "I have explained this three times"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parley.domain.attempts.wording import WORDINGS, Claims

_TWO, _MORE = 2, 3


@dataclass(frozen=True, slots=True)
class _Patterns:
    two: re.Pattern[str]
    more: re.Pattern[str]


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
    if any(patterns.more.search(said) for patterns in _PATTERNS):
        return _MORE
    return _TWO if any(patterns.two.search(said) for patterns in _PATTERNS) else 0


def _compiled(claims: Claims) -> _Patterns:
    return _Patterns(
        two=re.compile("|".join(_spelled(claims, claims.forms, claims.two))),
        more=re.compile("|".join(_spelled(claims, claims.forms, claims.more))),
    )


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
_PATTERNS = tuple(map(_compiled, _ALL))
