"""Names that a translation must keep.

Only names that the text itself introduces count, those that a greeting is for, and well-known given
names: capitals alone do not tell a person from the first word of a sentence, a month, or a German
noun.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.fold import fold
from parley.risk.given_names import FAMILY, other_sex
from parley.risk.rule import TranslationRule, in_source, in_translation
from parley.risk.value_words import ENTRIES

# "This is Mr. Smith": a title has a cue of its own.
_TITLE = r"(?:Mrs?|Ms|Miss|Dr|Sra?|Mme|Mlle|Monsieur|Madame|Herrn?|Frau)\b"
_NAME = rf"(?P<name>(?!{_TITLE})[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+){{0,2}})"
_CUES = {
    "en": r"(?:my name is|my name's|this is|(?:kind |best |warm )?regards,|sincerely,"
    r"|speak(?:ing)? with|Mrs?\.?|Ms\.?|Miss|Dr\.?)",
    "de": r"(?:(?:mein name ist|ich heiße|ich heisse|mit freundlichen grüßen,?|viele grüße,?)"
    r"|(?-i:Herrn?|Frau|Dr\.))",
    "es": r"(?:me llamo|mi nombre es|soy|atentamente,|saludos,"
    r"|se[ñn]or(?:a|ita)?|sra?\.|don|do[ñn]a)",
    "fr": r"(?:je m['’]appelle|mon nom est|je suis|cordialement,|monsieur|madame|mlle|mme\.?|m\.)",
    "pt": r"(?:me chamo|meu nome [ée]|aqui [ée] [oa]|atenciosamente,|abraços,"
    r"|sr(?:a)?\.|dona|seu)",
}
_INTRODUCED = MappingProxyType(
    {language: re.compile(rf"(?<!\w)(?i:{cue})\s+{_NAME}(?!\w)") for language, cue in _CUES.items()}
)
# No comma before the name: "Hello, My parcel" greets nobody.
_GREETINGS = {
    "en": r"hello|hi|hey|dear|good (?:morning|afternoon|evening)|thanks|thank you",
    "de": r"hallo|hi|hey|liebe[rs]?|guten (?:morgen|tag|abend)|danke",
    "es": r"hola|estimad[oa]|querid[oa]|buen[oa]s (?:días|tardes|noches)|gracias",
    "fr": r"bonjour|bonsoir|salut|chère?|coucou|merci",
    "pt": r"olá|oi|prezad[oa]|car[oa]|querid[oa]|bom dia|boa (?:tarde|noite)|obrigad[oa]",
}
_GREETING = MappingProxyType(
    {
        language: re.compile(rf"(?<!\w)(?i:{cue}) (?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)(?=[,.!]|$)")
        for language, cue in _GREETINGS.items()
    }
)
_WORD = re.compile(r"\w+")
_PART = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_CAPITAL_NEXT = re.compile(r" [A-ZÄÖÜ]")
_UMLAUTS = re.compile("([aou])e")
_OWNER = re.compile(r"(?:^|\W)(?:of|de|da|do|du) |d['’]|['’]s$")
_CAPITAL = re.compile(r"(?<![\w-])(?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)(?![\w-])")
# Nations, languages and titles have capitals after the same cues, and are translated.
_NO_NAMES = re.compile(
    r"(?:American|British|English|German|French|Spanish|Portuguese|Brazilian|Mexican|Customer"
    r"|Support|Team|Sir|Madam|Doktor|Professor|Kunde|Kundin|Français|Française|Allemand|Espagnol"
    r"|President|Parley|Everyone|Everybody|All|Folks|Guys|There|Zusammen|Leute|Alle|Gott|God|Dios|Dieu"
    r"|Deus|Again|Kolleg|Herr|Frau|Damen|Client|Cliente|Señor|Monsieur|Madame|Senhor|Friend|Freund"
    r"|Amig|Ami|Colleague|Jesus|The|Not|Your|My|Our)"
)


class NameMismatch(TranslationRule):
    id = "name-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.MAJOR
    description = "A person's name is not in the translation, or another one is."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = primary(exchange.source_language), primary(target)
        introduced = _INTRODUCED.get(languages[0])
        if introduced is None:
            return
        matches = list(introduced.finditer(exchange.source))
        texts = _Words(exchange.source, languages[0]), _Words(translation, languages[1])
        for match in matches:
            flag = self._lost(match, *texts)
            if flag:
                yield flag
                return
        for was, now in _others(exchange.source, translation, languages):
            if texts[1].has(was["name"]) or texts[0].has(now["name"]):
                continue
            if not _genitive(was, now, texts) and not _genitive(now, was, texts[::-1]):
                yield self.flag("a name became another", in_translation(*now.span("name")))
                return

    def _lost(self, match: re.Match[str], source: "_Words", other: "_Words") -> Flag | None:
        """What is wrong with a name that the source introduces."""
        parts = match["name"].split()
        if _NO_NAMES.match(match["name"]):
            return None
        # "Herrn Müllers Paket": the genitive of a German name.
        kept = [
            other.has(part) or (source.german and owns and other.has(part.removesuffix("s")))
            for part, owns in zip(parts, (*[True] * (len(parts) - 1), False), strict=True)
        ]
        if not any(kept):
            return self.flag("a name is not in the translation", in_source(*match.span("name")))
        for place in range(1, len(parts)):
            if kept[place - 1] and not kept[place] and not _NO_NAMES.match(parts[place]):
                instead = other.capital_after(parts[place - 1])
                if instead and not source.has(instead.group()) and not source.knows(parts[place]):
                    return self.flag("a name became another", in_translation(*instead.span()))
        return None


class _Words:
    """The words of a text as names are looked up in it."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.german = language == "de"
        self._language = language

    @cached_property
    def _found(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self.text))

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(_spelling(match.group()) for match in self._found)

    def has(self, name: str) -> bool:
        """Whether every part of a name is a word of the text, or its German genitive."""
        parts = _PART.findall(_POSSESSIVE.sub("", name))
        return all(_spelling(part) in self._letters or self._owns(part) for part in parts)

    def _owns(self, part: str) -> bool:
        owner = _spelling(part) + "s"
        if not self.german or owner not in self._letters:
            return False
        # "Andreas" is Andrea's before what is hers, and else a name of its own.
        return owner not in FAMILY or any(
            _spelling(match.group()) == owner and _CAPITAL_NEXT.match(self.text, match.end())
            for match in self._found
        )

    def capital_after(self, name: str) -> re.Match[str] | None:
        """The word with a capital right after a name."""
        for match, after in pairwise(self._found):
            follows = self.text[match.end() : after.start()] == " "
            if (
                follows
                and after.group()[0].isupper()
                and _spelling(match.group()) == _spelling(name)
            ):
                return None if _NO_NAMES.match(after.group()) else after
        return None

    def knows(self, word: str) -> bool:
        """Whether it is a month, a weekday or the like."""
        return fold(word).text in ENTRIES[self._language]


