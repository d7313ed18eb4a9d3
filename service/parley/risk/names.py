"""Names that a translation must keep.

Only names that the text itself introduces count: capitals alone do not tell a person from the
first word of a sentence, a month, or a German noun.
"""

import re
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.rule import TranslationRule, in_source

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
# Nations, languages and titles have capitals after the same cues, and are translated.
_NO_NAMES = re.compile(
    r"(?:American|British|English|German|French|Spanish|Portuguese|Brazilian|Mexican|Customer"
    r"|Support|Team|Sir|Madam|Doktor|Professor|Kunde|Kundin|Français|Française|Allemand|Espagnol"
    r"|President|Parley|The|Not|Your|My|Our)"
)


class NameMismatch(TranslationRule):
    id = "name-mismatch"
    category = "accuracy/mistranslation"
    severity = Severity.MAJOR
    description = "A person's name is in the source and not in the translation."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        introduced = _INTRODUCED.get(primary(exchange.source_language))
        if introduced is None:
            return
        matches = list(introduced.finditer(exchange.source))
        said = _letters(translation) if matches else ""
        for match in matches:
            name = match["name"]
            if _NO_NAMES.match(name) or any(_letters(part) in said for part in name.split()):
                continue
            yield self.flag("a name is not in the translation", in_source(*match.span("name")))


def _letters(text: str) -> str:
    """Without case and accents: "José" may become "Jose"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
