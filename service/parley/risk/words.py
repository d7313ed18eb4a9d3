"""What phrases of a list share: named words, and words that are caught with a typing slip.

Both are spelled out before a phrase is read, so that all else knows only the plain language.
`data/README.md` describes them for the people who write the lists.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from parley.risk.phrase import PatternError, compile_phrase

_NAME = re.compile(r"<([^<>]*)>")
_SLIP = re.compile(r"~(\w*)")
# A group that is all of an alternative: "(b|c)" in "(a|(b|c))", and in "((b|c))".
_GROUP_AS_ALTERNATIVE = re.compile(r"(?<=[(|])\(([^()]*)\)(?=[|)])")
# One slip makes another word of many that are shorter.
_SHORTEST_WITH_SLIPS = 5


class Words:
    """Words by name, for the phrases of one list: `<person>` stands for all that `person` lists."""

    def __init__(self, named: Mapping[str, str] = MappingProxyType({})) -> None:
        """Take the words as the list has them; each may use those before it.

        Raises:
            PatternError: for the first that is no phrase by itself.
        """
        self._spelled: dict[str, str] = {}
        for name, written in named.items():
            spelled = self.spell_out(written)
            try:
                compile_phrase(spelled)
            except PatternError as error:
                raise PatternError(f"<{name}>: {error}", written) from error
            self._spelled[name] = f"({spelled})"

    def spell_out(self, phrase: str) -> str:
        """A phrase with all names and slips replaced by what they stand for.

        Raises:
            PatternError: if a name is not known, or a word is too short for slips.
        """
        if "<" not in phrase and "~" not in phrase:
            return phrase

        def words(match: re.Match[str]) -> str:
            if match[1] not in self._spelled:
                raise PatternError(f"no words are named {match[0]} in {phrase!r}", phrase)
            return self._spelled[match[1]]

        def slips(match: re.Match[str]) -> str:
            if len(match[1]) < _SHORTEST_WITH_SLIPS:
                least = f"at least {_SHORTEST_WITH_SLIPS} letters"
                raise PatternError(f"{match[0]!r} in {phrase!r}: a word with ~ has {least}", phrase)
            return f"({'|'.join(dict.fromkeys(with_slips(match[1])))})"

        return _flattened(_NAME.sub(words, _SLIP.sub(slips, phrase)))


def _flattened(phrase: str) -> str:
    """The same phrase with fewer groups: what is surely in a match is told from flat ones only."""
    nested = 1
    while nested:
        phrase, nested = _GROUP_AS_ALTERNATIVE.subn(r"\1", phrase)
    return phrase


def with_slips(word: str) -> Iterator[str]:
    """The word, and what one slip of a finger makes of it.

    A letter is left out, typed twice, or trades places with the next; the first letter is right.
    """
    yield word
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i] + word[i:]
        yield word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :] if i > 1 else word
