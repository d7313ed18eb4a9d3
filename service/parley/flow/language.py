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

# When one message is enough to take a customer's language for changed. A "thanks!" is not; where
# the customer has written in the language so far, it takes more than a quoted line.
_CLEAR_WORDS = 3
_LONG_LETTERS = 40
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
    if context.expected and not _is_among(candidates, context.expected):
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
    detection: Detection,
    text: str,
    known: str | None,
    shown: Sequence[Detection],
    languages: Sequence[str],
) -> str | None:
    """The customer's language if this message sets or changes it, else None.

    Args:
        known: the conversation's customer language so far.
        shown: what the customer's messages before were detected in by their texts, oldest first.
        languages: what is spoken here.

    The first message sets it. Later ones change it if the one before was in the new language, too.
    One alone does if it is long and sure; a clear sentence is enough where the customer has not
    written in the known language or nobody here speaks it, and less where that was but a guess.
    What nobody here speaks always needs the second message: no answer could be translated then.
    """
    if known is None:
        return detection.language
    if same_language(detection.language, known):
        return None
    if shown and same_language(shown[-1].language, detection.language):
        return detection.language
    if not _is_among(languages, detection.language):
        return None
    in_known = [found.confidence for found in shown if same_language(found.language, known)]
    if not in_known or not _is_among(languages, known):
        is_clear = len(text.split()) >= _CLEAR_WORDS
        changes = is_clear and detection.confidence >= _SWITCH_CONFIDENCE
    elif max(in_known) < _GUESS_CONFIDENCE:
        changes = detection.confidence > _GUESS_CONFIDENCE
    else:
        is_long = sum(map(str.isalpha, text)) >= _LONG_LETTERS
        changes = is_long and detection.confidence >= _SWITCH_CONFIDENCE
    return detection.language if changes else None


def _is_among(languages: Sequence[str], language: str) -> bool:
    return any(same_language(language, tag) for tag in languages)
