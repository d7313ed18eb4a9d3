"""Whether a translation is in the language that was asked for, told by its smallest words."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from parley.domain.language import primary
from parley.domain.message import Flag, Severity
from parley.domain.ports import Exchange
from parley.risk.entities import without_entities
from parley.risk.rule import TranslationRule

# Words without which hardly a sentence is written. One that two languages share is in both lists,
# so that it speaks for neither; those that addresses are full of ("de", "la") are in none.
_SMALL_WORDS = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "en": "the is are was were you your my our we they this that with have has not and of"
            " for will would could please i it be been which to when where what how because need"
            " like know get got had but if there about still want just only from by than then them"
            " their she his her its any some can should here who why don didn doesn isn arrive",
            "de": "der das und ist sind ich wir ihr ihre sie nicht ein eine einen mit auf für bitte"
            " haben habe wird werden kann können dem den zu im von auch es die mein meine meinen"
            " meinem meiner mich mir dich dir uns euch er wann wo wie warum weil dass wenn aber"
            " oder noch nur schon sehr hier bei nach aus vor über unter bis zum zur als sich"
            " hatte möchte würde wollte muss müssen soll brauche wissen gerne kein keine mehr"
            " diese dieser dieses dann bin gibt wurde wurden ob ihrem ihren ihrer",
            "es": "el los las y es está son usted su sus nuestro nuestra pero con para por favor"
            " hemos una un del al lo le qué muy más su pedido yo gracias me mi mis te que se nos"
            " porque cuando cuándo cómo como dónde donde quiero quisiera tengo tiene tienen puedo"
            " puede pueden necesito saber gustaría llega llegó hay ser fue era hacer hola si sí"
            " este esta estos también cuál quién sin sobre desde todo todos nada ahora aquí"
            " ese esa eso estoy estamos ha han he",
            "fr": "le les et est sont vous votre nous notre je ce cette avec pour pas une des du"
            " dans sur avez avons merci au aux il elle être qui me mes mon ma te que quand où"
            " pourquoi parce mais ou si ne j qu ces ils elles leur lui ai ont suis était été faire"
            " peut peux pouvez voudrais aimerais veux veuillez savoir besoin puis très aussi"
            " tout tous rien encore donc cela ça un se nos l s d n",
            "pt": "o os as e é são você vocês seu sua nosso nossa não com para por uma um do da dos"
            " das em no na ao está muito mais obrigado obrigada eu me meu minha meus minhas te que"
            " se quando onde como porque qual mas já também só isso isto este esta esse essa"
            " ele ela eles elas foi era ser tem tenho têm quero gostaria preciso precisa posso"
            " pode podem saber chega chegou há fazer sem sobre até ainda quem tudo todos agora aqui"
            " estou estamos dele dela olá pelo pela nos nas aos às ou lhe",
        }.items()
    }
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 3
_FAR_MORE = 3


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
        words = _words(translation)
        own = len(words & _SMALL_WORDS[wanted])
        # What most translations are: too few words are left for another language to outweigh these.
        if len(words) < max(_ENOUGH, _FAR_MORE * own + 1):
            return
        # A title that was kept is in a third language; what was left untranslated is not.
        anew = words - _words(exchange.source)
        left = {wanted, primary(exchange.source_language)}
        counts = {
            language: len((words if language in left else anew) & small)
            for language, small in _SMALL_WORDS.items()
        }
        other = max(counts, key=counts.__getitem__)
        if other != wanted and counts[other] >= _ENOUGH and counts[other] > _FAR_MORE * own:
            yield self.flag(f"the translation seems to be in '{other}', asked was '{wanted}'")


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(without_entities(text))}
