"""Languages by BCP-47 tag, compared the way translation needs it."""

from functools import lru_cache

from parley.domain.errors import InvalidInput

# English names of the languages that catalogue models and detectors are likely to meet.
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian Bokmål", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "pt-BR": "Brazilian Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


# What RFC 5646 (4.4.1) would have everybody make room for.
_LONGEST = 35


# Every rule asks it of the same few tags, some eighty times a message.
@lru_cache(maxsize=1_024)
def primary(tag: str) -> str:
    """The primary language subtag: "pt" of "pt-BR"."""
    return tag.partition("-")[0].lower()


def normalise_tag(tag: str, field: str = "language") -> str:
    """A BCP-47 tag in its usual case: "pt-br" and "pt_BR" become "pt-BR".

    Raises:
        InvalidInput: reason UNKNOWN_LANGUAGE, if it is not shaped like a language tag, or has
            over 35 characters.
    """
    stripped = tag.strip()
    parts = stripped.replace("_", "-").split("-")
    language = parts[0].lower()
    is_one = 2 <= len(language) <= 3 and language.isascii() and language.isalpha()
    well_formed = is_one and len(stripped) <= _LONGEST
    if not well_formed or not all(p.isascii() and p.isalnum() and len(p) <= 8 for p in parts[1:]):
        raise InvalidInput(
            "UNKNOWN_LANGUAGE", f"{tag[:40]!r} is not a BCP-47 language tag", field=field
        )
    regions = [p.upper() if len(p) == 2 else p.title() if len(p) == 4 else p for p in parts[1:]]
    return "-".join((language, *regions))


def same_language(one: str, other: str) -> bool:
    """Whether text in one needs no translation into the other: regions do not count."""
    return primary(one) == primary(other)


def display_name(tag: str) -> str:
    """English name of a language, or the tag itself for one without a name here."""
    return NAMES.get(tag) or NAMES.get(primary(tag)) or tag
