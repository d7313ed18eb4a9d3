"""What must stand in the translation exactly as in the source.

Written anew here although `parley.text` masks the same things: siblings do not import each other,
and a check that shares its patterns with the code it checks would share its mistakes.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from parley.domain.placeholders import PLACEHOLDER, PLACEHOLDER_RANGE
from parley.risk.ranges import blanked

_KINDS = (
    ("tag", r"</?[A-Za-z][\w:-]*(?:\s[^<>\n]*)?/?>|&(?:[a-z]{2,8}|\#\d{1,6});"),
    (
        "placeholder",
        r"\{\{[^{}\n]{1,60}\}\}|\$?\{[\w.:-]{0,60}\}|%\(\w+\)[sdif]|%\d+\$[sdif]"
        rf"|(?<![\d\p{{L}}])%[sdi@](?!\p{{L}})|{PLACEHOLDER.pattern}",
    ),
    ("e-mail address", r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}"),
    (
        "link",
        r"(?:(?:https?|ftp)://|www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?)\]}'’]"
        r"|(?<![\w.@-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|de|fr|es|br|pt|eu|uk|mx)"
        r"(?:/[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?)\]}'’])?(?![\w@-])",
    ),
    (
        "emoji",
        r"\p{RI}\p{RI}|(?:(?![\p{N}\#*©®™])\p{Extended_Pictographic})(?:\ufe0f|\p{EMod})?"
        r"(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{EMod})?)*",
    ),
    (
        # Two digits and a letter at least: "A4" and "Q3" are words that a language may change.
        "reference",
        r"(?<![\w/-])(?=[\w-]{4,})(?=[\w-]*\d[\w-]*\d)(?!\d\d?h\d\d(?!\w))"
        r"(?:[A-Za-z]+[_-]?\d[A-Za-z\d]*(?:[_-](?=[A-Za-z]*\d|[A-Z]+(?!\w))[A-Za-z\d]+)*"
        r"|\d+[A-Za-z]+\d[A-Za-z\d]*)(?!\w)",
    ),
)
# What a text must hold for a kind to be worth looking for; most texts hold none of it.
_SIGNS = tuple(
    regex.compile(sign)
    for sign in (
        r"[<&]", rf"[{{%{PLACEHOLDER_RANGE}]", "@", r"://|www\.|\.\p{L}",
        r"\p{RI}|(?![\p{N}\#*©®™])\p{Extended_Pictographic}", r"\d",
    )
)  # fmt: skip
# An exchange has two texts, and half a dozen rules ask about both. No more are kept than that:
# texts are personal data.
_TEXTS_OF_AN_EXCHANGE = 2


@cache
def _pattern(kinds: tuple[int, ...]) -> regex.Pattern[str]:
    return regex.compile("|".join(f"(?P<k{kind}>{_KINDS[kind][1]})" for kind in kinds))


@dataclass(frozen=True, slots=True)
class Entity:
    """One of them, at a half-open range of code points; `kind` is a word for people."""

    kind: str
    surface: str
    start: int
    end: int


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def find_entities(text: str) -> tuple[Entity, ...]:
    """Every entity of a text, from left to right."""
    kinds = tuple(kind for kind, sign in enumerate(_SIGNS) if sign.search(text))
    if not kinds:
        return ()
    return tuple(
        Entity(_KINDS[int((match.lastgroup or "k0")[1:])][0], match.group(), *match.span())
        for match in _pattern(kinds).finditer(text)
    )


@lru_cache(maxsize=_TEXTS_OF_AN_EXCHANGE)
def without_entities(text: str) -> str:
    """The text with every entity blanked out, all else at its place."""
    entities = find_entities(text)
    return blanked(text, ((e.start, e.end) for e in entities)) if entities else text
