"""The signals of one translated segment, as numbers, in a fixed order.

All of them come for next to nothing with the translation: the probability that the search gives
to all of it, the two texts, a lexicon, and the flags of rules that have run anyway. The choice
follows Fomicheva et al. 2020 and Guerreiro et al. 2023 ("Looking for a Needle in a Haystack":
sequence log-probability, copies and repetition against hallucinations), Ueffing and Ney 2007
("Word-Level Confidence Estimation for Machine Translation": IBM Model 1) and the checks that
translators' tools make (numbers, entities, negation, question marks).
"""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from parley.domain.language import same_language
from parley.domain.ports import Evidence
from parley.risk.confidence.lexicon import Coverage, Lexicon

# Rules about the translation itself, by what they say is wrong with it.
RULES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "numbers": frozenset({"number-mismatch", "value-mismatch"}),
        "entities": frozenset(
            {"entity-mismatch", "entity-lost", "entity-repaired", "name-mismatch"}
        ),
        "negation": frozenset({"negation-mismatch"}),
        "question": frozenset({"question-mismatch"}),
        "language": frozenset({"untranslated", "wrong-language", "language-unsure"}),
        "repetition": frozenset({"repetition"}),
        "omission": frozenset({"truncated", "empty-translation"}),
    }
)
# How far the words of both sides answer each other; see `Coverage`. Beside the shares the logarithm
# of how many words of the source nothing answers, and of the translation nothing asks for: ten of
# twenty mislead more than two of four.
LEXICAL = ("uncovered", "unsupported", "missing", "invented")
# How rare the words of both sides are on the mean: what training hardly had comes out wrong more
# often.
RARITY = ("source_rarity", "translation_rarity")
FAST = (
    "probability",
    "length",
    "length_ratio",
    "copied",
    "repeated",
    "pieced",
    *LEXICAL,
    *RARITY,
    *RULES,
)
THOROUGH = (*FAST, "reverse", "disagreement")

_FLOOR = -12.0
_WORD = re.compile(r"[^\W\d_]+")


class Signals:
    """Reads evidence as numbers."""

    def __init__(self, lexicon: Lexicon | None, typical: Coverage) -> None:
        """Take a lexicon, and what to say of texts that it does not know the languages of."""
        self._lexicon = lexicon
        self._typical = typical

    def fast(self, evidence: Evidence) -> list[float]:
        """The values of `FAST`."""
        source, translation = _words(evidence.source), _words(evidence.translation)
        raised = {flag.rule for flag in evidence.flags}
        across = not same_language(evidence.source_language, evidence.target_language)
        covered = self.coverage(evidence) or self._typical
        return [
            probability(evidence.hypothesis.mean_log_prob),
            math.log1p(len(source)),
            length_ratio(evidence.source, evidence.translation),
            copied(source, translation) if across else 0.0,
            repeated(translation),
            float(evidence.hypothesis.pieced),
            covered.uncovered,
            covered.unsupported,
            math.log1p(covered.uncovered * len(source)),
            math.log1p(covered.unsupported * len(translation)),
            covered.source_rarity,
            covered.translation_rarity,
            *(float(not rules.isdisjoint(raised)) for rules in RULES.values()),
        ]

    def thorough(self, evidence: Evidence) -> list[float]:
        """The values of `THOROUGH`; log-probabilities are natural, and no lower than -12.

        Raises:
            ValueError: nobody took a second look.
        """
        if evidence.second is None:
            raise ValueError("no second look was taken")
        reverse = max(evidence.second.reverse_log_prob, _FLOOR)
        return [*self.fast(evidence), reverse, evidence.second.disagreement]

    def coverage(self, evidence: Evidence) -> Coverage | None:
        """None where the lexicon does not know both languages."""
        if self._lexicon is None:
            return None
        return self._lexicon.coverage(
            evidence.source,
            evidence.translation,
            evidence.source_language,
            evidence.target_language,
        )


def probability(mean_log_prob: float | None) -> float:
    """The geometric mean of the tokens' probabilities, in 0..1; 0 where none is known.

    Of the logarithm itself a regression makes too much far down, where all is bad alike.
    """
    return 0.0 if mean_log_prob is None else math.exp(mean_log_prob)


def length_ratio(source: str, translation: str) -> float:
    """How unlike the lengths are: the absolute logarithm of their ratio, in characters."""
    return abs(math.log((len(translation) + 5) / (len(source) + 5)))


def copied(source: Sequence[str], translation: Sequence[str]) -> float:
    """Share of the translation's words of four letters or more that are words of the source."""
    long = [word for word in translation if len(word) > 3]
    known = set(source)
    return sum(word in known for word in long) / len(long) if long else 0.0


def repeated(words: Sequence[str]) -> float:
    """Share of the translation's pairs of words that stood there before."""
    pairs = list(pairwise(words))
    return 1 - len(set(pairs)) / len(pairs) if pairs else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
