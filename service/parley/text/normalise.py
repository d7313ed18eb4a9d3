"""Text in the form that detectors, models and the translation memory see.

Only what nobody sees changes: how characters are composed, which of several alike spaces or
apostrophes was typed, and characters without a shape of their own.
"""

import re
import unicodedata

import regex

from parley.text.entities import find_entities

_LETTER = regex.compile(r"\p{L}")
# What nothing below changes, and what most lines are made of: ASCII but for the backtick, and the
# letters and signs of western European languages. `re` is quicker than `regex` at so plain a thing.
_OTHER = re.compile(r"[^\t\n\r -_a-~¡¿À-ÖØ-öø-ÿ€–—…“”„«»]")

# Line ends that are not "\n" or "\r" would vanish with the control characters.
_LINE_END = regex.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACE = regex.compile(r"\p{Zs}")
_APOSTROPHE = regex.compile(r"[’ʼ‛＇]|(?<=\p{L})[`´‘](?=\p{L})")
# The German closing quote is the English opening one: with its partner it stays.
_OPENING_QUOTE = "‘"
_LOW_QUOTE = "‚"

_INVISIBLE = regex.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]"
    # Joiners shape emoji and the letters of many scripts, but none of these three.
    r"|(?<![\p{Extended_Pictographic}\p{EMod}\ufe0f\p{M}])"
    r"(?<!(?![\p{Latin}\p{Greek}\p{Cyrillic}])\p{L})[\u200c\u200d]"
    r"|(?<![\p{Extended_Pictographic}0-9#*])[\ufe0e\ufe0f]"
)
_TAG_CHARACTERS = regex.compile(r"(\U0001F3F4[\U000E0020-\U000E007F]++)|[\U000E0000-\U000E007F]")
_BIDI_MARK = regex.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}]")


def normalise(text: str) -> str:
    """`text` in NFC with plain apostrophes and spaces and without invisible characters.

    Line breaks, tabs and the joiners inside emoji stay. Applying it twice changes nothing more.
    """
    if _OTHER.search(text) is None:
        return text
    text = unicodedata.normalize("NFC", text)
    text = _SPACE.sub(" ", _LINE_END.sub("\n", text))
    # Removing a selector can leave a joiner with nothing to join, or let an accent compose.
    while (shorter := unicodedata.normalize("NFC", _without_invisible(text))) != text:
        text = shorter
    text = _APOSTROPHE.sub("'", text)
    return text if _LOW_QUOTE in text else text.replace(_OPENING_QUOTE, "'")


def has_words(text: str) -> bool:
    """Whether any letter is left outside entities: without one there is nothing to translate."""
    position = 0
    for entity in find_entities(text):
        if _LETTER.search(text, position, entity.start):
            return True
        position = entity.end
    return _LETTER.search(text, position) is not None


def memory_key(text: str) -> str:
    """The form under which an exact line is remembered: normalised, white space collapsed."""
    return " ".join(normalise(text).split())


def _without_invisible(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    text = _TAG_CHARACTERS.sub(lambda match: match.group(1) or "", text)
    if _BIDI_MARK.search(text) and not _RIGHT_TO_LEFT.search(text):
        text = _BIDI_MARK.sub("", text)
    return text
