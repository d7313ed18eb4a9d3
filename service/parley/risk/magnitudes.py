"""Scale words, which languages count differently: "billion" is "Milliarde"."""

import re
from collections.abc import Iterable
from types import MappingProxyType

_THOUSAND, _MILLION, _BILLION, _TRILLION, _QUINTILLION = 3, 6, 9, 12, 18
# Powers of ten by words of folded text. English and Brazilian Portuguese count in short scale.
_WORDS = {
    "en": {"million": _MILLION, "billion": _BILLION, "trillion": _TRILLION},
    "de": {
        "million": _MILLION, "milliarde": _BILLION, "billion": _TRILLION,
        "trillion": _QUINTILLION,
    },
    "es": {
        "millon": _MILLION, "mil millones": _BILLION, "millardo": _BILLION, "billon": _TRILLION,
        "trillon": _QUINTILLION,
    },
    "fr": {
        "million": _MILLION, "milliard": _BILLION, "billion": _TRILLION, "trillion": _QUINTILLION,
    },
    "pt": {
        "milhao": _MILLION, "milhoes": _MILLION, "mil milhoes": _BILLION,
        "bilhao": _BILLION, "bilhoes": _BILLION, "biliao": _TRILLION, "bilioes": _TRILLION,
        "trilhao": _TRILLION, "trilhoes": _TRILLION,
    },
}  # fmt: skip
# Only after digits: alone they may be other words, or part of a number.
_AFTER_DIGITS = {
    "en": {"thousand": _THOUSAND, "bn": _BILLION},
    "de": {"tausend": _THOUSAND, "tsd": _THOUSAND, "mio": _MILLION, "mrd": _BILLION},
    "es": {"mil": _THOUSAND},
    "fr": {"mille": _THOUSAND, "md": _BILLION, "mds": _BILLION, "mrd": _BILLION},
    "pt": {"mil": _THOUSAND, "mi": _MILLION, "bi": _BILLION},
}
_HINT = re.compile(r"mil|bil|tri")


def _pattern(words: Iterable[str], shorts: Iterable[str] = ()) -> re.Pattern[str]:
    longest_first = "|".join(sorted(words, key=len, reverse=True))
    # Only whole words have a plural: "5 min" is not "5 mi".
    exact = "|".join((*shorts, "(?!)"))
    return re.compile(rf"(?<![^\W\d])(?:({longest_first})(?:s|n|en|es)?|({exact}))(?!\w)")


_PATTERNS = MappingProxyType({language: _pattern(words) for language, words in _WORDS.items()})
_POWERS = MappingProxyType(
    {language: words | _AFTER_DIGITS[language] for language, words in _WORDS.items()}
)
_AFTER = MappingProxyType(
    {language: _pattern(words, _AFTER_DIGITS[language]) for language, words in _WORDS.items()}
)


def magnitude_at(folded: str, place: int, language: str) -> int:
    """The power of ten that digits are multiplied by which end here; 0 without a word for it."""
    if folded[place : place + 1] == " ":
        place += 1
    pattern = _AFTER.get(language)
    match = pattern.match(folded, place) if pattern else None
    return _POWERS[language][match[1] or match[2]] if match else 0


def magnitudes(folded: str, language: str) -> frozenset[int]:
    """Powers of ten from a million on that a folded text has in words."""
    pattern = _PATTERNS.get(language)
    if pattern is None or _HINT.search(folded) is None:
        return frozenset()
    return frozenset(_WORDS[language][match[1]] for match in pattern.finditer(folded))
