"""Whether a translation makes a man or a woman of a reader that the source left open."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.rule import TranslationRule, in_translation

_FEELS = {
    "es": r"(?:segur|satisfech|list|content|registrad|interesad|decepcionad|preparad|inscrit"
    r"|conectad|enfadad|cansad|preocupad|suscrit|autorizad|invitad|encantad)[oa]",
    "fr": r"(?:sûr|satisfait|prêt|content|connecté|inscrit|enregistré|intéressé|déçu|abonné|invité"
    r"|assuré|concerné|prévenu|informé|averti|mécontent|perdu|seul|certain|remboursé|redirigé"
    r"|contacté|recontacté|convaincu|inquiet|inquièt)e?|heureu(?:x|se)",
    "pt": r"(?:satisfeit|cadastrad|conectad|pront|segur|interessad|decepcionad|preparad|inscrit"
    r"|preocupad|cansad|convidad|autorizad|logad|registrad|insatisfeit|chatead)[oa]",
}
_GENDERED = MappingProxyType(
    {
        language: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
        for language, words in {
            "en": r"dear (?:mr|mrs|ms|miss|sir|madam)\.?|(?:mr|mrs|ms)\.? (?-i:[A-Z]\w+)|sir|madam"
            r"|ma'am|he|she|him|her|his",
            "de": r"sehr geehrte[r]? (?:herr|frau)|lieber (?!kunde)\w+ (?=kunde)|(?:herr|frau)"
            r" (?-i:[A-Z]\w+)|lieber kunde|liebe kundin|sehr geehrter kunde|sehr geehrte kundin",
            "es": r"estimad[oa](?:s)?(?! cliente)|querid[oa]s?|bienvenid[oa]s?|señor(?:a|ita)?"
            rf"|(?:estás|estés|quedarás|eres|serás) (?:muy |ya |bien )?{_FEELS['es']}",
            "fr": r"ch(?:er|ère)s?|monsieur|madame|"
            r"(?:êtes|es|serez|seras|soyez|sois|étiez)(?:-vous|-tu)?"
            rf" (?:très |bien |pas |déjà |toujours |vraiment )?(?:{_FEELS['fr']})",
            # "O senhor" is also what formal Portuguese says where it does not know.
            "pt": r"prezad[oa]s?|car[oa] (?=client)|querid[oa]s?|bem-vind[oa]s?|senhora",
        }.items()
    }
)
# What is also said of a thing: "el pedido está listo". It is the reader where nothing stands before
# it that could be a thing, and the source speaks to somebody.
_BEFORE = {
    "es": r"(?:(?<![^\n])|(?<=[¿¡])|(?<=[.!?] )|(?<=usted )|(?<=usted no )|(?<=usted ya )|(?<=si )"
    r"|(?<=si no )|(?<=si ya )|(?<=cuando )|(?<=que )|(?<=¿no )|(?<=¿ya ))",
    "pt": r"(?:(?<![^\n])|(?<=[.!?] )|(?<=você )|(?<=você não )|(?<=você já )|(?<=você ainda )"
    r"|(?<=se )|(?<=se não )|(?<=se já )|(?<=quando )|(?<=que ))",
}
_OF_READER = MappingProxyType(
    {
        "es": re.compile(
            rf"{_BEFORE['es']}(?:está|esté|quede|quedó|quedará|será)"
            rf" (?:usted )?(?:muy |ya |bien )?{_FEELS['es']}(?!\w)",
            re.IGNORECASE,
        ),
        "pt": re.compile(
            rf"{_BEFORE['pt']}(?:está|tá|esteja|ficou|ficará|foi|será|estiver)"
            rf" (?:você )?(?:muito |já |bem )?{_FEELS['pt']}(?!\w)",
            re.IGNORECASE,
        ),
    }
)
_TO_SOMEBODY = MappingProxyType(
    {
        "en": re.compile(r"\byou\b", re.IGNORECASE),
        "de": re.compile(r"\b(?:Sie|Ihnen|(?i:du|dich|dir))\b"),
        "fr": re.compile(r"\b(?:vous|tu|toi|te)\b", re.IGNORECASE),
    }
)
# Both forms side by side leave it open as well: "Estimado/a", "Liebe:r", "Cher(e)".
_BOTH = re.compile(r"\w(?:/(?:a|o|as|os|e|r|in)|\((?:a|o|e|r)\)|[:*_](?:r|in|innen))(?!\w)", re.I)
_PAIRS = re.compile(
    r"(?:señora? o señora?|madame,? monsieur|damen und herren|senhora? ou senhora?|sir or madam)",
    re.IGNORECASE,
)


class GenderedAddress(TranslationRule):
    id = "gendered-address"
    category = "audience/gendered-address"
    severity = Severity.MINOR
    description = "The translation addresses a man or a woman; the source leaves that open."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        languages = primary(exchange.source_language), primary(target)
        said, shown = (_GENDERED.get(language) for language in languages)
        match = shown.search(translation) if said and shown else None
        spoken_to = _TO_SOMEBODY.get(languages[0])
        if match is None and (spoken_to is None or spoken_to.search(exchange.source)):
            of_reader = _OF_READER.get(languages[1])
            match = of_reader.search(translation) if said and of_reader else None
        # "Er" and "she" of a third person are no address.
        if match is None or match.group().lower() in {"he", "she", "him", "her", "his"}:
            return
        if said is None or said.search(exchange.source):
            return
        if not _BOTH.search(translation) and not _PAIRS.search(translation):
            reason = f"'{match.group()}' is said to one gender, the source leaves it open"
            yield self.flag(reason, in_translation(*match.span()))
