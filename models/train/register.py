"""Which form of address a translation uses, read from its pronouns and verb forms.

Rules of thumb, right far more often than not on single sentences; a sentence with signs of both,
or of neither, has no register and is trained without a formality token.
"""

import re

from languages import FORMAL, INFORMAL

_SIGNS: dict[str, tuple[str, str]] = {
    "de": (
        # "Sie" opening a sentence may be she or they: count it only inside one.
        r"(?<=[a-zäöüß,] )(?:Sie|Ihnen|Ihre?[nmrs]?)\b",
        r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?[nmrs]?|[Ee]uch|[Ee]ure?[nmrs]?)\b",
    ),
    "fr": (
        r"\b(?:[Vv]ous|[Vv]otre|[Vv]os|[Vv]euillez)\b",
        r"\b(?:[Tt]u|[Tt]oi|[Tt]e|[Tt]on|[Tt]a|[Tt]es)\b|\b[Tt]'(?=[aeiouyéê])",
    ),
    "es": (
        r"\b(?:[Uu]sted(?:es)?)\b",
        r"\b(?:[Tt]ú|[Tt]e|[Tt]i|[Tt]us?|[Cc]ontigo|[Tt]uy[oa]s?|[Vv]os)\b",
    ),
    "pt": (
        r"\b(?:[oa]s? senhor(?:a|es|as)?)\b",
        r"\b(?:[Tt]u|[Tt]eus?|[Tt]uas?|[Cc]ontigo|[Tt]e)\b",
    ),
}
_COMPILED = {
    language: (re.compile(formal), re.compile(informal))
    for language, (formal, informal) in _SIGNS.items()
}


def register_of(text: str, language: str) -> str | None:
    """`FORMAL`, `INFORMAL` or None for a sentence that does not show its register."""
    if language not in _COMPILED:
        return None
    formal, informal = (pattern.search(text) is not None for pattern in _COMPILED[language])
    if formal == informal:
        return None
    return FORMAL if formal else INFORMAL
