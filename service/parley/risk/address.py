"""Whether a translation makes a man or a woman of a reader that the source left open."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.rule import TranslationRule, in_translation

_GENDERED = MappingProxyType(
    {
        language: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
        for language, words in {
            "en": r"dear (?:mr|mrs|ms|miss|sir|madam)\.?|(?:mr|mrs|ms)\.? (?-i:[A-Z]\w+)|sir|madam"
            r"|ma'am|he|she|him|her|his",
            "de": r"sehr geehrte[r]? (?:herr|frau)|lieber (?!kunde)\w+ (?=kunde)|(?:herr|frau)"
            r" (?-i:[A-Z]\w+)|lieber kunde|liebe kundin|sehr geehrter kunde|sehr geehrte kundin",
            "es": r"estimad[oa](?:s)?(?! cliente)|querid[oa]s?|bienvenid[oa]s?|señor(?:a|ita)?"
            r"|(?:está|estás|quede|quedará) (?:segur|satisfech|list|content|registrad)[oa]",
            "fr": r"ch(?:er|ère)s?|monsieur|madame|(?:êtes|es|serez) (?:sûr|satisfait|prêt|content"
            r"|connecté|inscrit)e?",
            # "O senhor" is also what formal Portuguese says where it does not know.
            "pt": r"prezad[oa]s?|car[oa] (?=client)|querid[oa]s?|bem-vind[oa]s?|senhora"
            r"|(?:está|esteja|ficou|ficará) (?:satisfeit|cadastrad|conectad|pront|segur)[oa]",
        }.items()
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
        # "Er" and "she" of a third person are no address.
        if match is None or match.group().lower() in {"he", "she", "him", "her", "his"}:
            return
        if said is None or said.search(exchange.source):
            return
        if not _BOTH.search(translation) and not _PAIRS.search(translation):
            reason = f"'{match.group()}' is said to one gender, the source leaves it open"
            yield self.flag(reason, in_translation(*match.span()))
