"""Whether what a list finds in a translation only renders a harmless phrase of the source.

"Morrendo de vontade" may come out as "I'm dying", and nobody is. What has come out as "I want to
die" is read as that, whatever the source meant.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from parley.risk.fold import Folded

_SENTENCE_END = re.compile(r"[.!?…\n]+")
# Who wishes, announces or plans a thing says more than a figure of speech does.
_INTENTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        language: re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        for language, words in {
            "de": r"will|wollen|wollte|wollten|mochten?|werden?|wunsche|plane",
            "en": r"want|wants|wanted|wanna|will|\w+'ll|going to|gonna|wish|wishes|plan|would like",
            "es": r"quiero|queremos|quisiera|quiere|voy a|vamos a|va a|deseo|pienso|\w+[aei]re",
            "fr": r"veux|voulons|voudrais|veut|vais|allons|va|souhaite|compte|\w+rai",
            "pt": r"quero|queremos|queria|quer|vou|vamos|vai|desejo|pretendo|\w+[aei]rei",
        }.items()
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a list makes of a text: half-open ranges of the folded text."""

    folded: Folded
    language: str
    ranges: Sequence[tuple[int, int]]

    def announces(self, start: int, end: int) -> bool:
        """Whether words of a wish or a plan stand in a range; no for a language without a list."""
        intents = _INTENTS.get(self.language)
        return intents is not None and intents.search(self.folded.text, start, end) is not None

    def sentences(self) -> tuple[int, Counter[int]]:
        """How many sentences the text has, and how many of the ranges begin in each."""
        ends = [
            match.end()
            for match in _SENTENCE_END.finditer(self.folded.text)
            if match.end() < len(self.folded.text.rstrip())
        ]
        return len(ends) + 1, Counter(sum(e <= start for e in ends) for start, _ in self.ranges)


def only_renders(found: Said, harmless: Said) -> bool:
    """Whether harmless phrases of a source account for all that was found in its translation.

    Something was found. Each accounts for one find of the sentence that stands in its place, and
    for none that announces something where it does not.
    """
    if len(found.ranges) > len(harmless.ranges):
        return False
    announced = any(harmless.announces(*range_) for range_ in harmless.ranges)
    if not announced and any(found.announces(*range_) for range_ in found.ranges):
        return False
    (count, of_found), (other, of_harmless) = found.sentences(), harmless.sentences()
    return count != other or of_found <= of_harmless
