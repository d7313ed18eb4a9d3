"""What must come out of a translation exactly as it went in, and how it is recognised.

The patterns are ordered: the first kind that matches at a position wins, so a URL is one entity
although it holds numbers, and an order id is not a number with letters around it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import regex

from parley.text.codes import find_codes
from parley.text.lines import LINE, MARKS
from parley.text.patterns import PATTERNS


class EntityKind(StrEnum):
    """Why a span is protected. The values appear in flags and in the API."""

    CODE = "code"
    TAG = "tag"
    PLACEHOLDER = "placeholder"
    URL = "url"
    EMAIL = "email"
    MENTION = "mention"
    HASHTAG = "hashtag"
    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    PHONE = "phone"
    REFERENCE = "reference"
    NUMBER = "number"
    EMOJI = "emoji"
    SIGN = "sign"
    TERM = "term"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Entity:
    """One protected span.

    `start` and `end` are code points of the text it was found in; `surface` is that slice.
    """

    kind: EntityKind
    surface: str
    start: int
    end: int


def _any_of(first: str) -> str:
    """One alternation of all patterns that may begin with such a character."""
    return "|".join(
        f"(?P<{EntityKind[kind].value}>{pattern})"
        for kind, firsts, pattern in PATTERNS
        if first in firsts
    )


# Most characters begin nothing: one look at each, and only the patterns that may begin with it. A
# word does where a link was typed against it, or where more than prose follows its letters.
_ENTITY = regex.compile(
    r"(?=\p{L})(?:(?=ℹ)|(?=(?i:https?://))"
    r"|(?<![\p{L}\p{N}])(?=\p{L}++(?:[\p{N}@._%+:/$-]|[ \u00a0\u202f][-−]?\p{N})))"
    rf"(?:{_any_of('L')})"
    rf"|(?=\d)(?:{_any_of('D')})"
    rf"|(?=[^\p{{L}}\d\s,!?\"'])(?:{_any_of('S')})",
    flags=regex.DOTALL,
)

# Several steps in a row ask about the same text. No more are kept: texts are personal data.
_TEXTS_AT_ONCE = 2

# Every entity has a character outside plain prose, a dot before a letter, or some capitals. ℹ is
# both a letter and an emoji.
_SUSPECT = regex.compile(r"[^\p{L}\p{M}\s,.!?'’\"“”„«»…¡¿–-]|\.\p{L}|ℹ|\p{Lu}[\p{Lu}_-]{3}")


@lru_cache(maxsize=_TEXTS_AT_ONCE)
def find_entities(text: str) -> tuple[Entity, ...]:
    """Every protected span of `text`, in order, none overlapping; in time linear in its length."""
    if _SUSPECT.search(text) is None:
        return ()
    return tuple(scan(text))


def scan(text: str) -> list[Entity]:
    """What `find_entities` returns, without its short cut for plain prose."""
    found = [
        Entity(EntityKind(match.lastgroup or ""), match.group(), match.start(), match.end())
        for match in _ENTITY.finditer(text)
    ]
    codes = [
        Entity(EntityKind.REFERENCE, text[start:end], start, end) for start, end in find_codes(text)
    ]
    return _with_signs(text, _merged(found, codes) if codes else found)


def _merged(found: list[Entity], codes: list[Entity]) -> list[Entity]:
    """Both in order; a code inside another entity, such as a URL, is part of that."""
    merged: list[Entity] = []
    for entity in sorted((*found, *codes), key=lambda entity: (entity.start, -entity.end)):
        if not merged or entity.start >= merged[-1].end:
            merged.append(entity)
    return merged


# What a sign may be of: "> 30 €", "±5", "40 × 60".
_VALUES = frozenset({EntityKind.AMOUNT, EntityKind.DATE, EntityKind.NUMBER, EntityKind.TIME})
_UNITS = ("°", "²", "³")


def _with_signs(text: str, entities: list[Entity]) -> list[Entity]:
    """A value with the signs at it as one: two placeholders side by side change places."""
    if not any(entity.kind is EntityKind.SIGN for entity in entities):
        return entities
    marks = _marks(text)
    joined: list[Entity] = []
    for entity in entities:
        if entity.kind is EntityKind.SIGN and entity.start in marks:
            continue
        if joined and _is_one(text, joined[-1], entity):
            before = joined.pop()
            kind = before.kind if entity.kind is EntityKind.SIGN else entity.kind
            surface = text[before.start : entity.end]
            joined.append(Entity(kind, surface, before.start, entity.end))
        else:
            joined.append(entity)
    return joined


def _marks(text: str) -> set[int]:
    """Offsets of bullets, quote marks and the like, which are not translated."""
    found = (MARKS.match(text, *line.span()) for line in LINE.finditer(text))
    return {offset for match in found if match for offset in range(*match.span())}


def _is_one(text: str, before: Entity, after: Entity) -> bool:
    if text[before.end : after.start] not in ("", " ", "\u00a0", "\u202f"):
        return False
    if before.kind is EntityKind.SIGN:
        return after.kind in _VALUES
    if before.kind not in _VALUES:
        return False
    return after.kind is EntityKind.SIGN and after.surface.startswith(_UNITS)
