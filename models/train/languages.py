"""The token layout that training, export and the service agree on.

A source sequence is `>>xx<<` (the target language), an optional formality token, the pieces of
one masked segment and the end of sentence. A target sequence is pieces only.
"""

LANGUAGES = ("en", "es", "fr", "de", "pt")
FORMAL = "<formal>"
INFORMAL = "<informal>"
REGISTERS = (None, FORMAL, INFORMAL)

FIRST_PLACEHOLDER = 0xE000
PLACEHOLDERS = tuple(chr(FIRST_PLACEHOLDER + index) for index in range(32))


def language_token(language: str) -> str:
    """The piece that asks for `language` on the target side."""
    return f">>{language}<<"
