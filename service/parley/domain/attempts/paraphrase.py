"""Whether one message asks for the same as an earlier one, in other words.

Three steps, all of them cheap and none of them in need of a model:

- Words become stems: their first five letters, which for European languages finds about as much
  as a stemmer of each one (McNamee & Mayfield 2004, "Character n-gram tokenization for European
  language text retrieval"). Function words say nothing, and what customers mostly write about (a
  parcel, a refund, that something does not work) has one name whatever it is called.
- Two bags of stems are compared by Tversky's ratio (1977): what the earlier message has and the
  later has not counts in full against likeness, what is new in the later one only in part, since
  who asks again adds urgency and detail. In a question what is new is what is asked, and counts.
- The translations are compared too, and the better likeness holds: words that are translated alike
  mean alike (Bannard & Callison-Burch 2005, "Paraphrasing with bilingual parallel corpora").
"""

import re
from dataclasses import dataclass

from parley.domain.attempts.plain import plain
from parley.domain.attempts.wording import FUNCTION_WORDS, WORDINGS

_STEM = 5
_LONG_ENOUGH_TO_SPARE = 6
_LONGEST = 60
_ALIKE = 0.7
# With a complaint in common: a fault or a loss of the same thing is seldom two.
_SAME_COMPLAINT = 0.5
_NEW_IN_STATEMENT, _NEW_IN_QUESTION = 0.25, 1.0
_FEWEST = 2
# A request of so many words that says the same word for word is the same even without content.
_FEWEST_WORDS = 3

# Of a concept among the stems; no word begins with it.
_MARK = "#"
# In this order: a complaint takes in words that would mean something else by themselves.
_COMPLAINTS = ("missing", "fault", "charged")
_DEMANDS = ("money_back", "cancel")
_TOPICS = ("sign_in", "parcel", "connection")
_CONCEPTS = re.compile(
    " (?:"
    + "|".join(
        f"(?P<{name}>{'|'.join(wording.concepts[name] for wording in WORDINGS)})"
        for name in (*_COMPLAINTS, *_DEMANDS, *_TOPICS)
    )
    + ")(?= )"
)
_COMPLAINT_STEMS = frozenset(_MARK + name for name in _COMPLAINTS)


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text is about: its stems, whether it asks, and its words in order."""

    stems: frozenset[str]
    asks: bool
    said: str


def gist(text: str) -> Gist:
    """The gist of a text in any language; much is made only of the five that have wording."""
    said = plain(text)
    named = _CONCEPTS.sub(lambda match: f" {_MARK}{match.lastgroup}", said)
    words = (word.rstrip("'") for word in named.split())
    stems = (
        word if word[0] == _MARK or word.isdigit() else _stem(word)
        for word in words
        if word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit())
    )
    return Gist(frozenset(stems), "?" in text, said.replace(" .", "").replace(" ,", ""))


def complains(text: str) -> bool:
    """Whether a text names a fault, a loss or a charge."""
    return not gist(text).stems.isdisjoint(_COMPLAINT_STEMS)


def _stem(word: str) -> str:
    # German: "geändert" is a form of "ändern".
    if word.startswith("ge") and len(word) > _LONG_ENOUGH_TO_SPARE:
        word = word[2:]
    return word[:_STEM]


def same_request(earlier: Gist, later: Gist) -> bool:
    """Whether the later message says what the earlier one said.

    Near copies do, and so do other words for it. A message that keeps the frame and changes one
    thing in it ("the red one", "the blue one") asks for the next thing and does not.
    """
    common = earlier.stems & later.stems
    lost, new = len(earlier.stems - common), len(later.stems - common)
    if not lost and not new:
        return _same_words(earlier, later, len(common))
    if len(common) < _FEWEST or max(len(earlier.stems), len(later.stems)) > _LONGEST:
        return False
    complaint = not common.isdisjoint(_COMPLAINT_STEMS)
    if lost == new == 1 and not complaint:
        return False
    weight = _NEW_IN_QUESTION if later.asks else _NEW_IN_STATEMENT
    ratio = len(common) / (len(common) + lost + weight * new)
    return ratio >= (_SAME_COMPLAINT if complaint and not later.asks else _ALIKE)


def _same_words(earlier: Gist, later: Gist, common: int) -> bool:
    if common >= _FEWEST:
        return True
    if earlier.asks or later.asks:
        return earlier.said == later.said and later.said.count(" ") > _FEWEST_WORDS
    return bool(common) and all(stem[0] == _MARK for stem in later.stems)
