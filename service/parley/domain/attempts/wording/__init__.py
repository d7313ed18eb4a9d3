"""How each of the five languages speaks of having asked before."""

from parley.domain.attempts.wording import de, en, es, fr, pt
from parley.domain.attempts.wording.shape import Claims, Wording

_BY_LANGUAGE = {
    "en": en.WORDING,
    "de": de.WORDING,
    "es": es.WORDING,
    "fr": fr.WORDING,
    "pt": pt.WORDING,
}
LANGUAGES = frozenset(_BY_LANGUAGE)
WORDINGS = tuple(_BY_LANGUAGE.values())
FUNCTION_WORDS = frozenset(
    word.rstrip("'") for wording in WORDINGS for word in wording.function_words
)

__all__ = ["FUNCTION_WORDS", "LANGUAGES", "WORDINGS", "Claims", "Wording"]
