"""Text as the attempts' patterns see it."""

import re
import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'"})
_TOKEN = re.compile(r"[^\W_]+'?|[.!?;…\n]+|[,:()–—]")
_SENTENCE_END = frozenset(".!?;…\n")
# What a message is about, and that it comes again, is said early; forty may be looked at at once.
_LOOKED_AT = 4000


def plain(text: str) -> str:
    """Words without case or accents, a space before each and one at the end.

    A sentence ends in a word ".", and a shorter pause is a word ",". An apostrophe ends a word, so
    that "I've" is "i' ve" and "j'ai" is "j' ai". Of a long text it is the first 4,000 characters.
    """
    folded = unicodedata.normalize("NFD", text[:_LOOKED_AT].translate(_APOSTROPHES).casefold())
    bare = folded
    if not folded.isascii():
        bare = "".join(c for c in folded if not unicodedata.combining(c))
    return f" {' '.join(map(_word, _TOKEN.findall(bare)))} "


def _word(token: str) -> str:
    if token[0] in _SENTENCE_END:
        return "."
    return token if token[0].isalnum() else ","