def _genitive(name: re.Match[str], owner: re.Match[str], texts: tuple["_Words", ...]) -> bool:
    """Whether a German text has a name as an owner's: "Andreas altes Paket" is Andrea's."""
    said, there = texts
    return (
        there.german
        and owner["name"] == name["name"] + "s"
        and _OWNER.search(said.text[max(0, name.start() - 4) : name.end() + 2]) is not None
    )


def _others(
    source: str, translation: str, languages: tuple[str, str]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """The one name of each text where a pair may be told: those greeted, those well known."""
    greeted = [_greeted(source, languages[0])]
    greeted.append(_greeted(translation, languages[1]) if greeted[0] else [])
    if len(greeted[0]) == len(greeted[1]) == 1:
        one, other = (_letters(matches[0]["name"]) for matches in greeted)
        # "Ana" for "Anna" is a way of writing, "José" for "Joseph" a relative.
        kin = FAMILY.get(one, one) == FAMILY.get(other, other)
        if not kin and one[:2] != other[:2]:
            yield greeted[0][0], greeted[1][0]
    known = [_known(source)]
    known.append(_known(translation) if known[0] else [])
    if len(known[0]) == len(known[1]) == 1:
        (was, family), (now, another) = known[0][0], known[1][0]
        if family != another or other_sex(_plain(was["name"]), _plain(now["name"])):
            yield was, now


def _greeted(text: str, language: str) -> list[re.Match[str]]:
    greeting = _GREETING.get(language)
    found = greeting.finditer(text) if greeting else ()
    return [match for match in found if not _NO_NAMES.match(match["name"])]


def _known(text: str) -> list[tuple[re.Match[str], int]]:
    """Well-known given names, each once, with their families."""
    found = {
        match["name"]: (match, FAMILY[folded])
        for match in _CAPITAL.finditer(text)
        if (folded := _plain(match["name"])) in FAMILY
    }
    return list(found.values())


def _letters(text: str) -> str:
    """Without case and accents: "José" may become "Jose"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _spelling(word: str) -> str:
    """As `_letters`, with "Müller" and "Mueller" alike."""
    return _UMLAUTS.sub(r"\1", _letters(word))


def _plain(name: str) -> str:
    """As `_letters`, without its cost for the many words that have no accents."""
    return name.lower() if name.isascii() else _letters(name)
