"""Words by which a translation shows how it addresses its reader.

Only words that can be nothing else: third persons that look like a polite form stay out.
"""

import re
from types import MappingProxyType

from parley.domain.message import Formality

_FORMAL = {
    # "Sie" after a full stop may be "she" or "they".
    "de": r"(?<![.!?:\n»“\"(] )(?<![.!?:\n»“\"(\-*])(?<!^)\b(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b",
    "fr": r"(?i:(?<!rendez-)(?<!rendez )\b(?:vous|votre|vos)\b)",
    "es": r"(?i:\bustedes\b|\busted\b|\bUds?\.)",
    "pt": r"(?i:\b(?:[oa]|ao|à|do|da|no|na|pelo|pela) (?:senhora?)\b(?! (?-i:[A-Z])))",
}
_INFORMAL = {
    "de": r"(?i:\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b)",
    # A tone of voice is no address: "votre ton", "le ton".
    "fr": r"(?i:\b(?:tu|toi|tes)\b|\bt['’](?=\w)"
    r"|(?<!le )(?<!un )(?<!ce )(?<!votre )(?<!leur )(?<!quel )\bton\b)",
    "es": r"(?i:\b(?:tú|tus?|ti|contigo|vosotr[oa]s|vuestr[oa]s?|puedes|tienes|quieres|eres|estás"
    r"|necesitas|podrías|debes|sabes|has)\b)",
    # "Você" is how most of Brazil addresses anybody, customers too: it shows neither.
    "pt": r"(?i:\b(?:tu|teus?|tuas?|contigo|ti|vcs?|cê)\b)",
}
_PATTERNS = MappingProxyType(
    {
        language: MappingProxyType(
            {
                Formality.FORMAL: re.compile(_FORMAL[language]),
                Formality.INFORMAL: re.compile(_INFORMAL[language]),
            }
        )
        for language in _FORMAL
    }
)


def marker(text: str, language: str, formality: Formality) -> tuple[int, int] | None:
    """Code points of the first word that shows this formality.

    Languages that make no such difference, or whose words are unknown, have none.
    """
    patterns = _PATTERNS.get(language)
    match = patterns[formality].search(text) if patterns else None
    return match.span() if match else None
