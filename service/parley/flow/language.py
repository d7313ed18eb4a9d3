"""Which language a message is in, read with the conversation it belongs to.

The detector sees the text alone and gives p(language | text). A conversation has a language
already, and a short line says little: "ok" belongs to whoever is talking. Both are joined by
Bayes' rule, with the conversation's language as the prior; a clear line overrules it, so that a
customer who switches is followed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parley.domain.language import primary, same_language
from parley.domain.message import AuthorRole, Candidate, Detection
from parley.domain.ports import Detector
from parley.text.normalise import has_words

# How probable it is that the next message is in the language spoken so far. An agent's language
# is a setting, a customer's was itself detected.
_STAYS = {AuthorRole.CUSTOMER: 0.85, AuthorRole.AGENT: 0.97}
# How far a detector's distribution is blended with an even one: much for the two letters of "no",
# which several languages share, next to nothing for a sentence. Falls with the square of the
# letters, as the words that look alike do.
_MOST_DOUBT = 0.5
_DOUBT_PER_LETTER = 1.4

# When one message is enough to take a customer's language for changed: a "thanks!" is not.
_SWITCH_WORDS = 3
_SWITCH_CONFIDENCE = 0.7
# A language that nobody here speaks has to be at least this clear.
_FOREIGN_CONFIDENCE = 0.5
# A language set with less confidence than this was a guess, and gives way easily.
_GUESS_CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before the text is looked at.

    `expected` is the language spoken so far by this author, None at the beginning.
    """

    author: AuthorRole
    expected: str | None
    languages: Sequence[str]


def detect_in_context(detector: Detector, text: str, context: Context) -> Detection | None:
    """Decide on the language of `text`; None if neither text nor conversation tells.

    `alternatives` are the detector's, untouched by the conversation.
    """
    candidates = list(context.languages)
    if context.expected and not any(same_language(context.expected, c) for c in candidates):
        candidates.append(context.expected)
    seen = detector.detect(text, candidates)
    if not seen and has_words(text):
        # None of the languages spoken here, by its script: naming it lets a person help.
        foreign = detector.detect(text, ())
        if foreign and foreign[0].probability >= _FOREIGN_CONFIDENCE:
            return Detection(foreign[0].language, foreign[0].probability, False, tuple(foreign[:5]))
    alternatives = tuple(seen[:5])
    if context.expected is None:
        if not seen:
            return None
        return Detection(seen[0].language, seen[0].probability, False, alternatives)
    if not seen:
        return Detection(context.expected, 1.0, True, ())
    letters = sum(map(str.isalpha, text))
    doubt = min(_MOST_DOUBT, _DOUBT_PER_LETTER / max(1, letters) ** 2)
    posterior = _posterior(seen, context.expected, candidates, _STAYS[context.author], doubt)
    best = max(posterior, key=lambda candidate: candidate.probability)
    by_text = seen[0].language
    return Detection(
        language=best.language,
        confidence=best.probability,
        from_conversation=not same_language(best.language, by_text),
        alternatives=alternatives,
    )


def _posterior(
    seen: Sequence[Candidate],
    expected: str,
    candidates: Sequence[str],
    stays: float,
    doubt: float,
) -> list[Candidate]:
    evidence = {primary(c.language): c.probability for c in seen}
    others = max(1, len(candidates) - 1)
    weights = [
        (
            language,
            ((1 - doubt) * evidence.get(primary(language), 0.0) + doubt / len(candidates))
            * (stays if same_language(language, expected) else (1 - stays) / others),
        )
        for language in candidates
    ]
    total = sum(weight for _, weight in weights)
    return [Candidate(language, weight / total) for language, weight in weights]


def learnt_language(
    detection: Detection, text: str, known: str | None, previous: Detection | None
) -> str | None:
    """The customer's language if this message sets or changes it, else None.

    Args:
        known: the conversation's customer language so far.
        previous: what was detected in the customer's message before this one.

    The first message sets it. Later ones change it if they are long and clear enough, if the
    message before was in the new language as well, or if that one was a guess itself.
    """
    if known is None:
        return detection.language
    if same_language(detection.language, known):
        return None
    clear = len(text.split()) >= _SWITCH_WORDS and detection.confidence >= _SWITCH_CONFIDENCE
    if clear or previous is None:
        return detection.language if clear else None
    repeated = same_language(previous.language, detection.language)
    guessed = previous.confidence < _GUESS_CONFIDENCE < detection.confidence
    return detection.language if repeated or guessed else None
