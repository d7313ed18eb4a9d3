"""Millions and billions in words, which languages count differently: "billion" is "Milliarde"."""

import re
from types import MappingProxyType

_MILLION, _BILLION, _TRILLION = 6, 9, 12
# Powers of ten by words of folded text. English and Brazilian Portuguese count in short scale.
_WORDS = {
    "en": {"million": _MILLION, "billion": _BILLION, "trillion": _TRILLION},
    "de": {"million": _MILLION, "milliarde": _BILLION, "billion": _TRILLION},
    "es": {"millon": _MILLION, "mil millones": _BILLION, "billon": _TRILLION},
    "fr": {"million": _MILLION, "milliard": _BILLION, "billion": _TRILLION},
    "pt": {
        "milhao": _MILLION, "milhoes": _MILLION, "mil milhoes": _BILLION,
        "bilhao": _BILLION, "bilhoes": _BILLION, "trilhao": _TRILLION, "trilhoes": _TRILLION,
    },
}  # fmt: skip
_HINT = re.compile(r"mil|bil|tri")
_PATTERNS = MappingProxyType(
    {
        language: re.compile(
            rf"(?<!\w)({'|'.join(sorted(words, key=len, reverse=True))})(?:s|n|en|es)?(?!\w)"
        )
        for language, words in _WORDS.items()
    }
)


def magnitudes(folded: str, language: str) -> frozenset[int]:
    """Powers of ten from a million on that a folded text has in words."""
    pattern = _PATTERNS.get(language)
    if pattern is None or _HINT.search(folded) is None:
        return frozenset()
    return frozenset(_WORDS[language][match[1]] for match in pattern.finditer(folded))
