"""Number words that are one number together: "two hundred", "fünfundzwanzig", "vingt et un"."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from parley.risk.numerals import STRONG, WORDS

# Cardinals from 13 on that `WORDS` does not have.
_MORE = {
    "en": "15 fifteen",
    "de": "15 fuenfzehn 50 fuenfzig",
    "es": "21 veintiuno veintiun veintiuna 22 veintidos 23 veintitres 24 veinticuatro"
    " 25 veinticinco 26 veintiseis 27 veintisiete 28 veintiocho 29 veintinueve"
    " 200 doscientos doscientas 300 trescientos trescientas 400 cuatrocientos cuatrocientas"
    " 500 quinientos quinientas 600 seiscientos seiscientas 700 setecientos setecientas"
    " 800 ochocientos ochocientas 900 novecientos novecientas",
    "fr": "20 vingts",
    "pt": "200 duzentos duzentas 300 trezentos trezentas 400 quatrocentos quatrocentas"
    " 500 quinhentos quinhentas 600 seiscentos seiscentas 700 setecentos setecentas"
    " 800 oitocentos oitocentas 900 novecentos novecentas",
}
# Cardinals below thirteen that are too weak alone (articles, "neuf" as new) and count in a phrase.
_SMALL = {
    "en": "1 one",
    "de": "1 ein eins",
    "es": "1 un uno una",
    "fr": "1 un une 8 huit 9 neuf",
    "pt": "1 um uma",
}
# Values in `WORDS` that no cardinal is: midnight is 24 there, a fortnight 14.
_NOT_CARDINAL = frozenset(
    {
        *("fortnight", "midnight", "quincena", "quinzaine", "quinzena", "trentaine", "vingtaine"),
        *("centaine", "centena", "centenar", "millier", "milhar", "millar", "mitternacht"),
        *("medianoche", "minuit", "meia-noite"),
    }
)
# What joins two of them, by language.
LINKS = MappingProxyType({"en": "and", "de": "und", "es": "y", "fr": "et", "pt": "e"})
# What the other language writes out: "two dozen" is "vierundzwanzig", "three quarters of an hour"
# are 45 minutes.
_PARTS = frozenset(
    {
        *("dozen", "dozens", "dutzend", "docenas", "douzaines", "duzias"),
        *("quarters", "viertel", "cuartos", "quarts", "quartos"),
    }
)
_DECADES = ("ties", "ziger")
_SCALES = frozenset([100, 1000])
_TOKEN = re.compile(r"[^\W\d_]+")
_BETWEEN = frozenset([" ", "-"])


def _read(lines: str) -> Iterator[tuple[str, int]]:
    value = 0
    for word in lines.split():
        if word.isdigit():
            value = int(word)
        else:
            yield word, value


def _compounds() -> dict[str, int]:
    """What German writes as one word: 21 to 999, whole thousands, and "neunzehnhundert"."""
    ones = {
        1: ("ein",), 2: ("zwei",), 3: ("drei",), 4: ("vier",), 5: ("funf", "fuenf"),
        6: ("sechs",), 7: ("sieben",), 8: ("acht",), 9: ("neun",),
    }  # fmt: skip
    tens = {
        20: ("zwanzig",), 30: ("dreißig", "dreissig"), 40: ("vierzig",),
        50: ("funfzig", "fuenfzig"), 60: ("sechzig",), 70: ("siebzig",), 80: ("achtzig",),
        90: ("neunzig",),
    }  # fmt: skip
    teens = {
        10: ("zehn",), 11: ("elf",), 12: ("zwolf", "zwoelf"), 16: ("sechzehn",), 17: ("siebzehn",),
    } | {
        value: tuple(f"{one}zehn" for one in ones[value - 10]) for value in (13, 14, 15, 18, 19)
    }  # fmt: skip
    below = dict[int, tuple[str, ...]]({**ones, 1: ("eins",), **teens, **tens})
    for ten, written in tens.items():
        for one, units in ones.items():
            below[ten + one] = tuple(f"{unit}und{word}" for unit in units for word in written)
    found = {word: value for value, written in below.items() for word in written if value > 12}
    for hundreds, written in (ones | {v: teens[v] for v in range(11, 20)}).items():
        for head in (f"{word}hundert" for word in written):
            found[head] = hundreds * 100
            for value, rest in below.items():
                found.update((head + tail, hundreds * 100 + value) for tail in rest)
    for value, written in (below | {1: ("ein",)}).items():
        found.update((f"{word}tausend", value * 1000) for word in written)
    return found


def _atoms(language: str) -> Mapping[str, int]:
    cardinals = {
        word: value
        for word, value in WORDS[language].items()
        if value >= 13 and "-" not in word and word not in _NOT_CARDINAL
    }
    small = {word: WORDS[language][word] for word in STRONG[language]}
    compounds = _compounds() if language == "de" else {}
    more = dict(_read(_MORE[language])) | dict(_read(_SMALL[language]))
    return MappingProxyType(cardinals | compounds | small | more)


# The values of the words that numbers are put together of, by language and folded word.
ATOMS = MappingProxyType({language: _atoms(language) for language in WORDS})
_WEAK = MappingProxyType({tag: frozenset(w for w, _ in _read(_SMALL[tag])) for tag in _SMALL})


def phrases(
    folded: str, found: AbstractSet[str], language: str
) -> Iterator[tuple[int, bool, tuple[str, ...]]]:
    """Numbers in words, whether each can be nothing but that number, and its words.

    Args:
        found: the words of the folded text, those joined by hyphens apart too.
    """
    atoms = ATOMS[language]
    # In this order a handful of words is looked up, not thousands of numbers.
    if atoms.keys().isdisjoint(found):
        return
    link = LINKS[language]
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(folded)]
    words = [token[0] for token in tokens] + ["", "", ""]
    place, ended, goes_on = 0, -1, False
    while place < len(tokens):
        if words[place] not in atoms:
            place += 1
            continue
        first = place
        sum_ = _Sum(atoms[words[place]])
        place += 1
        while place < len(tokens) and folded[tokens[place - 1][2] : tokens[place][1]] in _BETWEEN:
            linked = words[place] == link
            at = place + linked
            value = atoms.get(words[at])
            if value is None or (linked and sum_.has(atoms.get(words[at + 1], 0))):
                break
            if not sum_.takes(value, linked=linked):
                break
            place = at + 1
        after = words[place]
        joined = place < len(tokens) and folded[tokens[place - 1][2] : tokens[place][1]] in _BETWEEN
        weak = place - first == 1 and (words[first] in _WEAK[language] or sum_.value in _SCALES)
        weak = weak or (first == ended and goes_on)
        # "Twenty twenty-three" is a year, "twenty-eighth" an ordinal.
        goes_on = joined and (after in atoms or after in WORDS[language])
        weak = weak or goes_on or (joined and (after in _PARTS or after.endswith(_DECADES)))
        ended = place
        yield sum_.value, not weak, tuple(words[first:place])


class _Sum:
    """A number as it is read word by word."""

    def __init__(self, value: int) -> None:
        # "Mille" begins a number as "two thousand" does.
        self._thousands, self._rest = (1000, 0) if value == 1000 else (0, value)

    @property
    def value(self) -> int:
        return self._thousands + self._rest

    def has(self, scale: int) -> bool:
        """Whether it was multiplied by this already: "a hundred and two hundred" is no sum."""
        return scale == 1000 <= self._thousands or scale == 100 <= self._rest

    def takes(self, value: int, *, linked: bool) -> bool:
        """Add a word's value if the number so far leaves a place for it."""
        rest = self._rest
        if value == 1000 and rest and not self._thousands and not linked:
            self._thousands, self._rest = rest * 1000, 0
        elif value == 100 and 0 < rest < 20 and not linked:
            self._rest = rest * 100
        elif value == 20 and rest % 100 == 4 and not linked:
            # "Quatre-vingts".
            self._rest += 76
        elif value < 1000 and self._thousands and not rest:
            self._rest = value
        elif value < _place(rest) or (rest % 100 == 10 and 7 <= value <= 9):
            # "Dix-sept" is two words beside the sums that all the languages share.
            self._rest += value
        elif 10 <= value < 20 and rest % 100 in {60, 80}:
            # "Soixante-quinze", "quatre-vingt-dix".
            self._rest += value
        else:
            return False
        return True


def _place(rest: int) -> int:
    """What a further word must stay under to be added: "forty" leaves room for the ones."""
    if rest >= 100 and rest % 100 == 0:
        return 100
    return 10 if rest % 100 >= 20 and rest % 10 == 0 else 0
