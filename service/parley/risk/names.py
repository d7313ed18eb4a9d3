"""Names that a translation must keep.

Only names that the text itself introduces count, those that a greeting is for, and well-known given
names: capitals alone do not tell a person from the first word of a sentence, a month, or a German
noun.
"""

import re
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.given_names import FAMILY
from parley.risk.rule import TranslationRule, in_source, in_translation

_NAME = r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+){0,2})"
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
        said = _letters(translation) if matches else ""
        for match in matches:
            name = match["name"]
            if _NO_NAMES.match(name) or any(_letters(part) in said for part in name.split()):
                continue
            yield self.flag("a name is not in the translation", in_source(*match.span("name")))
            return
        for was, now in _others(exchange.source, translation, languages):
            if _letters(was.group("name")) in _letters(translation):
                continue
            if _letters(now.group("name")) not in _letters(exchange.source):
                yield self.flag("a name became another", in_translation(*now.span("name")))
                return


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
        if family != another:
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


def _plain(name: str) -> str:
    """As `_letters`, without its cost for the many words that have no accents."""
    return name.lower() if name.isascii() else _letters(name)
