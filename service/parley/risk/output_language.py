"""Whether a translation is in the language that was asked for, told by its smallest words."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.entities import without_entities
from parley.risk.rule import TranslationRule

# Words without which hardly a sentence is written, and which the other languages do not have.
_SMALL_WORDS = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "the is are was were you your my our we they this that with have has not and of"
            " for will would could please i it be been which",
            "de": "der das und ist sind ich wir ihr ihre sie nicht ein eine einen mit auf für bitte"
            " haben habe wird werden kann können dem den zu im von auch es",
            "es": "el los las y es está son usted su sus nuestro nuestra pero con para por favor"
            " hemos una un del al lo le qué muy más su pedido yo gracias",
            "fr": "le les et est sont vous votre nous notre je ce cette avec pour pas une des du"
            " dans sur avez avons merci au aux il elle être qui",
            "pt": "o os as e é são você vocês seu sua nosso nossa não com para por uma um do da dos"
            " das em no na ao está muito mais obrigado obrigada eu",
        }.items()
    }
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 3


class WrongLanguage(TranslationRule):
    """Silent on texts too short to tell, and where the target's own words are there at all."""

    id = "wrong-language"
    category = "accuracy/mistranslation/output-language"
    severity = Severity.CRITICAL
    description = "The translation is in another language than the one asked for."

    def compare(self, exchange: Exchange, translation: str, target: str) -> Iterator[Flag]:
        wanted = primary(target)
        if wanted not in _SMALL_WORDS:
            return
        words = [word.lower() for word in _WORD.findall(without_entities(translation))]
        counts = {
            language: sum(map(small.__contains__, words))
            for language, small in _SMALL_WORDS.items()
        }
        other = max(counts, key=counts.__getitem__)
        if other != wanted and counts[other] >= _ENOUGH and counts[other] > 3 * counts[wanted]:
            yield self.flag(f"the translation seems to be in '{other}', asked was '{wanted}'")
