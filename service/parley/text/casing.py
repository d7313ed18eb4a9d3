"""ALL CAPITALS: models read them badly, so they are calmed before and raised after."""

import regex

from parley.domain.language import primary

_LOWER = regex.compile(r"(?!ß)\p{Ll}")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+(?:['’]\p{L}[\p{L}\p{M}]*+)*+")
_CASED = regex.compile(r"\p{Lu}")
# Longer single words are shouted; shorter ones are likelier acronyms.
_LONGEST_ACRONYM = 4

# A dot after one or two letters is likelier an abbreviation's.
_SENTENCE_START = regex.compile(r"(?:^|(?:[!?…]|(?<=\p{L}{3}|[^\p{L}])\.)\s)\P{L}*+\K\p{Ll}")
_ENGLISH_I = regex.compile(r"(?<![\p{L}\p{N}'’])i(?![\p{L}\p{N}-]|\.\p{L})")


def is_shouted(segment: str) -> bool:
    """Whether all of two words or more, or one longer than an acronym, is in capitals.

    Placeholders and scripts without case count for nothing.
    """
    if _LOWER.search(segment) is not None:
        return False
    words = [word for word in _WORD.findall(segment) if _CASED.search(word)]
    return len(words) > 1 or any(len(word) > _LONGEST_ACRONYM for word in words)


def calm(segment: str, language: str) -> str:
    """A shouted segment as a sentence: small letters, the first one capital, English "I" too.

    Args:
        segment: masked or plain text.
        language: BCP-47 tag.
    """
    quiet = segment.lower()
    if primary(language) == "en":
        quiet = _ENGLISH_I.sub("I", quiet)
    return _SENTENCE_START.sub(lambda match: match.group().upper(), quiet)


def shout(translation: str) -> str:
    """A translation in capitals; placeholders have no case and stay."""
    return translation.upper()
